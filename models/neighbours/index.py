"""The seam of nearest neighbours: a matrix of vectors goes in, positions and cosines come out.

Two makes: `ExactIndex` looks at every vector, `UsearchIndex` walks a graph and looks at few. What
both promise stands in `models.neighbours.contract`.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file
from usearch.index import Index, MetricKind

from models.neighbours.errors import NoNeighboursAsked, NotAnIndex
from models.neighbours.vectors import unit_rows
from models.scorer import Vectors

NOBODY = -1
"""The position that fills a row where there are fewer than k."""

Near = tuple[NDArray[np.int64], NDArray[np.float32]]
"""Positions and their cosines to one vector, in any order."""


@dataclass(frozen=True, slots=True)
class Found:
    """For each vector its k nearest, best first; equally near ones in the order of their positions.

    `positions` (m, k) int64 count from 0 in the order of building; `similarities` (m, k) float32 are
    cosines in -1..1. A row is filled up with `NOBODY` and similarity 0 where the index holds fewer
    than k. The zero vector is near nobody: its row is only filling.
    """

    positions: NDArray[np.int64]
    similarities: NDArray[np.float32]


class CaseIndex(Protocol):
    """Vectors that can be asked for their nearest; never changed once built, so threads may share it."""

    @property
    def dimensions(self) -> int:
        """The width of its vectors."""
        ...

    def __len__(self) -> int:
        """Return how many vectors it was built from, copies counted."""
        ...

    def search(self, vectors: Vectors, k: int) -> Found:
        """Return the k nearest of each row of a matrix (m, d); the rows need not have length 1.

        Raises:
            WrongShape, VectorsNotFinite: they are no such matrix.
            NoNeighboursAsked: k is below 1.
        """
        ...

    def save(self, path: Path) -> None:
        """Write it as one file."""
        ...


class ExactIndex:
    """A product with every vector: exact, and linear in their number. Float32; 100,000 × 128 are 51 MB."""

    def __init__(self, units: Vectors) -> None:
        self._units = units

    @classmethod
    def build(cls, vectors: Vectors) -> ExactIndex:
        """Return an index over the rows of a matrix (n, d)."""
        return cls(unit_rows(vectors))

    @property
    def dimensions(self) -> int:
        """The width of its vectors."""
        return int(self._units.shape[1])

    def __len__(self) -> int:
        return len(self._units)

    def search(self, vectors: Vectors, k: int) -> Found:
        """Return the k nearest of each row; see `CaseIndex.search`."""
        return _ask_each(unit_rows(vectors, self.dimensions), k, self._nearest)

    def _nearest(self, unit: Vectors, k: int) -> Near:
        """One vector is one product: a product of matrices would round by the size of the batch."""
        cosines = self._units @ unit
        if k >= len(cosines):
            return np.arange(len(cosines)), cosines
        kth_best = np.partition(cosines, -k)[-k]
        positions = np.flatnonzero(cosines >= kth_best)
        return positions, cosines[positions]

    def save(self, path: Path) -> None:
        """Write the vectors as safetensors."""
        save_file({"units": self._units}, path)
        path.chmod(0o644)  # safetensors leaves 0600, and a server runs as another user

    @classmethod
    def open(cls, path: Path) -> ExactIndex:
        """Read them.

        Raises:
            NotAnIndex: the file holds no such vectors.
        """
        try:
            units = load_file(path)["units"]
        except (SafetensorError, KeyError) as problem:
            raise NotAnIndex(file=path.name) from problem
        if units.ndim != 2:
            raise NotAnIndex(file=path.name)
        return cls(units)


_CONNECTIVITY, _EXPANSION_ADD, _EXPANSION_SEARCH = 16, 128, 64
"""Links a node, and how many candidates are kept in adding and in searching: the library's own, held fast."""

_FOOT = struct.Struct("<8sQ")
_MAGIC = b"triage/1"


