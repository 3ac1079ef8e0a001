"""How like a complaint is to the duties of each role: by its words (BM25), and by its vector (cosine)."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence

import bm25s
import numpy as np
from numpy.typing import NDArray

from models.neighbours.vectors import unit_rows
from models.scorer import Vectors

_WORD = re.compile(r"[^\W\d_]{2,}")


class DutyMatcher:
    """The duties of every role, ready to be compared with complaints.

    `duties` is role → text; `vectors` (roles, width) are the same texts read by the model's own
    encoder, in the same order, and are kept with the model so that no duty is read twice.

    Source of the scores by words: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009.
    """

    def __init__(self, duties: Mapping[str, str], vectors: Vectors | None = None) -> None:
        self.duties = dict(duties)
        self.roles = tuple(self.duties)
        self.vectors = None if vectors is None else unit_rows(vectors)
        logging.getLogger("bm25s").setLevel(logging.WARNING)  # the package sets itself to DEBUG
        self._words = bm25s.BM25()
        self._words.index([words_of_text(text) for text in self.duties.values()], show_progress=False)

    def by_words(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the BM25 score (texts, roles) of each role's duties for each text; at least 0."""
        scores = np.zeros((len(texts), len(self.roles)), dtype=np.float32)
        for row, text in enumerate(texts):
            words = words_of_text(text)
            if words:
                scores[row] = self._words.get_scores(words)
        return scores

    def by_vector(self, vectors: Vectors) -> NDArray[np.float32]:
        """Return the cosine (texts, roles) of each role's duties to the vectors (texts, width) of complaints.

        It is zero everywhere for a matcher without vectors.
        """
        if self.vectors is None:
            return np.zeros((len(vectors), len(self.roles)), dtype=np.float32)
        return (
            np.stack([self.vectors @ row for row in unit_rows(vectors)])
            if len(vectors)
            else np.zeros((0, len(self.roles)), dtype=np.float32)
        )


def words_of_text(text: str) -> list[str]:
    """Return the words of a text as BM25 compares them: lower case, without the commonest prefixes and endings.

    Cutting them joins "dipangkas", "pemangkasan" and "pangkas", which a complaint and a duty write differently.
    """
    return [stem(word) for word in _WORD.findall(text.casefold())]


_PREFIXES = re.compile(
    r"^(?:memper|diper|penge|menge|peng|meng|peny|meny|pem|mem|pen|men|ber|ter|per|di|ke|se|pe|me)(?=\w{4,})"
)
_SWALLOWED = tuple(
    (re.compile(rf"^[mp]e{nasal}(?=[aeiou]\w{{3,}})"), letter)
    for nasal, letter in (("ny", "s"), ("m", "p"), ("n", "t"))
)
"""Before a vowel the prefix has taken the root's first letter: "memangkas" is pangkas, "penutupan" is tutup."""
_ENDINGS = re.compile(r"(?<=\w{4})(?:nya|kan|an|i|lah|kah)$")


def stem(word: str) -> str:
    """Return a word without one prefix and one ending, where at least four letters are left."""
    for prefix, letter in _SWALLOWED:
        if prefix.match(word):
            return _ENDINGS.sub("", prefix.sub(letter, word))
    return _ENDINGS.sub("", _PREFIXES.sub("", word))
