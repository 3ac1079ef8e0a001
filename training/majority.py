"""Fitting the rival that reads nothing."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from models.dummy import MajorityScorer
from models.scorer import NEVER
from triage.label_space import LabelSpace
from triage.tasks import Task


def fit_majority(labels: Mapping[Task, NDArray[np.int64]], space: LabelSpace) -> MajorityScorer:
    """Return the scorer of label frequencies; `labels` are positions (n,), negative where unknown."""
    tables = {}
    for task, names in space.labels.items():
        counts = np.bincount(labels[task][labels[task] >= 0], minlength=len(names)).astype(np.float64)
        with np.errstate(divide="ignore"):
            tables[task] = np.maximum(np.log(counts / counts.sum()), NEVER).astype(np.float32)
    return MajorityScorer(tables)
