"""Fictitious texts with marked spans, and how much of them a masker takes: python -m experiments.masking.run"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from features.tags import Tag

KEPT = ("TEMPAT", "BAHAYA")
_MARK = re.compile(r"<([A-Z_]+)>(.*?)</\1>", re.DOTALL)
_WORD = re.compile(r"\w+")
_TAG = re.compile(r"\[[A-Z_]+\]")

Spans = list[tuple[int, int, str]]
Masker = Callable[[str], str]


@dataclass(frozen=True)
class Marked:
    """A text without its marks, with the spans that are identifiers and those that must stay."""

    id: str
    text: str
    identifiers: Spans
    kept: Spans

    @classmethod
    def parse(cls, identity: str, marked: str) -> Marked:
        text, identifiers, kept, cursor = "", [], [], 0
        for match in _MARK.finditer(marked):
            text += marked[cursor : match.start()]
            name, inner = match.group(1), match.group(2)
            (kept if name in KEPT else identifiers).append((len(text), len(text) + len(inner), name))
            text += inner
            cursor = match.end()
        return cls(identity, text + marked[cursor:], identifiers, kept)


def read_marked(path: Path) -> list[Marked]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [Marked.parse(row["id"], row["text"]) for row in rows]


def masked_spans(text: str, masked: str) -> list[tuple[int, int]]:
    """Return which parts of `text` tags stand for in `masked`: what lies between the texts around them."""
    known = {tag.text for tag in Tag}
    parts = re.split(r"(\[[A-Z_]+\])", masked)
    pattern = "".join("(.+?)" if part in known else re.escape(part) for part in parts)
    found = re.fullmatch(pattern, text, re.DOTALL)
    if found is None:
        raise ValueError("the masked text does not lie on the text")
    return [found.span(number + 1) for number in range(len(found.groups()))]


@dataclass
class Score:
    """Counts over texts: identifiers by type and how many were wholly masked; other words and how many were masked."""

    marked: Counter[str]
    caught: Counter[str]
    words: Counter[str]
    overmasked: Counter[str]
    missed: list[tuple[str, str, str]]
    wrong: list[tuple[str, str]]

    def recall(self, *types: str) -> tuple[int, int]:
        return sum(self.caught[name] for name in types), sum(self.marked[name] for name in types)


def score(texts: list[Marked], masker: Masker) -> Score:
    result = Score(Counter(), Counter(), Counter(), Counter(), [], [])
    for text in texts:
        taken = masked_spans(text.text, masker(text.text))
        covered = {place for start, end in taken for place in range(start, end)}
        inside = {place for start, end, _ in text.identifiers for place in range(start, end)}
        for start, end, name in text.identifiers:
            letters = [place for place in range(start, end) if text.text[place].isalnum()]
            result.marked[name] += 1
            if all(place in covered for place in letters):
                result.caught[name] += 1
            else:
                result.missed.append((text.id, name, text.text[start:end]))
        kinds = {place: name for start, end, name in text.kept for place in range(start, end)}
        for match in _WORD.finditer(text.text):
            if any(place in inside for place in range(*match.span())):
                continue
            kind = kinds.get(match.start(), "other")
            result.words[kind] += 1
            if any(place in covered for place in range(*match.span())):
                result.overmasked[kind] += 1
                result.wrong.append((text.id, match.group()))
    return result
