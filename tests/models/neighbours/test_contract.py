"""Every make of index keeps the contract, and the contract catches what breaks it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from models.neighbours.contract import CHECKS, check_index, clustered
from models.neighbours.errors import IndexContractBroken
from models.neighbours.index import CaseIndex, ExactIndex, Found, UsearchIndex
from models.neighbours.vectors import unit_rows
from models.scorer import Vectors

WORLD = clustered(2100, 64, seed=2026)
VECTORS, QUERIES = WORLD[:2000], WORLD[2000:]


@dataclass(frozen=True)
class Kind:
    """A make of index put together from its two verbs."""

    build: Callable[[Vectors], CaseIndex]
    open: Callable[[Path], CaseIndex]


MAKES = {
    "exact": ExactIndex,
    "usearch-float16": UsearchIndex,
    "usearch-float32": Kind(partial(UsearchIndex.build, dtype="f32"), UsearchIndex.open),
}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("make", MAKES)
def test_every_make_of_index_keeps_the_contract(make, check):
    check(MAKES[make], VECTORS, QUERIES)


# --- what breaks it is caught ---------------------------------------------------------------

FEW, ASKED = VECTORS[:300], QUERIES[:12]


class Bent:
    """An exact index; the kinds below each break one rule."""

    def __init__(self, inner: ExactIndex) -> None:
        self.inner = inner

    @classmethod
    def build(cls, vectors):
        return cls(ExactIndex.build(vectors))

    @classmethod
    def open(cls, path):
        return cls(ExactIndex.open(path))

    @property
    def dimensions(self):
        return self.inner.dimensions

    def __len__(self):
        return len(self.inner)

    def search(self, vectors, k):
        return self.inner.search(vectors, k)

    def save(self, path):
        self.inner.save(path)


class CountsInShortIntegers(Bent):
    def search(self, vectors, k):
        found = super().search(vectors, k)
        return replace(found, positions=found.positions.astype(np.int32))


class PadsWithTheFirst(Bent):
    def search(self, vectors, k):
        found = super().search(vectors, k)
        return replace(found, positions=np.maximum(found.positions, 0))


class CountsFromOne(Bent):
    def search(self, vectors, k):
        found = super().search(vectors, k)
        return replace(found, positions=(found.positions + 1) % max(1, len(self)))


class WorstFirst(Bent):
    def search(self, vectors, k):
        found = super().search(vectors, k)
        return Found(found.positions[:, ::-1], found.similarities[:, ::-1])


class GivesDistances(Bent):
    """Half the squared distance, from the best down to the worst: it is sorted, and it is not a cosine."""

    def search(self, vectors, k):
        found = super().search(vectors, k)
        return replace(found, similarities=np.where(found.positions < 0, 0, 2 * found.similarities - 1))


class ForgetsToNormalise(Bent):
    def search(self, vectors, k):
        found, lengths = super().search(vectors, k), np.linalg.norm(vectors, axis=1, keepdims=True)
        return replace(found, similarities=(found.similarities * lengths / 16).astype(np.float32))


class FindsSomebodyForNothing(Bent):
    def search(self, vectors, k):
        found = super().search(vectors, k)
        nothing = ~vectors.any(axis=1)
        if len(self) >= k:
            found.positions[nothing] = np.arange(k)
        return found


class Wavers(Bent):
    calls: list[int] = []  # noqa: RUF012

    def search(self, vectors, k):
        self.calls.append(1)
        found = super().search(vectors, k)
        return replace(found, similarities=found.similarities * np.float32(1 - 1e-6 * (len(self.calls) % 5)))


class ScalesTheBatchTogether(Bent):
    def search(self, vectors, k):
        found = super().search(vectors, k)
        return replace(found, similarities=found.similarities * np.float32(1 - 1e-6 * len(vectors)))


class ForgetsTheLastOnDisk(Bent):
    @classmethod
    def open(cls, path):
        return cls(ExactIndex(ExactIndex.open(path)._units[:-1]))


class LooksAtTheFirstHalf(Bent):
    def search(self, vectors, k):
        half = ExactIndex(self.inner._units[: max(k, len(self) // 2)])
        return half.search(vectors, k) if k > 1 and len(self) > 200 else super().search(vectors, k)


@dataclass(frozen=True)
class EveryCopyANode:
    """usearch as it is: a node for each vector, copies too."""

    open: Callable[[Path], CaseIndex] = field(default=UsearchIndex.open)

    def build(self, vectors):
        units, empty = unit_rows(vectors), UsearchIndex.build(vectors[:0])
        empty._graph.add(np.arange(len(units)), units, threads=1)
        return UsearchIndex(empty._graph, np.arange(len(units)))


BROKEN = {
    CountsInShortIntegers: "shapes",
    PadsWithTheFirst: "more_than_there_are",
    CountsFromOne: "self_is_nearest",
    WorstFirst: "sorted",
    GivesDistances: "cosines",
    ForgetsToNormalise: "cosines",
    FindsSomebodyForNothing: "zero_vector",
    Wavers: "deterministic",
    ScalesTheBatchTogether: "one_as_in_batch",
    ForgetsTheLastOnDisk: "saved_and_opened",
    LooksAtTheFirstHalf: "recall",
}


@pytest.mark.parametrize(("kind", "rule"), BROKEN.items(), ids=lambda item: getattr(item, "__name__", item))
def test_what_breaks_a_rule_is_caught_by_the_check_of_that_rule(kind, rule):
    check = next(check for check in CHECKS if check.__name__ == f"check_{rule}")

    with pytest.raises(IndexContractBroken) as caught:
        check(kind, FEW, ASKED)

    assert caught.value.fields["rule"] == rule
    assert f"models.neighbours.contract.check_{rule}" in str(caught.value)


def test_a_graph_with_a_node_for_every_copy_loses_a_campaign():
    """Why copies share a node: hundreds of equal complaints are linked to one another and to nobody else."""
    check = next(check for check in CHECKS if check.__name__ == "check_campaigns")

    with pytest.raises(IndexContractBroken, match="the copies end"):
        check(EveryCopyANode(), VECTORS, QUERIES)


@pytest.mark.parametrize("kind", BROKEN)
def test_the_whole_suite_refuses_what_breaks_any_rule(kind):
    with pytest.raises(IndexContractBroken):
        check_index(kind, FEW, ASKED)


def test_an_index_of_a_third_person_that_keeps_it_passes():
    check_index(Bent, FEW, ASKED)
