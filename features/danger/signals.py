"""The reader of danger signals: which signs of danger a complaint shows, in which scope, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from features.danger.patterns import Pattern, phrase_regex
from features.danger.scopes import ScopeReader, scope_reader
from features.danger.words import SENTENCE, plain_text
from features.errors import BrokenPattern
from triage.catalog_file import read_catalog
from triage.complaint import Complaint
from triage.dangers import Danger, DangerSignal, Scope
from triage.places import Span
from triage.taxonomy import Name

_STRETCHES = 6
"""How many stretches of one pattern are looked at in a text; a seventh mention says nothing new."""
_LISTED_DANGERS, _LISTED_WORDS = 5, 4
"""From five different dangers with at most four words each, words of danger are strung together, not told."""


class Signal(BaseModel):
    """One sign of danger as signals.yaml declares it; its head says what each key means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    danger: Danger
    level: Literal["darurat", "tinggi"]
    sentence: Name
    any: tuple[str, ...] = Field(min_length=1)
    despite: tuple[Scope, ...] = ()
    beside: str | None = None
    unless: tuple[str, ...] = ()


class Signals(BaseModel):
    """All signs, by their ids, and the lists of words that their patterns name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    lists: dict[str, tuple[str, ...]]
    signals: dict[str, Signal]


@dataclass(frozen=True, slots=True)
class _Compiled:
    name: str
    signal: Signal
    beside: re.Pattern[str] | None
    unless: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class _Found:
    signal: _Compiled
    scope: Scope
    start: int
    end: int


class DangerReader:
    """Reads the danger signals of complaints. Words lead to the few patterns that could fit, which are then tried."""

    def __init__(self, declared: Signals, scopes: ScopeReader) -> None:
        self.version = declared.version
        self.names = tuple(declared.signals)
        self._scopes = scopes
        self._signals: list[_Compiled] = []
        self._patterns: list[tuple[int, Pattern]] = []
        self._words: dict[str, list[int]] = {}
        self._stems: dict[str, list[int]] = {}
        for name, signal in declared.signals.items():
            self._add(name, signal, declared.lists)
        self._lengths = sorted({len(stem) for stem in self._stems})
        self._known: dict[str, tuple[int, ...]] = {}

    def __call__(self, complaint: Complaint) -> tuple[DangerSignal, ...]:
        """Return the signals of title and text, in the order of the file; each once, as it speaks most plainly."""
        return self._best([*self._of_field("title", complaint.title), *self._of_field("text", complaint.text)])

    def of_text(self, text: str) -> tuple[DangerSignal, ...]:
        """Return the signals of a text that stands alone."""
        return self._best([*self._of_field("text", text)])

    def _best(self, found: Sequence[DangerSignal]) -> tuple[DangerSignal, ...]:
        best: dict[str, DangerSignal] = {}
        for signal in found:
            if signal.signal not in best or (signal.speaks and not best[signal.signal].speaks):
                best[signal.signal] = signal
        return tuple(best[name] for name in self.names if name in best)

    def _add(self, name: str, signal: Signal, lists: Mapping[str, Sequence[str]]) -> None:
        number = len(self._signals)
        if signal.beside is not None and signal.beside not in lists:
            raise BrokenPattern(pattern=signal.beside, problem=f"there is no list {signal.beside}")
        beside = phrase_regex(lists[signal.beside]) if signal.beside else None
        unless = phrase_regex(signal.unless) if signal.unless else None
        self._signals.append(_Compiled(name, signal, beside, unless))
        for written in signal.any:
            pattern = Pattern(written, lists)
            for anchor in pattern.anchors:
                index, key = (self._stems, anchor[:-1]) if anchor.endswith("*") else (self._words, anchor)
                index.setdefault(key, []).append(len(self._patterns))
            self._patterns.append((number, pattern))

    def _of_field(self, field: str, text: str) -> Iterator[DangerSignal]:
        if not text:
            return
        read = plain_text(text)
        plain = f"{read.plain} "
        for one in _without_lists(plain, [*self._matches(plain, [*read.starts, len(plain)])]):
            start, end = read.span(one.start, one.end)
            signal = one.signal.signal
            yield DangerSignal(
                one.signal.name, signal.danger, signal.level, one.scope, Span(field, start, end), signal.sentence
            )

    def _matches(self, plain: str, starts: Sequence[int]) -> Iterator[_Found]:
        held: dict[str, bool] = {}
        for number, places in sorted(self._candidates(plain).items()):
            position, pattern = self._patterns[number]
            signal = self._signals[position]
            if signal.beside is not None:
                if signal.name not in held:
                    held[signal.name] = bool(signal.beside.search(plain))
                if not held[signal.name]:
                    continue
            windows = _windows(places, pattern.reach, starts)
            matches = (match for window in windows for match in pattern.regex.finditer(plain, *window))
            for match in islice(matches, _STRETCHES):
                start, end = match.span()
                if signal.unless is None or not signal.unless.search(_sentence(plain, start, end)):
                    scopes = self._scopes.read(plain, start, end)
                    silencing = [scope for scope in scopes if scope not in signal.signal.despite]
                    yield _Found(signal, silencing[0] if silencing else Scope.NOW, start, end)

    def _candidates(self, plain: str) -> dict[int, list[int]]:
        """Return the patterns that could fit a text, each with the numbers of the words that led to it."""
        candidates: dict[int, list[int]] = {}
        for index, word in enumerate(plain.split()):
            for number in self._led_to(word):
                candidates.setdefault(number, []).append(index)
        return candidates

    def _led_to(self, word: str) -> tuple[int, ...]:
        """Return the patterns that a word may begin to fit; remembered, since texts share their words."""
        known = self._known.get(word)
        if known is None:
            stems = [self._stems.get(word[:length], ()) for length in self._lengths if length <= len(word)]
            known = tuple({*self._words.get(word, ()), *(number for numbers in stems for number in numbers)})
            if len(self._known) < _REMEMBERED and len(word) <= _SHORT:
                self._known[word] = known
        return known


_REMEMBERED, _SHORT = 100_000, 24
"""How many words are remembered, and how many letters they have at most: what is sent must not fill the memory."""
_SENTENCE = 400
"""Characters on each side of a stretch that count as its sentence, where no mark ends it before."""


def _windows(places: Sequence[int], reach: int, starts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Return where a pattern can fit that holds one of some words: `reach` words around each, none read twice."""
    begin, end, last = places[0] - reach, places[0] + reach, len(starts) - 1
    for place in places[1:]:
        if place - reach > end:
            yield starts[max(0, begin)], starts[end]
            begin = place - reach
        end = place + reach
    yield starts[max(0, begin)], starts[min(last, end)]


