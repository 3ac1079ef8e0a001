"""The rival that reads nothing: every text gets the label frequencies of the training part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from models.scorer import NEVER, Logits
from triage.label_space import LabelSpace
from triage.tasks import Task


class MajorityScorer:
    """Scores by label frequency alone; the floor that every model must beat."""

    def __init__(self, log_frequencies: Mapping[Task, NDArray[np.float32]]) -> None:
        self._log_frequencies = dict(log_frequencies)

    @classmethod
    def fit(cls, labels: Mapping[Task, Sequence[str | None]], label_space: LabelSpace) -> MajorityScorer:
        """Count the labels of the training rows; unknown ones (None) don't count."""
        tables = {}
        for task, names in label_space.labels.items():
            counts = np.array([sum(label == name for label in labels[task]) for name in names], dtype=np.float64)
            with np.errstate(divide="ignore"):
                tables[task] = np.maximum(np.log(counts / counts.sum()), NEVER).astype(np.float32)
        return cls(tables)

    def logits(self, texts: Sequence[str]) -> Logits:
        """Return the same row for every text."""
        return {task: np.repeat(row[None, :], len(texts), axis=0) for task, row in self._log_frequencies.items()}
