"""The inner seam: a scorer gives logits for prepared texts; calibration and labels are put on top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from triage.tasks import Task

Logits = Mapping[Task, NDArray[np.float32]]
"""Per task an array (texts, labels): unnormalised log-probabilities in the label space's order."""

NEVER = np.float32(-30.0)
"""The logit of a label that a scorer never saw in training: possible, but as good as never."""


class Scorer(Protocol):
    """What a trained part can do: read texts that the recipe has prepared."""

    def logits(self, texts: Sequence[str]) -> Logits:
        """Return logits for each text; a task that the part was not trained for is absent."""
        ...


def log_softmax(logits: NDArray[np.float32], temperature: float = 1.0) -> NDArray[np.float64]:
    """Return log-probabilities of logits (n, labels) divided by a temperature."""
    scaled = logits.astype(np.float64) / temperature
    scaled -= scaled.max(axis=1, keepdims=True)
    normalised: NDArray[np.float64] = scaled - np.log(np.exp(scaled).sum(axis=1, keepdims=True))
    return normalised
