"""Rows of words to look for, as danger signals are declared, compiled to one regular expression each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from features.errors import BrokenPattern
from features.normalisation.words import word_list

_PART = re.compile(r"\.\.(\d+)|\{(\w+)\}|\(([^()]*)\)|\[([^][]*)\]|([^\s{}()\[\]]+)")
_WORD = r"[^\W_]"
_WRITTEN = re.compile(rf"\*?{_WORD}+\*?")

_Part = tuple[str, frozenset[str] | None, int]
"""An expression that ends in a blank, the words with which it may begin (none if it may be absent), its most words."""


class Pattern:
    """One row of words. `anchors` are sets of words of which every text that matches holds at least one each.

    An anchor with `*` at its end stands for all words that begin so. `reach` is the most words that a match can hold.

    Raises:
        BrokenPattern: the row can't be read, names a list that is not there, or holds no anchor.
    """

    def __init__(self, written: str, lists: Mapping[str, Sequence[str]]) -> None:
        self.written = written
        if _PART.sub("", written).strip():
            raise BrokenPattern(pattern=written, problem="a bracket is not closed, or stands within another")
        parts = [_part(match, lists, written) for match in _PART.finditer(written)]
        self.regex = re.compile(_joined([expression for expression, _, _ in parts]))
        self.reach = sum(most for _, _, most in parts)
        sets = [words for _, words, _ in parts if words and not any(word.startswith("*") for word in words)]
        if not sets:
            raise BrokenPattern(pattern=written, problem="it has no word that must be there with a known beginning")
        self.anchors = min(sets, key=len)


def phrase_regex(phrases: Sequence[str]) -> re.Pattern[str]:
    """Return one expression for any of some phrases (words, `*` for an open end); each ends in a blank.

    Raises:
        BrokenPattern: there is no phrase, or one holds something else than words.
    """
    return re.compile(rf"(?<!\S){_any(phrases, ', '.join(phrases))[0]}")


def _part(match: re.Match[str], lists: Mapping[str, Sequence[str]], written: str) -> _Part:
    gap, name, choice, optional, word = match.groups()
    if gap is not None:
        return rf"(?:(?:{_WORD}++|,) ){{0,{gap}}}?", None, int(gap)
    if name is not None:
        if name not in lists:
            raise BrokenPattern(pattern=written, problem=f"there is no list {name}")
        return _any(lists[name], written)
    if choice is not None:
        return _any(_expanded(choice.split("|"), lists, written), written)
    if optional is not None:
        expression, _, most = _any([optional], written)
        return f"(?:{expression})?", None, most
    return _any([str(word)], written)


def _expanded(choices: Sequence[str], lists: Mapping[str, Sequence[str]], written: str) -> list[str]:
    """Return choices with the lists among them opened."""
    opened: list[str] = []
    for one in map(str.strip, choices):
        if one.startswith("{"):
            name = one.strip("{}")
            if name not in lists:
                raise BrokenPattern(pattern=written, problem=f"there is no list {name}")
            opened.extend(lists[name])
        else:
            opened.append(one)
    return opened


def _any(phrases: Sequence[str], written: str) -> _Part:
    rows = [_plain(phrase) for phrase in phrases]
    if not rows or not all(rows):
        raise BrokenPattern(pattern=written, problem="a list or a choice is empty")
    if strange := [row for row in rows if not all(map(_WRITTEN.fullmatch, row))]:
        raise BrokenPattern(pattern=" ".join(strange[0]), problem="it holds something that is no word of a text")
    longest_first = sorted(set(map(tuple, rows)), key=lambda row: (-len(" ".join(row)), row))
    choices = "|".join(" ".join(map(_word, row)) for row in longest_first)
    return f"(?:{choices}) ", frozenset(row[0] for row in rows), max(map(len, rows))


def _plain(phrase: str) -> list[str]:
    """Return the words of a phrase, closed ones as the normalisation list writes them, as texts are read."""
    listed = word_list()
    return " ".join(listed.get(word, word) for word in phrase.split()).split()


def _word(word: str) -> str:
    inner = re.escape(word.strip("*"))
    return f"{_WORD + '*' if word.startswith('*') else ''}{inner}{_WORD + '*+' if word.endswith('*') else ''}"


def _joined(expressions: Sequence[str]) -> str:
    """Join the parts, each of which ends in a blank, and let the last blank go."""
    return rf"(?<!\S){''.join(expressions)}"
