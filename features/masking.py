"""Masking identifiers, and only identifiers: places, health, crime and danger words must stay.

Source: UU PDP 27/2022 art. 4; detection by lokal-id's Samaran with the types named one by one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from lokal.samaran import detect_pii

from features.tags import FROM_SAMARAN, Tag, tag_spans

IDENTIFIERS: tuple[str, ...] = (
    "NAME", "NIK", "KK", "NPWP", "PASSPORT", "SIM", "NIP", "BPJS", "NISN", "AKTA", "PHONE", "EMAIL",
    "BANK_ACCOUNT", "CARD", "PLATE", "IP", "GEO", "BIRTH_DATE",
)  # fmt: skip

_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w.])@[A-Za-z0-9_.]{3,30}")
_LONG_NUMBER = re.compile(r"(?<![\w.,])\d(?:[ .-]?\d){5,}(?![\w])")


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without identifiers, with how many of each kind were newly masked."""

    text: str
    found: Counter[Tag]


def mask(text: str, types: Iterable[str] = IDENTIFIERS) -> Masked:
    """Return `text` with every identifier replaced by its tag; masking twice changes nothing.

    Tags that are already there (ours or Samaran's) are brought to the closed set and kept;
    any other run of six or more digits becomes [NOMOR].
    """
    kept = tag_spans(text)
    spans = [(start, end, tag, False) for start, end, tag in kept]
    for match in detect_pii(text, types=tuple(types)):  # type: ignore[arg-type]
        spans.append((match.start, match.end, FROM_SAMARAN[match.type], True))
    for pattern, tag in ((_URL, Tag.URL), (_HANDLE, Tag.HANDLE), (_LONG_NUMBER, Tag.NUMBER)):
        spans += [(match.start(), match.end(), tag, True) for match in pattern.finditer(text)]
    return _replace(text, spans)


def _replace(text: str, spans: list[tuple[int, int, Tag, bool]]) -> Masked:
    """Replace spans in order of first claim (kept tags, detections, patterns); overlaps lose."""
    taken: list[tuple[int, int, Tag, bool]] = []
    for span in spans:
        if all(span[1] <= other[0] or span[0] >= other[1] for other in taken):
            taken.append(span)
    parts, cursor, found = [], 0, Counter[Tag]()
    for start, end, tag, new in sorted(taken):
        parts += [text[cursor:start], tag.text]
        cursor = end
        found[tag] += new
    return Masked("".join([*parts, text[cursor:]]), +found)
