"""The inner seam: a scorer gives logits for prepared texts; calibration and labels are put on top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

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


Vectors = NDArray[np.float32]
"""One row (width,) a text: what an encoder made of it before the heads."""


class Reading(NamedTuple):
    """What one pass over texts gave: logits, and vectors where the part has an encoder."""

    logits: Logits
    vectors: Vectors | None


@runtime_checkable
class EncodingScorer(Scorer, Protocol):
    """A scorer that can give the vector that its heads read, from the same run."""

    def read(self, texts: Sequence[str]) -> Reading:
        """Return logits and vectors (n, width) for each text."""
        ...


def read(scorer: Scorer, texts: Sequence[str]) -> Reading:
    """Return what a scorer makes of texts, in one pass; no vectors where it has no encoder."""
    return scorer.read(texts) if isinstance(scorer, EncodingScorer) else Reading(scorer.logits(texts), None)


def log_softmax(logits: NDArray[np.float32], temperature: float = 1.0) -> NDArray[np.float64]:
    """Return log-probabilities of logits (n, labels) divided by a temperature."""
    scaled = logits.astype(np.float64) / temperature
    scaled -= scaled.max(axis=1, keepdims=True)
    normalised: NDArray[np.float64] = scaled - np.log(np.exp(scaled).sum(axis=1, keepdims=True))
    return normalised
