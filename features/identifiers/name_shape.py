"""Does an unknown word look more like a name or more like a word? Character trigrams of both, compared.

Source: Cavnar and Trenkle 1994, "N-gram-based text categorization", with add-one smoothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from math import log

_SIZE = 3
_ALPHABET = 27**_SIZE


class NameShape:
    """Log-odds, per trigram, of a name against an ordinary word; above 0 a word looks like a name."""

    def __init__(self, names: Iterable[str], words: Iterable[str]) -> None:
        self._names, self._words = _count(names), _count(words)
        self._of_names = sum(self._names.values()) + _ALPHABET
        self._of_words = sum(self._words.values()) + _ALPHABET
        self.odds = lru_cache(maxsize=50_000)(self._odds)

    def _odds(self, word: str) -> float:
        """Return the mean log-odds of a lower-case word's trigrams."""
        trigrams = _trigrams(word)
        return sum(
            log((self._names[part] + 1) / self._of_names) - log((self._words[part] + 1) / self._of_words)
            for part in trigrams
        ) / len(trigrams)


def _count(words: Iterable[str]) -> Counter[str]:
    return Counter(part for word in words for part in _trigrams(word))


def _trigrams(word: str) -> list[str]:
    padded = f"^{word}$"
    return [padded[at : at + _SIZE] for at in range(max(1, len(padded) - _SIZE + 1))]
