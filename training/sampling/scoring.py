"""What a model makes of rows: its predictions, and one task's scores as the strategies read them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

import numpy as np

from models.predictor import CalibratedPredictor
from models.scorer import Vectors, read
from training.sampling.errors import NeedsAnEncoder, TaskNotInModel
from training.sampling.strategies import Scored, Strategy
from triage.dangers import DangerSignal
from triage.label_space import LabelSpace
from triage.prediction import Prediction
from triage.records import LabelledComplaint
from triage.tasks import Task

BATCH_ROWS = 64


def check_model(predictor: CalibratedPredictor, strategy: Strategy, task: Task) -> None:
    """See before the long work that the model can give what the strategy reads.

    Raises:
        TaskNotInModel: it was not trained for the task.
        NeedsAnEncoder: the strategy needs vectors, and it gives none.
    """
    if strategy is Strategy.RANDOM:
        return
    if task not in predictor.label_space.labels:
        raise TaskNotInModel(
            strategy=strategy.value,
            task=task.value,
            allowed=", ".join(one.value for one in predictor.label_space.labels),
        )
    if strategy is Strategy.BADGE and read(predictor.scorer, ["uji"]).vectors is None:
        raise NeedsAnEncoder(strategy=strategy.value)


def predict_rows(
    predictor: CalibratedPredictor,
    rows: Sequence[LabelledComplaint],
    now: datetime,
    progress: Callable[[int], None] = lambda rows: None,
) -> list[Prediction]:
    """Return one prediction a row, made in batches; `progress` hears how many rows each batch had."""
    predictions: list[Prediction] = []
    for first in range(0, len(rows), BATCH_ROWS):
        batch = [row.complaint(now) for row in rows[first : first + BATCH_ROWS]]
        predictions += predictor.predict(batch)
        progress(len(batch))
    return predictions


def read_vectors(
    predictor: CalibratedPredictor,
    rows: Sequence[LabelledComplaint],
    now: datetime,
    progress: Callable[[int], None] = lambda rows: None,
) -> Vectors:
    """Return the vector of each row (n, width).

    Raises:
        NeedsAnEncoder: the model has no encoder.
    """
    found: list[Vectors] = []
    for first in range(0, len(rows), BATCH_ROWS):
        texts = [predictor.recipe.text(row.complaint(now)) for row in rows[first : first + BATCH_ROWS]]
        vectors = read(predictor.scorer, texts).vectors
        if vectors is None:
            raise NeedsAnEncoder(strategy=Strategy.BADGE.value)
        found.append(vectors)
        progress(len(texts))
    return np.concatenate(found)


def scored(predictions: Sequence[Prediction], task: Task, space: LabelSpace, vectors: Vectors | None = None) -> Scored:
    """Return one task's scores, and for urgency the signals that speak."""
    table = np.array([prediction.scores[task].probabilities for prediction in predictions])
    levels = space.labels[task] if task is Task.URGENCY else ()
    signals = [gravest_signal(prediction.dangers, levels) for prediction in predictions]
    return Scored(table, vectors, np.array(signals, dtype=np.int64))


def gravest_signal(dangers: Iterable[DangerSignal], levels: Sequence[str]) -> int:
    """Return the place in `levels` of the gravest level that a signal names which speaks of now; −1 where none does."""
    named = [signal.level for signal in dangers if signal.speaks]
    return max((levels.index(level) for level in named if level in levels), default=-1)
