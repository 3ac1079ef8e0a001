"""In which scope a text speaks of a danger: there now, or negated, past, feared, told by others, a figure of speech."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from features.danger.patterns import phrase_regex
from features.danger.words import CLAUSE, SENTENCE
from triage.catalog_file import read_catalog
from triage.dangers import Scope


class Cue(BaseModel):
    """Words that put a danger into a scope, and where they must stand (scopes.yaml says how)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scope: Scope
    around: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    within: int = Field(default=0, ge=0)
    clause: bool = False
    next_sentence: bool = False


class Scopes(BaseModel):
    """The cues in the order in which they are asked, the words that turn a sentence, and those that say nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    turns: tuple[str, ...]
    never: tuple[str, ...]
    scopes: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class _Compiled:
    scope: Scope
    around: re.Pattern[str] | None
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    within: int
    clause: bool
    next_sentence: bool


class ScopeReader:
    """Reads the scope of stretches of one plain text."""

    def __init__(self, scopes: Scopes) -> None:
        self._turn = phrase_regex([*scopes.turns])
        self._clause = re.compile(rf"{self._turn.pattern}|{re.escape(CLAUSE)} ")
        self._never = phrase_regex(scopes.never)
        self._cues = tuple(
            _Compiled(
                cue.scope,
                phrase_regex(cue.around) if cue.around else None,
                phrase_regex(cue.before) if cue.before else None,
                phrase_regex(cue.after) if cue.after else None,
                cue.within,
                cue.clause,
                cue.next_sentence,
            )
            for cue in scopes.scopes
        )

    def read(self, plain: str, start: int, end: int) -> list[Scope]:
        """Return the scopes that fit a stretch of a plain text, in the order of the file; none means now.

        `plain` ends in a blank. Words within the stretch count as before its last word.
        """
        far = max(0, start - _BEHIND)
        left = max(plain.rfind(f" {SENTENCE} ", far, start), plain.find(" ", far, start) if far else -1) + 1
        last_word = plain.rfind(" ", start, end - 1) + 1 if " " in plain[start : end - 1] else start
        before = self._never.sub("_ ", plain[left:last_word])
        if plain[last_word:end]:  # a phrase of `never` may reach into the last word
            whole = self._never.sub("_ ", plain[left:end])
            before = whole if whole.endswith("_ ") else before
        outside = self._never.sub("_ ", plain[left:start])
        after = self._never.sub("_ ", plain[end : end + _BEHIND])
        return [cue.scope for cue in self._cues if self._fits(cue, plain, start, end, before, outside, after)]

    def _fits(self, cue: _Compiled, plain: str, start: int, end: int, before: str, outside: str, after: str) -> bool:
        if cue.around is not None and any(
            found.start() < end and found.end() > start
            for found in cue.around.finditer(plain, max(0, start - _AROUND), end + _AROUND)
        ):
            return True
        turn = self._clause if cue.clause else self._turn
        if cue.before is not None and before:
            inside = plain[start:end].count(" ") - 1
            # a comma within the stretch does not cut off what stands before the whole of it
            for near in (_last_words(before, cue.within + inside), _last_words(outside, cue.within)):
                cut = [found.end() for found in turn.finditer(near)]
                if cue.before.search(near, cut[-1] if cut else 0):
                    return True
        return cue.after is not None and bool(cue.after.search(_next_words(after, cue.within, cue.next_sentence)))


_AROUND = 40
"""Characters on each side in which a phrase can stand that overlaps a stretch."""
_BEHIND = 400
"""Characters before a stretch that are looked at: more than the farthest cue and the words of `never` can fill."""


def _last_words(text: str, count: int) -> str:
    return "".join(f"{word} " for word in text.rsplit(maxsplit=count)[-count:]) if count else ""


def _next_words(text: str, count: int, next_sentence: bool) -> str:
    ends = 2 if next_sentence else 1
    words = []
    for word in text.split(maxsplit=count)[:count]:
        if word == SENTENCE:
            ends -= 1
            if not ends:
                break
        words.append(word)
    return "".join(f"{word} " for word in words)


def load_scopes(path: Path | None = None) -> Scopes:
    """Read the cues (YAML), by default the bundled ones.

    Raises:
        BrokenCatalog: a key is missing, unknown or of another type.
    """
    return read_catalog(path or Path(str(files("features").joinpath("danger/scopes.yaml"))), Scopes)


@lru_cache(maxsize=1)
def scope_reader() -> ScopeReader:
    """Return the reader of the bundled cues."""
    return ScopeReader(load_scopes())
