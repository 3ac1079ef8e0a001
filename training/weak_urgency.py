"""Levels of urgency read off the danger signals, and how far they are to be believed.

Source: the noise of weak labels as a confusion table, after Patrini et al., Making Deep Neural Networks Robust to
Label Noise, CVPR 2017; here the table turns a weak level into a distribution to learn from.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from triage.dangers import DangerSignal

_SMOOTHING = 2.0
"""Rows that every weak level is thought to have had beforehand, spread as the levels are over all rows."""
SIGNALLED = ("nothing", "silenced", "tinggi", "darurat")
"""What signals say of a whole text: no danger, only one that is negated, past and so on, or the gravest that speaks."""


def weak_levels(dangers: Sequence[Sequence[DangerSignal]]) -> NDArray[np.int64]:
    """Return the position in `SIGNALLED` of what the signals of each complaint say (n,)."""
    return np.array([_weak_level(signals) for signals in dangers], dtype=np.int64)


def _weak_level(signals: Sequence[DangerSignal]) -> int:
    speaking = {signal.level for signal in signals if signal.speaks}
    for level in ("darurat", "tinggi"):
        if level in speaking:
            return SIGNALLED.index(level)
    return SIGNALLED.index("silenced" if signals else "nothing")


def fit_noise(weak: NDArray[np.int64], labels: NDArray[np.int64], levels: int) -> NDArray[np.float64]:
    """Return P(level | weak level) (4, levels), from labelled rows (n,); rows with a negative label don't count.

    Raises:
        ValueError: no row has a label.
    """
    known = labels >= 0
    if not known.any():
        raise ValueError("no row has a label to hold the weak levels against")
    counts = np.zeros((len(SIGNALLED), levels))
    np.add.at(counts, (weak[known], labels[known]), 1.0)
    prior = counts.sum(axis=0) / counts.sum()
    counts += _SMOOTHING * prior
    return counts / counts.sum(axis=1, keepdims=True)


def believed_levels(
    labels: NDArray[np.int64], weak: NDArray[np.int64], noise: NDArray[np.float64], weight: float
) -> NDArray[np.float64]:
    """Return what to learn of each row (n, levels): its label, else what its weak level makes likely times `weight`."""
    targets = weight * noise[weak]
    known = labels >= 0
    targets[known] = certain_levels(labels[known], noise.shape[1])
    return targets


def certain_levels(labels: NDArray[np.int64], levels: int) -> NDArray[np.float64]:
    """Return what to learn of rows whose label is believed (n, levels): all of it at the label."""
    return np.eye(levels)[labels]
