"""Which rows are worth a label: from what a model made of them to an order, with each row's chance to be chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import kmeans_plusplus

from models.scorer import Vectors
from training.sampling.errors import NeedsAnEncoder

Table = NDArray[np.float64]
Positions = NDArray[np.int64]


class Strategy(StrEnum):
    """By what rows are chosen."""

    RANDOM = "random"
    MARGIN = "margin"
    BADGE = "badge"
    DANGER = "danger"


@dataclass(frozen=True)
class Scored:
    """What a model made of n rows for one task.

    `probabilities` (n, labels) stand in the label space's order, for urgency from the lowest level to the
    highest. `vectors` (n, width) are those that the heads read, where the model has an encoder. `signals` (n,)
    is the place of the gravest level that a danger signal which speaks names, −1 where none does.
    """

    probabilities: Table
    vectors: Vectors | None = None
    signals: Positions | None = None

    def __len__(self) -> int:
        return len(self.probabilities)


@dataclass(frozen=True)
class Chosen:
    """Positions of the chosen rows, the one most worth a label first, and the probability with which each was drawn.

    The probability is that of a draw by lot. A strategy that goes by what the model said gives 1: its rows
    were chosen for what they are, and no rate can be estimated from them.
    """

    rows: Positions
    probability: Table

    def __len__(self) -> int:
        return len(self.rows)


Choose = Callable[[Scored, int, int], Chosen]
"""From scores, a number of rows and a seed to at most so many rows, each once."""


def at_random(scored: Scored, n: int, seed: int) -> Chosen:
    """Draw without replacement, every row with the same probability n/N."""
    n = min(n, len(scored))
    rows = np.random.default_rng(seed).permutation(len(scored))[:n].astype(np.int64)
    return Chosen(rows, np.full(n, n / max(len(scored), 1)))


def by_margin(scored: Scored, n: int, seed: int) -> Chosen:
    """Choose where the two best labels are closest to each other.

    Source: Scheffer, Decomain and Wrobel, Active Hidden Markov Models for Information Extraction, IDA 2001.
    """
    return _for_certain(margin_order(scored.probabilities)[:n])


def by_badge(scored: Scored, n: int, seed: int) -> Chosen:
    """Choose rows that are uncertain and unlike each other: k-means++ seeding on gradients of the last layer.

    A row's gradient is that for the label the model would give: (p − onehot(argmax p)) ⊗ vector. Rows whose
    gradients repeat those already chosen come last, by margin.

    Source: Ash et al., Deep Batch Active Learning by Diverse, Uncertain Gradient Lower Bounds, ICLR 2020.

    Raises:
        NeedsAnEncoder: there are no vectors.
    """
    if scored.vectors is None:
        raise NeedsAnEncoder(strategy=Strategy.BADGE.value)
    n = min(n, len(scored))
    if not n:
        return _for_certain(np.empty(0, dtype=np.int64))
    gradients = gradient_embeddings(scored.probabilities, scored.vectors)
    _, seeds = kmeans_plusplus(gradients, n, random_state=seed)
    first = list(dict.fromkeys(seeds.tolist()))  # equal gradients leave k-means++ nothing new to draw
    taken = set(first)
    rest = [row for row in margin_order(scored.probabilities).tolist() if row not in taken]
    return _for_certain(np.array((first + rest)[:n], dtype=np.int64))


def by_danger(scored: Scored, n: int, seed: int) -> Chosen:
    """Choose what may be an emergency: signals that speak first, then the probability of the highest level.

    Where that is equal, the probability of the two highest levels decides. The labels must be ordered.
    """
    signals = scored.signals if scored.signals is not None else np.full(len(scored), -1)
    table = scored.probabilities
    return _for_certain(np.lexsort((-table[:, -2:].sum(axis=1), -table[:, -1], -signals))[:n])


STRATEGIES: dict[Strategy, Choose] = {
    Strategy.RANDOM: at_random,
    Strategy.MARGIN: by_margin,
    Strategy.BADGE: by_badge,
    Strategy.DANGER: by_danger,
}


def margin_order(probabilities: Table) -> Positions:
    """Return the rows by the difference of their two best probabilities, the smallest first; ties keep their order."""
    best = np.sort(probabilities, axis=1)[:, -2:]
    return np.argsort(best[:, 1] - best[:, 0], kind="stable").astype(np.int64)


def gradient_embeddings(probabilities: Table, vectors: Vectors) -> NDArray[np.float32]:
    """Return (p − onehot(argmax p)) ⊗ vector for each row (n, labels × width)."""
    error = probabilities.astype(np.float32)
    error[np.arange(len(error)), probabilities.argmax(axis=1)] -= 1.0
    return np.einsum("nl,nw->nlw", error, vectors.astype(np.float32)).reshape(
        len(error), error.shape[1] * vectors.shape[1]
    )


def _for_certain(rows: Positions) -> Chosen:
    return Chosen(rows.astype(np.int64), np.ones(len(rows)))
