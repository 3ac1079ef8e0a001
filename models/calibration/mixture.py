"""The weight of each member of an ensemble, per task, fitted on the calibration part."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.scorer import log_softmax

_GRID = np.linspace(0.0, 1.0, 21)
_FLOOR = 1e-12


def fit_mixture(
    first: NDArray[np.float32],
    second: NDArray[np.float32],
    temperatures: tuple[float, float],
    labels: NDArray[np.int64],
) -> float:
    """Return the weight of the first of two members (logits (n, labels)) with the best likelihood.

    Rows with the label −1 are unknown and don't count; without known rows the members weigh the same.
    """
    known = labels >= 0
    if not known.any():
        return 0.5
    rows = np.arange(int(known.sum()))
    ours, theirs = (
        np.exp(log_softmax(logits[known], temperature)[rows, labels[known]])
        for logits, temperature in zip((first, second), temperatures, strict=True)
    )
    losses = [-np.log(np.maximum(weight * ours + (1 - weight) * theirs, _FLOOR)).mean() for weight in _GRID]
    return float(_GRID[int(np.argmin(losses))])
