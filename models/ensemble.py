"""A mixture of scorers: each member's calibrated probabilities, weighted per task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.scorer import Logits, Reading, Scorer, log_softmax, read
from triage.tasks import Task

_FLOOR = 1e-12


@dataclass(frozen=True)
class Member:
    """A scorer with its own temperature and its weight in each task; weights of a task sum to 1."""

    name: str
    scorer: Scorer
    temperatures: Mapping[Task, float]
    weights: Mapping[Task, float]


class EnsembleScorer:
    """Mixes its members' probabilities; the logits it returns are the log of the mixture.

    A task that only some members know is mixed among those.
    """

    def __init__(self, members: Sequence[Member]) -> None:
        self.members = tuple(members)

    def logits(self, texts: Sequence[str]) -> Logits:
        """Return the log of the mixture for each text."""
        return self.read(texts).logits

    def read(self, texts: Sequence[str]) -> Reading:
        """Return the log of the mixture, and the vectors of the first member that has an encoder."""
        readings = [read(member.scorer, texts) for member in self.members]
        vectors = (reading.vectors for reading in readings if reading.vectors is not None)
        return Reading(self.mix([reading.logits for reading in readings]), next(vectors, None))

    def mix(self, member_logits: Sequence[Logits]) -> Logits:
        """Return the log of the mixture of logits that the members gave already."""
        tasks = dict.fromkeys(task for logits in member_logits for task in logits)
        return {task: self._mix_task(task, member_logits) for task in tasks}

    def _mix_task(self, task: Task, member_logits: Sequence[Logits]) -> NDArray[np.float32]:
        parts = [
            (member.weights.get(task, 0.0), log_softmax(logits[task], member.temperatures.get(task, 1.0)))
            for member, logits in zip(self.members, member_logits, strict=True)
            if task in logits
        ]
        total = sum(weight for weight, _ in parts)
        mixture = sum(weight / total * np.exp(table) for weight, table in parts)
        return np.log(np.maximum(mixture, _FLOOR)).astype(np.float32)
