"""The lowest threshold at which routing by machine keeps its target error, with a stated confidence.

Source: Angelopoulos et al., Learn then Test, 2021: fixed-sequence testing of exact binomial p-values
from several starts, each with its part of the error probability.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from triage.prediction import OperatingPoint

_STARTS = (0.05, 0.15, 0.3, 0.5)
"""Shares of the surest rows at which a sequence begins: one wrong label among the surest must not end all."""


def fit_operating_point(
    answer: str, probabilities: NDArray[np.float64], right: NDArray[np.bool_], target_error: float, delta: float
) -> OperatingPoint:
    """Return the threshold for one target error.

    `probabilities` (n,) are those of the first answers on calibration rows, `right` (n,) says
    whether they were true. Each of four sequences goes from the surest 5, 15, 30 or 50 % of the rows
    downwards, in steps of 1 %; the first threshold at which "the error is above the target" can't
    be rejected at level `delta` / 4 ends it. The lowest threshold of all sequences holds with
    confidence 1 − `delta`; it is None if there is none: the rows are too few or the errors too many.
    """
    order = np.argsort(-probabilities, kind="stable")
    sorted_probabilities, errors = probabilities[order], np.cumsum(~right[order])
    level, certified = delta / len(_STARTS), []
    for start in _STARTS:
        for size in _sizes(len(order), start, target_error, level):
            threshold = sorted_probabilities[size - 1]
            routed = int(np.searchsorted(-sorted_probabilities, -threshold, side="right"))  # ties are routed too
            if binom.cdf(errors[routed - 1], routed, target_error) > level:
                break
            certified.append(float(threshold))
    return OperatingPoint(answer, target_error, delta, min(certified, default=None), len(order))


def _sizes(n: int, start: float, target_error: float, level: float) -> list[int]:
    """Return how many of the surest rows to test at each step; the first could pass without an error."""
    least = int(np.ceil(np.log(level) / np.log1p(-target_error)))
    first = max(least, int(n * start))
    return [*range(first, n, max(1, n // 100)), n] if n >= first else []
