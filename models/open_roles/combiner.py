"""The small calibrated model that weighs the signals: a conditional logit over the roles of the directory."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax

from models.open_roles.signals import SIGNALS, Table

_RIDGE = 1e-4
"""Pulls the weights to what they are without the other signals: the head as it is, and nothing else."""
_MONOTONE = ("head", "words", "vector", "votes", "named")


@dataclass(frozen=True)
class Combiner:
    """One weight a signal; the probability of a role is the softmax over roles of its weighted signals.

    Source: McFadden, Conditional Logit Analysis of Qualitative Choice Behavior, 1974.
    """

    weights: tuple[float, ...]

    def probabilities(self, table: Table) -> NDArray[np.float64]:
        """Return probabilities (texts, roles) from signals (texts, roles, signals); rows sum to 1."""
        combined: NDArray[np.float64] = softmax(table @ np.asarray(self.weights), axis=1)
        return combined


def fit_combiner(
    table: Table, truth: NDArray[np.int64], row_weights: NDArray[np.float64], left_out: tuple[str, ...] = ()
) -> Combiner:
    """Return the combiner of the greatest likelihood, with a small ridge around the head alone.

    `table` is (rows, roles, signals), `truth` (rows,) the true role's position, `row_weights` (rows,)
    how much a row counts. Signals of `left_out` get no weight (for ablations). No signal's evidence
    may count against a role: those weights are bounded at 0.
    """
    active = np.array([not any(name.startswith(out) for out in left_out) for name in SIGNALS])
    at_truth = table[np.arange(len(table)), truth].astype(np.float64)
    total = row_weights.sum()
    start = np.where(active, [1.0 if name == "head" else 0.0 for name in SIGNALS], 0.0)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = table @ weights
        chances = softmax(scores, axis=1)
        likelihood = log_softmax(scores, axis=1)[np.arange(len(table)), truth]
        expected = np.einsum("nr,nrf->nf", chances, table)
        gradient = row_weights @ (expected - at_truth) / total + 2 * _RIDGE * (weights - start)
        return float(-(row_weights @ likelihood) / total + _RIDGE * np.square(weights - start).sum()), np.where(
            active, gradient, 0.0
        )

    bounds = [
        (0.0, None) if name in _MONOTONE and on else (None, None) if on else (0.0, 0.0)
        for name, on in zip(SIGNALS, active, strict=True)
    ]
    fitted = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    return Combiner(tuple(float(weight) for weight in fitted.x))
