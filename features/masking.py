"""Masking identifiers, and only identifiers: places, health, crime and danger words must stay.

Source: UU PDP 27/2022 art. 4; detection by lokal-id's Samaran with the types named one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from lokal.samaran import detect_pii

from features.identifiers.names import find_names
from features.identifiers.numbers import HANDLE, URL, find_contacts, find_long_numbers
from features.tags import FROM_SAMARAN, Tag, tag_spans

IDENTIFIERS: tuple[str, ...] = (
    "NAME", "NIK", "KK", "NPWP", "PASSPORT", "SIM", "NIP", "BPJS", "NISN", "AKTA", "PHONE", "EMAIL",
    "BANK_ACCOUNT", "CARD", "PLATE", "IP", "GEO", "BIRTH_DATE",
)  # fmt: skip

_MOST_PASSES = 8
_TYPE = {tag: name for name, tag in FROM_SAMARAN.items()}


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
    spans = [(*match.span(), Tag.URL, True) for match in URL.finditer(text)]
    spans += [(start, end, tag, False) for start, end, tag in tag_spans(text)]
    detected = [(match.start, match.end, FROM_SAMARAN[match.type]) for match in detect_pii(text, types=types)]  # type: ignore[arg-type]
    found = [span for span in detected if span[2] is not Tag.NAME]
    found += [span for span in find_contacts(text) if span[2] not in _TYPE or _TYPE[span[2]] in types]
    found += [(*match.span(), Tag.HANDLE) for match in HANDLE.finditer(text)]
    found += find_long_numbers(text)
    if "NAME" in types:
        found += find_names(text, [(start, end) for start, end, tag in detected if tag is Tag.NAME])
    return _replace(text, [*spans, *((*span, True) for span in found)])


def _replace(text: str, spans: list[tuple[int, int, Tag, bool]]) -> Masked:
    """Replace spans in order of first claim (links, kept tags, numbers, names); overlaps lose."""
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
