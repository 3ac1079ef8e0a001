"""How much two reports speak of one event: a small fingerprint of each text, and the likeness of two of them.

Near-duplicates (MinHash) find one text sent twice; people who see one flood each write a text of their own. What
they share is the subject and the rare words: the street, the building.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from math import sqrt
from typing import Any

from wordfreq import zipf_frequency

from features.normalisation.words import normalise_words
from features.subjects import asking_words, everyday_subjects, find_subjects
from features.tags import without_tags

VERSION = "1"
"""Of how fingerprints are made: those of two versions are not compared."""
SUBJECT_SHARE = 0.4
"""The part of the likeness that the subjects say; the rare words say the rest. Fitted, see experiments/incidents."""

OTHER_SUBJECT = 0.2

_WORD = re.compile(r"[^\W\d_]{3,}")
_EVERYDAY, _RAREST = 6.0, 3.5
"""Zipf frequencies from which a word weighs nothing, and below which it weighs no more: most such words are names."""
_REMEMBERED = 50_000
_SWALLOWED = (
    (re.compile(r"^[mp]eny(?=\w{4})"), "s"),
    (re.compile(r"^[mp]em(?=[aeiou]\w{3})"), "p"),
    (re.compile(r"^[mp]en(?=[aeiou]\w{3})"), "t"),
)
"""Prefixes that swallow the first letter of the root, and the letter: pemadaman from padam, menutup from tutup."""
_PREFIX = re.compile(r"^(?:[mp]eng|[mp]en|[mp]em|ke|di|ter|ber|se)(?=\w{4})")
_SUFFIX = re.compile(r"(?<=\w{4})(?:nya|lah|kah|pun|kan|an)$")
_MOST_WORDS = 60
"""The heaviest words are kept: a fingerprint of a long letter stays small."""


@dataclass(frozen=True)
class Fingerprint:
    """What is kept of a text to compare it: its subjects, and hashes of its words with the weight of each.

    A hash hides a word from a reader of the table, not from one who hashes a dictionary: keep fingerprints as long
    as the masked text, and no longer.
    """

    subjects: frozenset[str]
    words: Mapping[int, float]
    version: str = VERSION

    @cached_property
    def root_weight(self) -> float:
        """The square root of the weight of all words together."""
        return sqrt(sum(self.words.values()))

    def as_dict(self) -> dict[str, Any]:
        """Return the fingerprint as JSON-ready fields; the keys are hexadecimal."""
        words = {f"{key:016x}": round(weight, 2) for key, weight in self.words.items()}
        return {"version": self.version, "subjects": sorted(self.subjects), "words": words}

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Fingerprint:
        """Return the fingerprint that `as_dict` wrote.

        Raises:
            KeyError, ValueError: the fields are not those of `as_dict`.
        """
        words = {int(key, 16): float(weight) for key, weight in fields["words"].items()}
        return cls(frozenset(fields["subjects"]), words, str(fields["version"]))


def fingerprint(masked_text: str) -> Fingerprint:
    """Return the fingerprint of a text; tags of masked identifiers are left out, no word is kept as it is."""
    plain = normalise_words(without_tags(masked_text).casefold())
    found = (_weighed(word) for word in set(_WORD.findall(plain)))
    words: dict[int, float] = {}
    for key, weight in sorted(found):
        if weight:
            words[key] = max(weight, words.get(key, 0.0))
    heaviest = sorted(words.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST_WORDS]
    return Fingerprint(find_subjects(plain), dict(heaviest))


def likeness(a: Fingerprint, b: Fingerprint) -> float:
    """Return how much two texts speak of one event, from 0 (nothing in common) to 1 (the same words and subjects).

    Words count by their rarity: the weight that both share, over the geometric mean of the two weights. Subjects
    count by how many are common, over the geometric mean of the two numbers; two texts that speak of no common event
    lose `OTHER_SUBJECT`. Two texts without a subject are compared by their words, and fingerprints of two versions
    are not alike at all.
    """
    if a.version != b.version:
        return 0.0
    words = _word_likeness(a, b)
    mine, other = a.subjects, b.subjects
    if not (mine or other):
        return words
    common = len((mine & other) - everyday_subjects()) if mine and other else 0
    if common:
        return SUBJECT_SHARE * common / sqrt(len(mine) * len(other)) + (1 - SUBJECT_SHARE) * words
    apart = OTHER_SUBJECT if mine and other else 0.0
    return max(0.0, (1 - SUBJECT_SHARE) * words - apart)


def _word_likeness(a: Fingerprint, b: Fingerprint) -> float:
    mine, other = a.words, b.words
    both = mine.keys() & other.keys()
    if not both:
        return 0.0
    return min(1.0, sum([min(mine[key], other[key]) for key in both]) / (a.root_weight * b.root_weight))


@lru_cache(maxsize=_REMEMBERED)
def _weighed(word: str) -> tuple[int, float]:
    """Return the key of a word's root and its weight, 0 for words that say nothing of the event."""
    root = _root(word)
    key = int.from_bytes(blake2b(root.encode(), digest_size=8).digest())
    if word in asking_words() or root in asking_words():
        return key, 0.0
    frequency = max(_RAREST, zipf_frequency(word, "id"), zipf_frequency(root, "id"))
    return key, max(0.0, _EVERYDAY - frequency)


def _root(word: str) -> str:
    """Return a word without the commonest affixes: "tergenang", "genangan" and "menggenang" are one.

    Lighter than a stemmer: a root that is none does no harm as long as related words share it.
    """
    root = _SUFFIX.sub("", word)
    for prefix, letter in _SWALLOWED:
        if prefix.search(root):
            return prefix.sub(letter, root)
    return _PREFIX.sub("", root)
