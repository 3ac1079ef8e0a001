"""Rows of words to look for, as danger signals are declared, compiled to one regular expression each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from features.errors import BrokenPattern
from features.normalisation.words import word_list

_PART = re.compile(r"\.\.(\d+)|\{(\w+)\}|\(([^)]*)\)|\[([^\]]*)\]|([^\s{}()\[\]]+)")
_WORD = r"[^\W_]"


class Pattern:
    """One row of words. `anchors` are sets of words of which every text that matches holds at least one each.

    An anchor with `*` at its end stands for all words that begin so.
    """

    def __init__(self, written: str, lists: Mapping[str, Sequence[str]]) -> None:
        self.written = written
        parts = [_part(match, lists, written) for match in _PART.finditer(written)]
        self.regex = re.compile(_joined([expression for expression, _ in parts]))
        sets = [words for _, words in parts if words and not any(word.startswith("*") for word in words)]
        if not sets:
            raise BrokenPattern(pattern=written, problem="it has no word that must be there with a known beginning")
        self.anchors = min(sets, key=len)


def phrase_regex(phrases: Sequence[str]) -> re.Pattern[str]:
    """Return one expression for any of some phrases (words, `*` for an open end); each ends in a blank."""
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(rf"(?<!\S)(?:{'|'.join(map(_phrase, longest_first))}) ")


def _part(
    match: re.Match[str], lists: Mapping[str, Sequence[str]], written: str
) -> tuple[str, frozenset[str] | None]:
    gap, name, choice, optional, word = match.groups()
    if gap is not None:
        return rf"(?:(?:{_WORD}+|,) ){{0,{gap}}}?", None
    if name is not None:
        if name not in lists:
            raise BrokenPattern(pattern=written, problem=f"there is no list {name}")
        return _any(lists[name])
    if choice is not None:
        return _any(_expanded(choice.split("|"), lists, written))
    if optional is not None:
        return rf"(?:{_phrase(optional)} )?", None
    return _any([str(word)])


def _expanded(choices: Sequence[str], lists: Mapping[str, Sequence[str]], written: str) -> list[str]:
    """Return choices with the lists among them opened, and the gaps inside a choice left as they are."""
    opened: list[str] = []
    for one in choices:
        if one.startswith("{"):
            name = one.strip("{}")
            if name not in lists:
                raise BrokenPattern(pattern=written, problem=f"there is no list {name}")
            opened.extend(lists[name])
        else:
            opened.append(one.strip())
    return opened


def _any(phrases: Sequence[str]) -> tuple[str, frozenset[str]]:
    longest_first = sorted(phrases, key=len, reverse=True)
    return f"(?:{'|'.join(map(_phrase, longest_first))}) ", frozenset(map(_first, phrases))


def _phrase(phrase: str) -> str:
    return " ".join(_word(word) for word in _plain(phrase).split())


def _first(phrase: str) -> str:
    return _plain(phrase).split()[0]


def _plain(phrase: str) -> str:
    """Return a phrase with its closed words as the normalisation list writes them, as texts are read."""
    listed = word_list()
    return " ".join(listed.get(word, word) for word in phrase.split())


def _word(word: str) -> str:
    if gap := re.fullmatch(r"\.\.(\d+)", word):
        return rf"(?:(?:{_WORD}+|,) ){{0,{gap.group(1)}}}?"
    inner = re.escape(word.strip("*"))
    return f"{_WORD + '*' if word.startswith('*') else ''}{inner}{_WORD + '*' if word.endswith('*') else ''}"


def _joined(expressions: Sequence[str]) -> str:
    """Join the parts, each of which ends in a blank, and let the last blank go."""
    return rf"(?<!\S){''.join(expressions)}"
