"""Names of persons: after a cue, or by a gazetteer where none stands; never the name of a street or a school."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from features.identifiers.lexicon import (
    NAMED,
    NEAR_NAME,
    fits_beside_a_name,
    is_built,
    is_common,
    is_everyday,
    is_name,
    is_ordinary,
    lists,
    looks_like_name,
    may_be_name,
    office_words,
    words,
)
from features.tags import Tag, tag_spans

Span = tuple[int, int, Tag]

_WORD = re.compile(r"[^\W\d_]+(?:['’`][^\W\d_]+)*")
_JOINED = re.compile(r"[.,]?[ \t]{0,2}|\.?[ \t]?-[ \t]?")
_LIST_ITEM = re.compile(r"(?:^|[\s(;:,])\d{1,2}[.)]\s*$")
_STRICT, _LOOSE = 0.0, -0.6
"""How much an unknown word must look like a name after a cue: in lower case, and with a capital."""
_LONGEST_ABBREVIATION = 4
_PHONE_AFTER = re.compile(r"[\s,:(/=-]{1,4}(?:\+?62|0)[\d(]|[\s,:(/=-]{1,4}\[TELEPON\]")
_SIGNED = re.compile(r"(?:\s[A-Z][a-z]+)?[\s.)]*$")
_ENDED = re.compile(r"[.!?,\n]\s*$")
_SHORTEST_REPEATED = 4
_LONGEST_ACRONYM = 5
_LONGEST_CHINESE = 5
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


def find_names(text: str, proposed: Iterable[tuple[int, int]] = ()) -> list[Span]:
    """Return the spans of persons' names, titles and cues left out.

    A word is a name by the gazetteer, by a typical ending, or after a cue ("nama saya", "Pak",
    "anak saya") when it is no ordinary word; neighbours that may be names join it. What follows
    the word for a street, a school, a hospital or a brand is left. Spans that another detector has
    `proposed` follow, where they are no place and not of ordinary words alone.
    """
    line = _words(text)
    if not line:
        return []
    shouting = sum(word.text.isupper() for word in line) > len(line) / 2
    in_place = _places(line)
    taken: set[int] = set()
    for place, word in enumerate(line):
        if place in taken or place in in_place:
            continue
        if _starts_name(text, line, place, word.capital and not shouting):
            taken |= _extended(line, place, in_place, shouting)
    taken |= _listed(line, taken, in_place, shouting)
    taken |= _repeated(line, taken, in_place)
    found = _spans(line, taken)
    return found + [(start, end, Tag.NAME) for start, end in proposed if _may_name(line, in_place, start, end)]


def _may_name(line: list[_Word], in_place: set[int], start: int, end: int) -> bool:
    """Return whether a span that another detector calls a name is none of ordinary words or of a place."""
    inside = [at for at, word in enumerate(line) if start <= word.start < end]
    if any(at in in_place for at in inside):
        return False
    return any(is_name(line[at].low) or (line[at].capital and _plausible(line[at], True)) for at in inside)


def _words(text: str) -> list[_Word]:
    masked = {place for start, end, _ in tag_spans(text) for place in range(start, end)}
    found: list[_Word] = []
    end = 0
    for match in _WORD.finditer(text):
        if match.start() not in masked:
            found.append(_Word(*match.span(), match.group(), match.group().casefold(), text[end : match.start()]))
        end = match.end()
    return found


def _places(line: list[_Word]) -> set[int]:
    """Return the words that stand in the name of a place: capitals or names right after a place word."""
    inside: set[int] = set()
    for place, word in enumerate(line):
        if word.low not in words().places or (place and line[place - 1].low in words().heads):
            continue
        for at in range(place + 1, min(place + 1 + _PLACE_REACH, len(line))):
            if not _continues_place(line[at - 1], line[at], word):
                break
            inside.add(at)
    return inside


def _continues_place(before: _Word, word: _Word, first: _Word) -> bool:
    """Return whether a word goes on with the name of a place that `first` began."""
    stop = "." in word.gap and len(before.low) > _LONGEST_ABBREVIATION
    numbered = word.gap.strip(". ").isdigit()
    if (
        stop
        or "," in word.gap
        or not (_touches(word.gap) or numbered)
        or (word.low in words().cues and word.low not in words().titles)
    ):
        return False
    if word.low in words().titles:
        return first.low in words().named_after_people
    return word.capital or may_be_name(word.low) or not is_common(word.low)


def _near(gap: str) -> bool:
    """Return whether a gap leaves a cue beside its name: "Ibu: Wulandari", "adik saya, Komang"."""
    return _touches(gap) or gap.strip(" ") in (":", ",", ";", "(", "=", "-", '"')


def _touches(gap: str) -> bool:
    return _JOINED.fullmatch(gap) is not None


def _starts_name(text: str, line: list[_Word], place: int, proper: bool) -> bool:
    """Return whether a name begins, or stands, at a word; `proper` says that its capital means something."""
    word = line[place]
    if len(word.low) < 2 or word.low in words().no_names:
        return False
    if is_name(word.low):
        return True
    if word.low in words().titles and word.low not in words().noble:
        return False
    above = text[max(0, word.start - 40) : word.start]
    if NAMED.search(above):
        return _plausible(word, proper) or (proper and not is_everyday(word.low) and not _is_else(word))
    if not _plausible(word, proper):
        return False
    if NEAR_NAME.search(above):
        return proper or word.low in lists().family
    if _LIST_ITEM.search(above):
        return proper and not is_common(word.low)
    if proper and (_PHONE_AFTER.match(text, word.end) or (_SIGNED.match(text, word.end) and _ENDED.search(word.gap))):
        return may_be_name(word.low) or not is_common(word.low)
    before = line[place - 1] if place and _near(word.gap) else None
    if before is not None and (before.low in words().cues or before.low in words().titles):
        return before.low in words().cues or before.low not in words().noble or proper
    if before is not None and (
        before.low in words().kin or (before.low in words().pronouns and place > 1 and _is_kin(line[place - 2]))
    ):
        return proper or (word.low in lists().family and not is_common(word.low))
    if before is not None and before.low.removesuffix("nya") in words().kin:
        return proper and may_be_name(word.low)
    return _begins_pair(line, place, proper)


def _is_kin(word: _Word) -> bool:
    return word.low in words().kin or word.low in words().cues


def _begins_pair(line: list[_Word], place: int, proper: bool) -> bool:
    """Return whether two neighbours, none of them sure, are a name together: "Made Rena", "Kirana Lestari"."""
    word = line[place]
    following = line[place + 1] if place + 1 < len(line) and _touches(line[place + 1].gap) else None
    if proper and _with_and(line, place):
        return True
    if following is None or not proper or not following.capital or _is_else(following):
        return False
    if word.low in words().noble:
        return not is_common(following.low) or may_be_name(following.low)
    pair = (word.low, following.low)
    if (
        not any(is_common(low) for low in pair)
        and all(looks_like_name(low, _STRICT) for low in pair)
        and not _is_else(word)
    ):
        return True
    return all(fits_beside_a_name(low) for low in pair) and any(
        low in lists().family or not is_common(low) for low in pair
    )


def _with_and(line: list[_Word], place: int) -> bool:
    """Return whether "X dan Y" stands here, in capitals, and both may be names: "Indah dan Surya"."""
    if place + 2 >= len(line) or line[place + 1].low not in words().conjunctions:
        return False
    other = line[place + 2]
    known = lists()
    both = (line[place].low, other.low)
    return other.capital and all(is_name(low) or (low in known.ambiguous and low not in office_words()) for low in both)


def _plausible(word: _Word, proper: bool) -> bool:
    """Return whether a word may be a name where a name is expected."""
    if may_be_name(word.low):
        return proper or not is_everyday(word.low)
    if (is_ordinary(word.low) if proper else is_common(word.low)) or _is_else(word):
        return False
    if proper and not is_common(word.low):
        return True
    return looks_like_name(word.low, _LOOSE if proper else _STRICT)


def _is_else(word: _Word) -> bool:
    """Return whether a word is no name for another reason: a cue, a place, an acronym, a word with affixes."""
    acronym = word.text.isupper() and len(word.text) <= _LONGEST_ACRONYM and not is_name(word.low)
    return acronym or word.low in words().no_names or is_built(word.low)


def _extended(line: list[_Word], seed: int, in_place: set[int], shouting: bool) -> set[int]:
    """Return the words of the name around a seed: neighbours written alike that may be names, initials among them."""
    taken = {seed}
    proper = line[seed].capital and not shouting
    if line[seed].low in words().chinese and line[seed].capital:
        taken |= _chinese(line, seed)
    for step in (1, -1):
        at = (max(taken) if step > 0 else seed) + step
        while 0 <= at < len(line) and len(taken) < _LONGEST_NAME and at not in in_place:
            gap = line[max(at, at - step)].gap
            if not _touches(gap) or "," in gap or not _joins(line[at], proper, shouting, before=step < 0):
                break
            taken.add(at)
            at += step
    return {at for at in taken if len(line[at].low) > 1 or at not in (min(taken), max(taken)) or line[at].capital}


def _chinese(line: list[_Word], first: int) -> set[int]:
    """Return the one or two short words in capitals after a Chinese family name."""
    found: set[int] = set()
    for at in range(first + 1, min(first + 3, len(line))):
        if not (line[at].capital and line[at].gap == " " and len(line[at].low) <= _LONGEST_CHINESE):
            break
        found.add(at)
    return found


def _joins(word: _Word, proper: bool, shouting: bool, before: bool) -> bool:
    """Return whether a neighbour belongs to a name; before a name only capitals and sure names do."""
    if word.low in words().links or (proper and word.capital and word.low in words().noble):
        return True
    if word.low in words().no_names or word.low in words().titles:
        return False
    if len(word.low) == 1:
        return word.capital
    if proper and word.capital:
        return fits_beside_a_name(word.low) or not (is_ordinary(word.low) or _is_else(word))
    if is_name(word.low) or (shouting and fits_beside_a_name(word.low)):
        return True
    if not (before or is_common(word.low) or _is_else(word)) and looks_like_name(word.low, _STRICT):
        return True
    return not before and may_be_name(word.low) and not is_ordinary(word.low)


def _listed(line: list[_Word], taken: set[int], in_place: set[int], shouting: bool) -> set[int]:
    """Return names that a list goes on with after a sure one: "mas Doni sama Arif", "PAIMIN, SLAMET R."."""
    found: set[int] = set()
    for place in range(1, len(line)):
        word, joined = line[place], line[place].low in words().conjunctions
        first = place + 1 if joined else place
        if first >= len(line) or first in taken | in_place or place - 1 not in taken | found:
            continue
        gap = f"{word.gap}{word.text}{line[first].gap}" if joined else word.gap
        following = line[first]
        alike = following.capital or shouting or not line[place - 1].capital
        fits = may_be_name(following.low) and not (is_everyday(following.low) or _is_else(following))
        if alike and fits and _between_names().fullmatch(gap):
            found |= _extended(line, first, in_place, shouting)
    return found


@lru_cache(maxsize=1)
def _between_names() -> re.Pattern[str]:
    """Return what may stand between two names of a list: a sign, or a conjunction."""
    return re.compile(rf"\s?[,&/]\s?|,?\s(?:{'|'.join(sorted(words().conjunctions))})\s")


def _repeated(line: list[_Word], taken: set[int], in_place: set[int]) -> set[int]:
    """Return other places of the long words of names found: the second time a name needs no cue."""
    known = {line[at].low for at in taken if len(line[at].low) >= _SHORTEST_REPEATED and not is_common(line[at].low)}
    return {at for at, word in enumerate(line) if word.low in known and at not in in_place}


def _spans(line: list[_Word], taken: set[int]) -> list[Span]:
    spans: list[Span] = []
    for at in sorted(taken):
        word = line[at]
        if spans and at - 1 in taken and _touches(word.gap) and "," not in word.gap:
            spans[-1] = (spans[-1][0], word.end, Tag.NAME)
        else:
            spans.append((word.start, word.end, Tag.NAME))
    return spans
