"""The lowest threshold at which routing by machine keeps its target error, with a stated confidence.

Source: Angelopoulos et al., Learn then Test, 2021: fixed-sequence testing of exact binomial p-values.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from triage.prediction import OperatingPoint


def fit_operating_point(
    answer: str, probabilities: NDArray[np.float64], right: NDArray[np.bool_], target_error: float, delta: float
) -> OperatingPoint:
    """Return the threshold for one target error.

    `probabilities` (n,) are those of the first answers on calibration rows, `right` (n,) says
    whether they were true. Thresholds are tested from the surest rows
    downwards, in steps of 1 % of the rows; the first one that can't reject "the error is above the
    target" at level `delta` after one that could ends the sequence. The threshold is None if none
    can: the rows are too few or the errors too many.
    """
    order = np.argsort(-probabilities, kind="stable")
    sorted_probabilities, errors = probabilities[order], np.cumsum(~right[order])
    certified: float | None = None
    for size in _sizes(len(order), target_error, delta):
        threshold = sorted_probabilities[size - 1]
        routed = int(np.searchsorted(-sorted_probabilities, -threshold, side="right"))  # ties are routed too
        if binom.cdf(errors[routed - 1], routed, target_error) > delta:
            break
        certified = float(threshold)
    return OperatingPoint(answer, target_error, delta, certified, len(order))


def _sizes(n: int, target_error: float, delta: float) -> list[int]:
    """Return how many of the surest rows to test at each step; the first could pass without an error."""
    least = int(np.ceil(np.log(delta) / np.log1p(-target_error)))
    first = max(least, n // 20)
    return [*range(first, n, max(1, n // 100)), n] if n >= first else []
