"""The whole model of the report, fitted on all of dev, as one thing that reads texts: network, TF-IDF, signs, lane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.urgency.fused import TOP, levels_said
from experiments.urgency.readings import Classifier, Network, as_complaint
from features.danger.signals import danger_reader
from models.urgency.part import UrgencyPart
from training.urgency import speaks_gravely
from triage.dangers import DangerSignal, Scope
from triage.policy import Policy

Table = NDArray[np.float64]


@dataclass(frozen=True)
class Said:
    """What the model says of texts: probabilities (n, 4), level (n,), whether lifted (n,), and the signs."""

    chances: Table
    level: NDArray[np.int64]
    lifted: NDArray[np.bool_]
    dangers: list[tuple[DangerSignal, ...]]


@dataclass(frozen=True)
class UrgencyModel:
    """Reads raw texts as a server does; `weight` is the network's share of the mixture."""

    network: Network
    tfidf: Classifier
    weight: float
    part: UrgencyPart
    threshold: float
    policy: Policy

    def __call__(self, texts: Sequence[str]) -> Said:
        """Return what is said of each text."""
        dangers = [danger_reader()(as_complaint(text)) for text in texts]
        read = mixed(self.network.urgency(texts)[0], self.tfidf(texts), self.weight)
        chances = self.part(read, dangers)
        signed = np.array([speaks_gravely(found) for found in dangers])
        strung = np.array([any(one.scope is Scope.LISTED for one in found) for found in dangers])
        lifted = signed | ((chances[:, TOP] >= self.threshold) & ~strung)
        return Said(chances, levels_said(chances, self.policy), lifted, dangers)


def mixed(network: NDArray[np.float32], tfidf: Table, weight: float) -> Table:
    """Return the log of the mixture (n, 4) of the network's log-probabilities and TF-IDF's probabilities."""
    return np.asarray(np.log(np.maximum(weight * np.exp(network) + (1.0 - weight) * tfidf, 1e-12)))
