"""Ordinal regression on few numbers: conditional steps (CORN), proportional odds, or both joined; arrays to apply."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

Link = Literal["corn", "cumulative", "joined"]
Table = NDArray[np.float64]
_FARTHEST = 12.0
"""The logit of a step that no row shows: as good as never, and still a number."""


def levels_of(logits: Table, link: Link) -> Table:
    """Return probabilities of K levels (n, K) from K − 1 step logits (n, K − 1).

    `corn`: logit k says "higher than k, given at least k". `cumulative`: it says "higher than k". `joined`: the last
    logit says "the highest level" outright, those before it are conditional steps.

    Source: Shi, Cao and Raschka 2021 (corn); McCullagh 1980 (cumulative).
    """
    if link == "cumulative":
        above = expit(logits)
    elif link == "corn":
        above = np.cumprod(expit(logits), axis=1)
    else:
        steps = np.cumprod(expit(logits[:, :-1]), axis=1)
        above = np.hstack([steps, np.minimum(expit(logits[:, -1:]), steps[:, -1:])])
    bounded = np.hstack([np.ones((len(logits), 1)), above, np.zeros((len(logits), 1))])
    return np.clip(bounded[:, :-1] - bounded[:, 1:], 0.0, 1.0)


def fit_steps(numbers: Table, labels: NDArray[np.int64], link: Link, strength: float) -> tuple[Table, Table]:
    """Return coefficients (K − 1, F) and intercepts (K − 1,) for numbers (n, F) and labels 0 … K − 1 (n,).

    `strength` is the inverse of the L2 penalty. With `cumulative` all rows of the coefficients are the same; with
    `joined` the last row is theirs: the highest level has few rows, so every step lends it strength, while the steps
    below have rows enough to be weighed apart. K is one more than the highest label, and at least 3 for `joined`.
    """
    steps = int(labels.max())
    if link == "cumulative":
        return _cumulative(numbers, labels, steps, strength)
    coefficients, intercepts = _corn(numbers, labels, steps, strength)
    if link == "joined":
        pooled = _cumulative(numbers, labels, steps, strength)
        coefficients[-1], intercepts[-1] = pooled[0][-1], pooled[1][-1]
    return coefficients, intercepts


def _corn(numbers: Table, labels: NDArray[np.int64], steps: int, strength: float) -> tuple[Table, Table]:
    coefficients, intercepts = np.zeros((steps, numbers.shape[1])), np.full(steps, -_FARTHEST)
    for step in range(steps):
        reached = labels >= step
        higher = labels[reached] > step
        if higher.all() or not higher.any():
            intercepts[step] = _FARTHEST if higher.all() else -_FARTHEST
            continue
        fitted = LogisticRegression(C=strength, max_iter=1000).fit(numbers[reached], higher)
        coefficients[step], intercepts[step] = fitted.coef_[0], fitted.intercept_[0]
    return coefficients, intercepts


def _cumulative(numbers: Table, labels: NDArray[np.int64], steps: int, strength: float) -> tuple[Table, Table]:
    """Fit proportional odds: one score, falling intercepts kept in order by the logarithms of their gaps."""
    width = numbers.shape[1]
    shares = [np.clip((labels > step).mean(), 1e-3, 1 - 1e-3) for step in range(steps)]
    odds = np.log(shares) - np.log1p(np.negative(shares))
    start = np.concatenate([np.zeros(width), odds[:1], np.log(np.maximum(-np.diff(odds), 1e-2))])

    def intercepts(free: Table) -> Table:
        return np.asarray(free[0] - np.concatenate([[0.0], np.cumsum(np.exp(free[1:]))]))

    def loss(values: Table) -> float:
        weights, free = values[:width], values[width:]
        chances = levels_of(numbers @ weights[:, None] + intercepts(free), "cumulative")
        likelihood = np.log(np.maximum(chances[np.arange(len(labels)), labels], 1e-12)).sum()
        return float(-strength * likelihood + 0.5 * weights @ weights)

    found = minimize(loss, start, method="L-BFGS-B")
    return np.tile(found.x[:width], (steps, 1)), intercepts(found.x[width:])