class UsearchIndex:
    """A graph of small worlds (HNSW) by usearch; a search looks at some hundreds of vectors, however many there are.

    Vectors are kept as float16 (cosines right to about 0.001) or float32. One thread builds, so the
    same vectors give the same file; the kernels follow the processor, so another kind of processor
    may round, and rarely rank, otherwise.

    Copies of a vector share one node. A campaign of some hundred equal complaints would else fill
    all links of its nodes with one another and cut them off from the graph, and others with them.

    The file is usearch's own, and after it the node of every position: n × int64, magic, n.

    Source: Malkov and Yashunin, Efficient and robust approximate nearest neighbor search using
    Hierarchical Navigable Small World graphs, TPAMI 2020.
    """

    def __init__(self, graph: Index, node_of: NDArray[np.int64]) -> None:
        self._graph = graph
        self._node_of = node_of
        self._by_node = np.argsort(node_of, kind="stable")
        self._starts = np.concatenate([[0], np.cumsum(np.bincount(node_of, minlength=len(graph)))])

    @classmethod
    def build(cls, vectors: Vectors, dtype: Literal["f16", "f32"] = "f16") -> UsearchIndex:
        """Return an index over the rows of a matrix (n, d)."""
        units = unit_rows(vectors)
        firsts, node_of = _distinct(units.astype(np.float16) if dtype == "f16" else units)
        graph = Index(
            ndim=units.shape[1],
            metric=MetricKind.Cos,
            dtype=dtype,
            connectivity=_CONNECTIVITY,
            expansion_add=_EXPANSION_ADD,
            expansion_search=_EXPANSION_SEARCH,
        )
        if len(firsts):
            graph.add(np.arange(len(firsts), dtype=np.uint64), units[firsts], threads=1)
        return cls(graph, node_of)

    @property
    def dimensions(self) -> int:
        """The width of its vectors."""
        return int(self._graph.ndim)

    def __len__(self) -> int:
        return len(self._node_of)

    def search(self, vectors: Vectors, k: int) -> Found:
        """Return the k nearest of each row, as far as the graph leads to them; see `CaseIndex.search`."""
        return _ask_each(unit_rows(vectors, self.dimensions), k, self._nearest)

    def _nearest(self, unit: Vectors, k: int) -> Near:
        nodes = self._graph.search(unit, k, threads=1, exact=False)
        copies = [self._copies(int(node))[:k] for node in nodes.keys]
        cosines = np.clip(1.0 - nodes.distances, -1.0, 1.0).astype(np.float32)
        sizes = np.array([len(some) for some in copies], dtype=np.int64)
        return np.concatenate([np.empty(0, dtype=np.int64), *copies]), np.repeat(cosines, sizes)

    def _copies(self, node: int) -> NDArray[np.int64]:
        return self._by_node[self._starts[node] : self._starts[node + 1]]

    def save(self, path: Path) -> None:
        """Write the graph and its copies beside `path`, then put it there: the old file may be mapped."""
        partial = path.with_name(f"{path.name}.partial")
        self._graph.save(partial)
        with partial.open("ab") as file:
            file.write(self._node_of.astype("<i8").tobytes())
            file.write(_FOOT.pack(_MAGIC, len(self)))
        partial.replace(path)

    @classmethod
    def open(cls, path: Path) -> UsearchIndex:
        """Map the file into memory: vectors are read as they are needed, and processes share them.

        Raises:
            NotAnIndex: the file is not one that `save` wrote, or a part of it is missing.
        """
        try:
            node_of = _read_nodes(path)
            graph = Index.restore(path, view=True, expansion_search=_EXPANSION_SEARCH)
        except (ValueError, RuntimeError, struct.error) as problem:
            raise NotAnIndex(file=path.name) from problem
        if graph is None or graph.metric_kind != MetricKind.Cos or len(graph) != node_of.max(initial=-1) + 1:
            raise NotAnIndex(file=path.name)
        return cls(graph, node_of)


def _ask_each(units: Vectors, k: int, nearest: Callable[[Vectors, int], Near]) -> Found:
    """Ask for each row on its own, and order, cut and fill what comes back."""
    if k < 1:
        raise NoNeighboursAsked(got=k)
    positions = np.full((len(units), k), NOBODY, dtype=np.int64)
    similarities = np.zeros((len(units), k), dtype=np.float32)
    for row in np.flatnonzero(units.any(axis=1)):
        near, cosines = nearest(units[row], k)
        best = np.lexsort((near, -cosines))[:k]
        positions[row, : len(best)] = near[best]
        similarities[row, : len(best)] = np.clip(cosines[best], -1.0, 1.0)
    return Found(positions, similarities)


def _distinct(rows: NDArray[np.floating]) -> tuple[list[int], NDArray[np.int64]]:
    """Return the first position of each distinct row, and for every row which distinct one it is."""
    node_of_row: dict[bytes, int] = {}
    firsts: list[int] = []
    node_of = np.empty(len(rows), dtype=np.int64)
    for position, row in enumerate(rows):
        node = node_of_row.setdefault(row.tobytes(), len(firsts))
        if node == len(firsts):
            firsts.append(position)
        node_of[position] = node
    return firsts, node_of


def _read_nodes(path: Path) -> NDArray[np.int64]:
    """Return the node of every position from the end of an index file.

    Raises:
        ValueError: the file does not end as `UsearchIndex.save` ends it.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - _FOOT.size))
        magic, count = _FOOT.unpack(file.read())
        start = size - _FOOT.size - 8 * count
        if magic != _MAGIC or start < 0:
            raise ValueError("no table of nodes")
        file.seek(start)
        nodes = np.frombuffer(file.read(8 * count), dtype="<i8").astype(np.int64)
    if nodes.min(initial=0) < 0:
        raise ValueError("a position without a node")
    return nodes
