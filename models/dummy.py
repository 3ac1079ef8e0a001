"""The rival that reads nothing: every text gets the label frequencies of the training part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from models.scorer import Logits
from triage.tasks import Task


class MajorityScorer:
    """Scores by label frequency alone; the floor that every model must beat."""

    def __init__(self, log_frequencies: Mapping[Task, NDArray[np.float32]]) -> None:
        self._log_frequencies = dict(log_frequencies)

    def logits(self, texts: Sequence[str]) -> Logits:
        """Return the same row for every text."""
        return {task: np.repeat(row[None, :], len(texts), axis=0) for task, row in self._log_frequencies.items()}

    def save(self, path: Path) -> None:
        """Write the frequencies as safetensors."""
        save_file({task.value: row for task, row in self._log_frequencies.items()}, path)

    @classmethod
    def open(cls, path: Path) -> MajorityScorer:
        """Read them."""
        return cls({Task(task): row for task, row in load_file(path).items()})
