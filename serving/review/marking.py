"""The masked text as markup: places that the engine read stand out, and so do the tags of what was masked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from serving.casework.item_view import Mark

_TAG = re.compile(r"\[[A-Z_]{2,20}\]")


def marked(text: str, marks: Sequence[Mark], field: str) -> Markup:
    """Return a text with its marks of a field (`title` or `text`); marks that don't fit are left out."""
    parts, at = [], 0
    for mark in sorted((one for one in marks if one.field == field), key=lambda one: one.start):
        if at <= mark.start < mark.end <= len(text):
            words = text[mark.start : mark.end]
            parts += [_with_tags(text[at : mark.start]), Markup('<mark title="{}">{}</mark>').format(mark.name, words)]
            at = mark.end
    return Markup("").join([*parts, _with_tags(text[at:])])


def _with_tags(text: str) -> Markup:
    parts, at = [], 0
    for tag in _TAG.finditer(text):
        parts += [escape(text[at : tag.start()]), Markup('<span class="tag">{}</span>').format(tag.group())]
        at = tag.end()
    return Markup("").join([*parts, escape(text[at:])])
