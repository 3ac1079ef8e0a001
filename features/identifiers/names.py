"""Names of persons: after a cue, or by a gazetteer where none stands; never the name of a street or a school."""

from __future__ import annotations

import re
from dataclasses import dataclass

from features.identifiers.lexicon import CUES, KIN, NAMED, PLACE_WORDS, TITLES, is_common, is_name, lists, may_be_name
from features.tags import Tag, tag_spans

Span = tuple[int, int, Tag]

_WORD = re.compile(r"[^\W\d_]+(?:['’`][^\W\d_]+)*")
_JOINED = re.compile(r"[.,]?[ \t]{0,2}|\.?[ \t]?-[ \t]?")
_LIST_ITEM = re.compile(r"(?:^|[\s(;:,])\d{1,2}[.)]\s*$")
_SHORTEST_REPEATED = 4
_LONGEST_NAME = 5
_PLACE_REACH = 3


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str
    low: str
    gap: str
    """What stands between the word before and this one."""

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


def find_names(text: str) -> list[Span]:
    """Return the spans of persons' names, titles and cues left out.

    A word is a name by the gazetteer, by a typical ending, or after a cue ("nama saya", "Pak",
    "anak saya") when it is no ordinary word; neighbours that may be names join it. What follows
    the word for a street, a school, a hospital or a brand is left.
    """
    words = _words(text)
    if not words:
        return []
    shouting = sum(word.text.isupper() for word in words) > len(words) / 2
    in_place = _places(words)
    taken: set[int] = set()
    for place, word in enumerate(words):
        if place in taken or place in in_place:
            continue
        if _starts_name(text, words, place, shouting):
            taken |= _extended(words, place, in_place, shouting)
    taken |= _repeated(words, taken, in_place)
    return _spans(text, words, taken)


def is_plausible_name(text: str, start: int, end: int) -> bool:
    """Return whether a span that another detector calls a name is none of ordinary words or of a place."""
    words = _words(text)
    inside = [at for at, word in enumerate(words) if start <= word.start < end]
    places = _places(words)
    return any(not is_common(words[at].low) or is_name(words[at].low) for at in inside) and not any(
        at in places for at in inside
    )


def _words(text: str) -> list[_Word]:
    masked = {place for start, end, _ in tag_spans(text) for place in range(start, end)}
    found: list[_Word] = []
    end = 0
    for match in _WORD.finditer(text):
        if match.start() not in masked:
            found.append(_Word(*match.span(), match.group(), match.group().casefold(), text[end : match.start()]))
        end = match.end()
    return found


def _places(words: list[_Word]) -> set[int]:
    """Return the words that stand in the name of a place: capitals or names right after a place word."""
    inside: set[int] = set()
    for place, word in enumerate(words):
        if word.low not in PLACE_WORDS:
            continue
        for at in range(place + 1, min(place + 1 + _PLACE_REACH, len(words))):
            following = words[at]
            if not _touches(following.gap) and not following.gap.strip(". ").isdigit():
                break
            if following.low in CUES and following.low not in TITLES:
                break
            if not (following.capital or may_be_name(following.low) or following.low in TITLES or not is_common(following.low)):
                break
            inside.add(at)
    return inside


def _touches(gap: str) -> bool:
    return _JOINED.fullmatch(gap) is not None


def _starts_name(text: str, words: list[_Word], place: int, shouting: bool) -> bool:
    word = words[place]
    if word.low in CUES or word.low in PLACE_WORDS or word.low in KIN:
        return False
    if is_name(word.low):
        return True
    proper = word.capital and not shouting
    before = words[place - 1] if place and _touches(word.gap) and "," not in word.gap else None
    if word.low in TITLES or len(word.low) < 2:
        return False
    plausible = not is_common(word.low) or may_be_name(word.low)
    if NAMED.search(text[max(0, word.start - 40) : word.start]):
        return plausible or (proper and not is_common(word.low))
    if before is not None and (before.low in CUES or (before.low in TITLES and before.low not in ("i", "la", "wa", "ni", "dt"))):
        return plausible and (proper or word.low not in lists().ambiguous or before.low in CUES)
    if before is not None and before.low in ("i", "ni", "la", "wa") and before.capital and proper:
        return plausible
    if before is not None and before.low in KIN and plausible and (proper or not is_common(word.low)):
        return proper or word.low in lists().family
    if _LIST_ITEM.search(text[max(0, word.start - 6) : word.start]):
        return proper and plausible and not is_common(word.low)
    if not may_be_name(word.low) or not proper:
        return False
    following = words[place + 1] if place + 1 < len(words) and words[place + 1].gap == " " else None
    return following is not None and following.capital and may_be_name(following.low) and (place + 1) not in _places(words)


def _extended(words: list[_Word], seed: int, in_place: set[int], shouting: bool) -> set[int]:
    """Return the words of the name around a seed: neighbours written alike that may be names, initials among them."""
    taken = {seed}
    proper = words[seed].capital and not shouting
    for step in (1, -1):
        at = seed + step
        while 0 <= at < len(words) and len(taken) < _LONGEST_NAME and at not in in_place:
            word, gap = words[at], words[max(at, at - step)].gap
            if not _touches(gap) or "," in gap or word.low in CUES or word.low in PLACE_WORDS or word.low in KIN:
                break
            initial = len(word.low) == 1 and word.capital
            if step < 0 and word.low in TITLES and word.low not in ("la", "wa", "i", "ni", "ida", "gusti", "andi", "cut", "teuku"):
                break
            fits = may_be_name(word.low) or initial or word.low in ("bin", "binti", "br", "van", "el", "al", "ode")
            if not (fits or (proper and word.capital and not is_common(word.low)) or (step < 0 and word.low in TITLES and word.capital)):
                break
            if not proper and not shouting and word.low in lists().ambiguous and is_common(word.low) and step < 0:
                break
            taken.add(at)
            at += step
    return taken


def _repeated(words: list[_Word], taken: set[int], in_place: set[int]) -> set[int]:
    """Return other places of the long words of names found: the second time a name needs no cue."""
    known = {words[at].low for at in taken if len(words[at].low) >= _SHORTEST_REPEATED and not is_common(words[at].low)}
    return {at for at, word in enumerate(words) if word.low in known and at not in in_place}


def _spans(text: str, words: list[_Word], taken: set[int]) -> list[Span]:
    spans: list[Span] = []
    for at in sorted(taken):
        word = words[at]
        if spans and at - 1 in taken and _touches(word.gap) and "," not in word.gap:
            spans[-1] = (spans[-1][0], word.end, Tag.NAME)
        else:
            spans.append((word.start, word.end, Tag.NAME))
    return spans