def _sentence(plain: str, start: int, end: int) -> str:
    near, far = max(0, start - _SENTENCE), min(len(plain), end + _SENTENCE)
    left = max(plain.rfind(f" {SENTENCE} ", near, start), plain.find(" ", near, start) if near else -1) + 1
    right = plain.find(f" {SENTENCE} ", end - 1, far)
    return plain[left : right if right >= 0 else plain.rfind(" ", end - 1, far)] + " "


def _without_lists(plain: str, found: list[_Found]) -> list[_Found]:
    """Return what was found, its scope `listed` where words of many dangers are strung together without a sentence.

    A string is a stretch of one sentence with five different dangers and at most four words each, wherever it stands.
    """
    speaking = sorted((one for one in found if one.scope is Scope.NOW), key=lambda one: one.start)
    listed: set[_Found] = set()
    for first, begin in enumerate(speaking):
        dangers = set()
        for last, one in enumerate(speaking[first:], start=first + 1):
            dangers.add(one.signal.signal.danger)
            stretch = plain[begin.start : max(other.end for other in speaking[first:last])]
            words = stretch.count(" ")
            if f" {SENTENCE} " in stretch or words > _LISTED_WORDS * len(Danger):
                break
            if len(dangers) >= _LISTED_DANGERS and words <= _LISTED_WORDS * len(dangers):
                listed.update(speaking[first:last])
    return [replace(one, scope=Scope.LISTED) if one in listed else one for one in found]


def load_signals(path: Path | None = None) -> Signals:
    """Read the signals (YAML), by default the bundled ones.

    Raises:
        BrokenCatalog: a key is missing, unknown or of another type.
    """
    return read_catalog(path or Path(str(files("features").joinpath("danger/signals.yaml"))), Signals)


@lru_cache(maxsize=1)
def danger_reader() -> DangerReader:
    """Return the reader of the bundled signals and scopes."""
    return DangerReader(load_signals(), scope_reader())
