"""One temperature per head, fitted on the calibration part.

Source: Guo et al., On Calibration of Modern Neural Networks, ICML 2017.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from models.scorer import log_softmax

_LOWEST, _HIGHEST = np.log(0.02), np.log(20.0)
_FEWEST_ROWS = 10


def fit_temperature(logits: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """Return the temperature that minimises the negative log-likelihood.

    `logits` is (n, labels); `labels` is (n,) with −1 for unknown rows, which don't count. With
    fewer than 10 known rows the temperature stays 1: too little to say.
    """
    known = labels >= 0
    if known.sum() < _FEWEST_ROWS:
        return 1.0

    def loss(log_temperature: float) -> float:
        return negative_log_likelihood(logits[known], labels[known], float(np.exp(log_temperature)))

    found = minimize_scalar(loss, bounds=(_LOWEST, _HIGHEST), method="bounded", options={"xatol": 1e-3})
    return float(np.exp(found.x))


def negative_log_likelihood(logits: NDArray[np.float32], labels: NDArray[np.int64], temperature: float = 1.0) -> float:
    """Return the mean negative log-likelihood of known labels (n,) under logits (n, labels)."""
    table = log_softmax(logits, temperature)
    return float(-table[np.arange(len(labels)), labels].mean())
