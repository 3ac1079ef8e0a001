"""Near-duplicates by MinHash: the same report sent again, form letters, campaigns.

Source: Broder 1997, "On the resemblance and containment of documents"; banding after Leskovec,
Rajaraman and Ullman, Mining of Massive Datasets, chapter 3.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from string import punctuation
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from features.tags import without_tags

PERMUTATIONS = 64
BANDS = 16
SEED = 42
SIMILAR = 0.7
"""The share of common word pairs (Jaccard) from which two texts are one; estimated with an error of about 0.06."""

_WORD = re.compile(r"[^\W_]+")
_PUNCTUATION = str.maketrans(dict.fromkeys(punctuation, " "))
_CHUNK = 65_536
_MIX = np.uint64(0x9E3779B97F4A7C15)
"""The odd 64-bit multiplier of Fibonacci hashing: the four numbers of a band become one key."""

Signatures = NDArray[np.uint32]


def signatures(texts: Sequence[str]) -> Signatures:
    """Return the MinHash signature of each text (n, 64): its words and pairs of neighbours, tags left out."""
    if not texts:
        return np.empty((0, PERMUTATIONS), dtype=np.uint32)
    matrix = RMinHash.digest_matrix_from_token_sets([_shingles(text) for text in texts], PERMUTATIONS, SEED)
    return np.array(matrix.to_rows(), dtype=np.uint32)


def group(found: Signatures | np.memmap[Any, Any], threshold: float = SIMILAR) -> NDArray[np.int64]:
    """Return for each row the position of the first row of its group (n,); its own where it stands alone.

    Rows that share a band are compared with the first of them; who is similar to it joins its
    group, and groups that share a row are one.
    """
    n = len(found)
    pairs = [_similar_pairs(found, band, threshold) for band in range(BANDS)]
    left, right = (np.concatenate(side) if n else np.empty(0, dtype=np.int64) for side in zip(*pairs, strict=True))
    graph = coo_array((np.ones(len(left), dtype=bool), (left, right)), shape=(n, n))
    labels = connected_components(graph, directed=False)[1] if n else np.empty(0, dtype=np.int64)
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    return first[inverse].astype(np.int64)


def _shingles(text: str) -> list[str]:
    bare = without_tags(text).casefold()
    words = bare.translate(_PUNCTUATION).split() if bare.isascii() else _WORD.findall(bare)
    return words + list(map(" ".join, pairwise(words))) or [text.strip()]


def _similar_pairs(
    found: Signatures | np.memmap[Any, Any], band: int, threshold: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return pairs (first of the bucket, other member) of one band whose signatures agree often enough."""
    width = PERMUTATIONS // BANDS
    keys = np.zeros(len(found), dtype=np.uint64)
    for column in range(band * width, (band + 1) * width):
        keys = (keys ^ found[:, column]) * _MIX
    order = np.argsort(keys)
    if not len(order):
        return order, order
    sorted_keys = keys[order]
    starts = np.flatnonzero(np.concatenate([[True], sorted_keys[1:] != sorted_keys[:-1]]))
    leader = np.repeat(np.minimum.reduceat(order, starts), np.diff(np.append(starts, len(order))))
    other = order != leader
    left, right = leader[other], order[other]
    same = [
        (found[left[at : at + _CHUNK]] == found[right[at : at + _CHUNK]]).mean(axis=1) >= threshold
        for at in range(0, len(left), _CHUNK)
    ]
    kept = np.concatenate(same) if same else np.empty(0, dtype=bool)
    return left[kept].astype(np.int64), right[kept].astype(np.int64)
