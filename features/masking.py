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
_HANDLE = re.compile(r"(?<![\w.])(?:@[A-Za-z0-9_.]{3,30})+")
_LONG_NUMBER = re.compile(r"(?<![^\W_])\d(?:[ ._-]?\d){5,}|\d(?:[._-]?\d){5,}")
"""Six digits or more, whatever stands beside them; blanks may part them only where no letter stands before."""
_MOST_PASSES = 8


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without identifiers, with how many of each kind were newly masked."""

    text: str
    found: Counter[Tag]


def mask(text: str, types: Iterable[str] = IDENTIFIERS) -> Masked:
    """Return `text` with every identifier replaced by its tag; masking twice changes nothing.

    A link goes as a whole. Tags that are already there (ours or Samaran's) are brought to the
    closed set and kept; any other run of six or more digits becomes [NOMOR]. A text that was
    changed is read again, because a tag may uncover its neighbour; most texts are read once.
    """
    wanted, found = tuple(types), Counter[Tag]()
    for _ in range(_MOST_PASSES):
        before, masked = text, _pass(text, wanted)
        text, found = masked.text, found + masked.found
        if text == before:
            break
    return Masked(text, found)


def _pass(text: str, types: tuple[str, ...]) -> Masked:
    spans = _spans(_URL, Tag.URL, text)
    spans += [(start, end, tag, False) for start, end, tag in tag_spans(text)]
    for match in detect_pii(text, types=types):  # type: ignore[arg-type]
        spans.append((match.start, match.end, FROM_SAMARAN[match.type], True))
    return _replace(text, [*spans, *_spans(_HANDLE, Tag.HANDLE, text), *_spans(_LONG_NUMBER, Tag.NUMBER, text)])


def _spans(pattern: re.Pattern[str], tag: Tag, text: str) -> list[tuple[int, int, Tag, bool]]:
    return [(match.start(), match.end(), tag, True) for match in pattern.finditer(text)]


def _replace(text: str, spans: list[tuple[int, int, Tag, bool]]) -> Masked:
    """Replace spans in order of first claim (links, kept tags, detections, patterns); overlaps lose."""
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
