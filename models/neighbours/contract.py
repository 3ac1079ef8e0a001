"""The contract of the `CaseIndex` seam, as functions to run on any make of index before it is served.

A make of your own passes if `check_index(kind, vectors, queries)` returns. Give it some thousand
distinct vectors that lie in clusters, as those of complaints do, and queries from the same clusters:
`clustered` makes both. In vectors without any order all are about as far, and none is really near.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import numpy as np

from models.neighbours.errors import IndexContractBroken
from models.neighbours.index import NOBODY, CaseIndex, ExactIndex, Found
from models.scorer import Vectors

_TOLERANCE = 2e-3
"""How far a cosine may be off: what float16 loses."""

_K = 10
_RECALL = 0.95
_CAMPAIGN = 300


class IndexKind(Protocol):
    """A make of index; a class with these two as class methods is one."""

    def build(self, vectors: Vectors) -> CaseIndex:
        """Return an index over the rows of a matrix (n, d)."""
        ...

    def open(self, path: Path) -> CaseIndex:
        """Return the index that was saved there."""
        ...


def check_index(kind: IndexKind, vectors: Vectors, queries: Vectors) -> None:
    """Run every check of this module on a make of index.

    Raises:
        IndexContractBroken: the first check that fails, with what was found.
    """
    for check in CHECKS:
        check(kind, vectors, queries)


def check_shapes(kind: IndexKind, vectors: Vectors, queries: Vectors) -> None:
    """Check the length and the width of the index, and the shapes and types of what it finds."""
    index = kind.build(vectors)
    _require("shapes", len(index) == len(vectors), f"{len(index)} of {len(vectors)} vectors")
    _require("shapes", index.dimensions == vectors.shape[1], f"{index.dimensions} wide, not {vectors.shape[1]}")
    for some in (queries, queries[:0]):
        found = index.search(some, _K)
        for name, table, dtype in (
            ("positions", found.positions, np.int64),
            ("similarities", found.similarities, np.float32),
        ):
            _require("shapes", table.shape == (len(some), _K), f"{name} have the shape {table.shape}")
            _require("shapes", table.dtype == dtype, f"{name} are {table.dtype}")


def check_self_is_nearest(kind: IndexKind, vectors: Vectors, queries: Vectors) -> None:
    """Check that every vector finds itself first, with a cosine of 1."""
    found = kind.build(vectors).search(vectors, 1)
    strangers = np.flatnonzero(found.positions[:, 0] != np.arange(len(vectors)))
    _require("self_is_nearest", not len(strangers), f"{len(strangers)} vectors find another first")
    least = float(found.similarities.min(initial=1.0))
    _require("self_is_nearest", least >= 1 - _TOLERANCE, f"a vector is like itself by {least:.4f} only")


def check_sorted(kind: IndexKind, vectors: Vectors, queries: Vectors) -> None:
    """Check that the best comes first, nobody comes twice, and equally near ones follow their positions."""
    found = kind.build(np.concatenate([vectors, vectors[: len(vectors) // 2]])).search(queries, _K)
    steps = np.diff(found.similarities, axis=1)
    _require("sorted", bool((steps <= 0).all()), "a neighbour is nearer than the one before it")
    backwards = (steps == 0) & (np.diff(found.positions, axis=1) < 0)
    _require("sorted", not backwards.any(), "equally near neighbours are not in the order of their positions")
    _require("sorted", all(len(set(row)) == _K for row in found.positions.tolist()), "a neighbour is found twice")


def check_cosines(kind: IndexKind, vectors: Vectors, queries: Vectors) -> None:
    """Check that similarities are cosines in -1..1, whatever the length of a vector."""
    index, exact = kind.build(vectors), ExactIndex.build(vectors)
    found, truth = index.search(queries, _K), exact.search(queries, len(vectors))
    for row in range(len(queries)):
        cosine = dict(zip(truth.positions[row].tolist(), truth.similarities[row].tolist(), strict=True))
        known = np.array([cosine[position] for position in found.positions[row].tolist()])
        worst = float(np.abs(known - found.similarities[row]).max())
        _require("cosines", worst <= _TOLERANCE, f"query {row}: a similarity is off by {worst:.1e}")
    _require("cosines", bool((np.abs(found.similarities) <= 1).all()), "a similarity is beyond 1")
    _require_same("cosines", kind.build(vectors * np.float32(8)).search(queries / np.float32(4), _K), found)


def check_deterministic(kind: IndexKind, vectors: Vectors, queries: Vectors) -> None:
    """Check that the same queries get the same bytes again, from the same index and from one built anew."""
    index = kind.build(vectors)
    found = index.search(queries, _K)
    _require_same("deterministic", index.search(queries, _K), found)
    _require_same("deterministic", kind.build(vectors).search(queries, _K), found)


def check_one_as_in_batch(kind: IndexKind, vectors: Vectors, queries: Vectors) -> None:
    """Check that a query finds the same bytes alone, in half a batch and among all."""
    index = kind.build(vectors)
    together, middle = index.search(queries, _K), len(queries) // 2
    alone = [index.search(queries[row : row + 1], _K) for row in range(len(queries))]
    _require_same("one_as_in_batch", _stacked(alone), together)
    halves = [index.search(queries[:middle], _K), index.search(queries[middle:], _K)]
    _require_same("one_as_in_batch", _stacked(halves), together)


def check_more_than_there_are(kind: IndexKind, vectors: Vectors, queries: Vectors) -> None:
    """Check that a k beyond the number of vectors finds each of them once and then `NOBODY`, at similarity 0."""
    for size in (0, 1, min(50, len(vectors))):
        found = kind.build(vectors[:size]).search(queries, size + 3)
        everybody = bool((np.sort(found.positions[:, :size], axis=1) == np.arange(size)).all())
        _require("more_than_there_are", everybody, f"not every one of {size} is found")
        nobody = bool((found.positions[:, size:] == NOBODY).all() and (found.similarities[:, size:] == 0).all())
        _require("more_than_there_are", nobody, f"somebody is found beyond {size}")


def check_zero_vector(kind: IndexKind, vectors: Vectors, queries: Vectors) -> None:
    """Check that the zero vector finds nobody, changes no neighbour of the batch, and is near nobody itself."""
    zero = np.zeros_like(vectors[:1])
    found = kind.build(vectors).search(np.concatenate([zero, queries]), _K)
    nobody = bool((found.positions[0] == NOBODY).all() and (found.similarities[0] == 0).all())
    _require("zero_vector", nobody, "the zero vector finds somebody")
    _require_same(
        "zero_vector", Found(found.positions[1:], found.similarities[1:]), kind.build(vectors).search(queries, _K)
    )
    few = vectors[:5]
    found = kind.build(np.concatenate([few, zero, zero])).search(few, 7)
    zeros = found.similarities[found.positions >= len(few)]
    _require("zero_vector", len(zeros) == 2 * len(few), "a zero vector in the index is lost")
    _require("zero_vector", bool((np.abs(zeros) <= _TOLERANCE).all()), "a zero vector in the index is near somebody")


def check_campaigns(kind: IndexKind, vectors: Vectors, queries: Vectors) -> None:
    """Check that a complaint sent some hundred times is found whole, and hides none of the others."""
    sent = np.repeat(vectors[:5], _CAMPAIGN, axis=0)
    crowd = np.concatenate([vectors, sent])
    index, exact = kind.build(crowd), ExactIndex.build(crowd)
    found = index.search(vectors[:5], _CAMPAIGN + 1)
    least = float(found.similarities.min())
    _require("campaigns", least >= 1 - _TOLERANCE, f"the copies end at a similarity of {least:.4f}")
    near, truly_near = index.search(queries, _K).similarities, exact.search(queries, _K).similarities
    share = float((near >= truly_near - _TOLERANCE).mean())  # of many copies, any will do
    _require("campaigns", share >= _RECALL, f"beside campaigns {share:.3f} are as near as the nearest, not {_RECALL}")


def check_saved_and_opened(kind: IndexKind, vectors: Vectors, queries: Vectors) -> None:
    """Check that a saved index finds the same bytes when it is opened, and can be saved over itself."""
    for some in (vectors, vectors[:0]):
        built = kind.build(some)
        with TemporaryDirectory() as folder:
            path = Path(folder) / "cases.index"
            built.save(path)
            opened = kind.open(path)
            _require("saved_and_opened", len(opened) == len(built), f"{len(opened)} of {len(built)} vectors")
            _require("saved_and_opened", opened.dimensions == built.dimensions, "the width changed")
            _require_same("saved_and_opened", opened.search(queries, _K), built.search(queries, _K))
            before = path.read_bytes()
            opened.save(path)
            _require("saved_and_opened", path.read_bytes() == before, "saved again, the file is another")
            _require_same("saved_and_opened", opened.search(queries, _K), built.search(queries, _K))


def check_recall(kind: IndexKind, vectors: Vectors, queries: Vectors) -> None:
    """Check that of the ten nearest, as a look at every vector gives them, at least 95 in a hundred are found."""
    share = recall(kind.build(vectors).search(queries, _K), ExactIndex.build(vectors).search(queries, _K))
    _require("recall", share >= _RECALL, f"a recall@{_K} of {share:.3f}, not {_RECALL}")


CHECKS = (
    check_shapes,
    check_more_than_there_are,
    check_self_is_nearest,
    check_sorted,
    check_cosines,
    check_zero_vector,
    check_deterministic,
    check_one_as_in_batch,
    check_saved_and_opened,
    check_recall,
    check_campaigns,
)
"""All of them, the plain ones first."""


def clustered(count: int, dimensions: int, seed: int, clusters: int = 50) -> Vectors:
    """Return vectors (count, dimensions) scattered round `clusters` centres, in mixed order."""
    chance = np.random.default_rng(seed)
    centres = chance.normal(size=(clusters, dimensions))
    scattered = centres[chance.integers(clusters, size=count)] + 0.5 * chance.normal(size=(count, dimensions))
    return scattered.astype(np.float32)


def recall(found: Found, truth: Found) -> float:
    """Return the share of the true neighbours that was found, whatever their order."""
    rows = zip(found.positions.tolist(), truth.positions.tolist(), strict=True)
    return float(np.mean([len(set(some) & set(true)) / len(true) for some, true in rows]))


def _stacked(parts: list[Found]) -> Found:
    return Found(
        np.concatenate([part.positions for part in parts]), np.concatenate([part.similarities for part in parts])
    )


def _require(rule: str, kept: bool, problem: str) -> None:
    if not kept:
        raise IndexContractBroken(rule=rule, problem=problem)


def _require_same(rule: str, some: Found, others: Found) -> None:
    _require(rule, some.positions.shape == others.positions.shape, "another number of rows is found")
    for row in range(len(others.positions)):
        same = np.array_equal(some.positions[row], others.positions[row])
        _require(rule, same, f"query {row}: other neighbours are found")
        largest = float(np.abs(some.similarities[row] - others.similarities[row]).max(initial=0.0))
        _require(rule, largest == 0.0, f"query {row}: a similarity differs by {largest:.1e}")
