"""From training rows to a label space, and from labels to positions in it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from training.errors import NothingToTrain
from triage.directory import Directory
from triage.label_space import LabelSpace
from triage.records import LabelledComplaint
from triage.tasks import Task
from triage.taxonomy import Taxonomy

UNKNOWN, UNSEEN = -1, -2
"""Positions of a label that nobody gave, and of one that the label space does not have."""


def build_label_space(
    rows: Sequence[LabelledComplaint], tasks: Sequence[Task], taxonomy: Taxonomy, directory: Directory
) -> LabelSpace:
    """Return the labels that occur in the training rows, in the order of taxonomy and directory.

    Urgency keeps all its levels, since it is ordinal.

    Raises:
        NothingToTrain: a task has fewer than two labels.
    """
    labels: dict[Task, tuple[str, ...]] = {}
    for task in tasks:
        catalogue = tuple(directory.roles) if task is Task.ROLE else taxonomy.slugs(task)
        seen = {row.label(task) for row in rows}
        labels[task] = catalogue if task is Task.URGENCY else tuple(slug for slug in catalogue if slug in seen)
        if len(labels[task]) < 2 or not seen - {None}:
            raise NothingToTrain(task=task.value, got=f"{len(seen - {None})} labels")
    return LabelSpace(taxonomy.reference, labels)


def positions(rows: Sequence[LabelledComplaint], task: Task, space: LabelSpace) -> NDArray[np.int64]:
    """Return each row's label as a position (n,), with `UNKNOWN` and `UNSEEN` where there is none."""
    index = space.index(task)
    return np.array(
        [UNKNOWN if (label := row.label(task)) is None else index.get(label, UNSEEN) for row in rows], dtype=np.int64
    )
