"""Names by their words, for people who type: a word may be cut short, and one letter of it may be wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from triage.units import Unit

_WORD = re.compile(r"[a-z0-9]+")
_MISSPELT_FROM = 4
"""Letters from which a word may have a wrong one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One name to be found: of a role, of a unit in its region, or of a region; what it isn't is empty."""

    name: str
    words: tuple[str, ...]
    level: int
    role: str = ""
    unit: Unit | None = None
    region: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry with how well each word of the query matches it, 0 to 1; `leaves` are the places of those that don't."""

    entry: Entry
    weights: tuple[float, ...]
    leaves: frozenset[int]

    @property
    def covered(self) -> float:
        """How much of the entry's own name was typed."""
        return min(1.0, (len(self.weights) - len(self.leaves)) / max(1, len(self.entry.words)))


class NameIndex:
    """Entries by the words of their names."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = tuple(entries)
        self._with_word: dict[str, list[int]] = {}
        for number, entry in enumerate(self._entries):
            for word in set(entry.words):
                self._with_word.setdefault(word, []).append(number)
        self.like = lru_cache(maxsize=256)(self._like)

    def hits(self, words: Sequence[str], misspelt: Sequence[bool]) -> list[Hit]:
        """Return every entry that shares a word with the query."""
        found: dict[int, list[float]] = {}
        for at, (typed, wrong) in enumerate(zip(words, misspelt, strict=True)):
            for word, weight in self.like(typed, wrong):
                for number in self._with_word[word]:
                    weights = found.setdefault(number, [0.0] * len(words))
                    weights[at] = max(weights[at], weight)
        return [Hit(self._entries[number], tuple(weights), _unmatched(weights)) for number, weights in found.items()]

    def _like(self, typed: str, misspelt: bool) -> tuple[tuple[str, float], ...]:
        """Return the words that a typed one may be: itself, longer ones that begin so, or with a letter wrong."""
        begun = [word for word in self._with_word if word.startswith(typed)]
        like = {word: 1.0 if word == typed else 0.6 + 0.3 * len(typed) / len(word) for word in begun}
        if misspelt and len(typed) >= _MISSPELT_FROM:
            near = ((word, _nearness(typed, word)) for word in self._with_word if word not in like)
            like.update({word: weight for word, weight in near if weight})
        return tuple(like.items())


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name, lower case, without punctuation."""
    return tuple(_WORD.findall(name.casefold()))


def _unmatched(weights: Sequence[float]) -> frozenset[int]:
    return frozenset(at for at, weight in enumerate(weights) if not weight)


def _nearness(typed: str, word: str) -> float:
    """Return 0.55 for a word that is one letter off, 0.45 for the beginning of one that is, else 0."""
    if abs(len(typed) - len(word)) <= 1 and _one_letter_off(typed, word):
        return 0.55
    begun = word[: len(typed)]
    return 0.45 if len(word) > len(typed) > _MISSPELT_FROM and _one_letter_off(typed, begun) else 0.0


def _one_letter_off(one: str, other: str) -> bool:
    """Return whether one letter changed, added, left out, or swapped with the next makes `one` into `other`."""
    start = 0
    shorter = min(len(one), len(other))
    while start < shorter and one[start] == other[start]:
        start += 1
    rest, wanted = one[start:], other[start:]
    if len(rest) == len(wanted):
        swapped = len(rest) > 1 and rest[0] == wanted[1] and rest[1] == wanted[0] and rest[2:] == wanted[2:]
        return swapped or rest[1:] == wanted[1:]
    return rest[1:] == wanted if len(rest) > len(wanted) else rest == wanted[1:]
