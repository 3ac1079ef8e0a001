"""Whole-word phrases and whether a text says them: what every rule that reads text is written in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from triage.mentions import whole_words_of, words_of

LONGEST_PHRASE = 6
"""In words."""


@dataclass(frozen=True)
class Said:
    """Every run of one to six words of a text, folded; made once and asked many times.

    A word with a capital inside counts whole and divided: "WiFi", and "kelurahanMojo".
    """

    runs: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Said:
        """Return what a text says."""
        divided, whole = [word.folded for word in words_of(text)], whole_words_of(text)
        return cls(frozenset(_runs(divided)) if divided == whole else frozenset((*_runs(divided), *_runs(whole))))

    @cached_property
    def by_start(self) -> dict[str, tuple[str, ...]]:
        """The runs by their first three characters, for phrases with an open end."""
        index: dict[str, list[str]] = {}
        for run in self.runs:
            index.setdefault(run[:_STEM], []).append(run)
        return {start: tuple(runs) for start, runs in index.items()}


class PhraseSet:
    """Phrases to look for. Case and punctuation don't count; a `*` at the end allows any ending of the last word."""

    def __init__(self, phrases: Iterable[str]) -> None:
        listed = list(phrases)
        closed = [phrase for phrase in listed if not phrase.endswith("*")]
        self.whole = frozenset((*map(fold_phrase, closed), *map(_divided, closed))) - {""}
        self.stems = tuple(fold_phrase(phrase[:-1]) for phrase in listed if phrase.endswith("*"))

    def said_in(self, said: Said) -> bool:
        """Return whether a text says one of the phrases."""
        if not self.whole.isdisjoint(said.runs):
            return True
        return any(run.startswith(stem) for stem in self.stems for run in said.by_start.get(stem[:_STEM], ()))


def fold_phrase(phrase: str) -> str:
    """Return a phrase as it is compared: folded words with one blank between them."""
    return " ".join(whole_words_of(phrase))


def _divided(phrase: str) -> str:
    return " ".join(word.folded for word in words_of(phrase))


def _runs(words: Sequence[str]) -> Iterator[str]:
    for size in range(1, min(LONGEST_PHRASE, len(words)) + 1):
        for start in range(len(words) - size + 1):
            yield " ".join(words[start : start + size])


_STEM = 3
