"""Opening every model's roles to the whole directory, and fitting the way from roles to agencies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from models.scorer import Vectors, read
from training.answering import predictor_of
from training.calibrate import FittedModel
from training.neural import LabelledTexts
from training.open_roles import fit_open_roles, fit_routing, signal_reader
from training.prepare import Prepared
from triage.tasks import Task


def open_all(run: Prepared, models: Sequence[FittedModel], train_rows: LabelledTexts) -> list[FittedModel]:
    """Return the models with their roles opened to the whole directory, and the way to agencies fitted.

    The majority stays as it is. Past cases are the training rows; the weights come from the calibration part.
    An ensemble's vectors are its encoder's, so the training rows are read once.
    """
    encoders = [model for model in models if model.vectors is not None]
    vectors = read(encoders[0].scorer, train_rows.texts).vectors if encoders else None
    return [
        model if model.name == "majority" else _opened(run, model, vectors if model.vectors is not None else None)
        for model in models
    ]


def _opened(run: Prepared, model: FittedModel, train_vectors: Vectors | None) -> FittedModel:
    rows = run.parts.calibration
    if all(row.role is None for row in rows):  # nothing shows how to weigh the duties beside the head
        return model
    head_roles = run.space.labels[Task.ROLE]
    reader, names = signal_reader(run.router.directory, model.scorer, head_roles, run.parts.train, train_vectors)
    texts = run.texts(rows)
    plain = predictor_of(run, model).from_logits(model.logits)
    head = np.array([prediction.scores[Task.ROLE].probabilities for prediction in plain])
    opened = fit_open_roles(reader, names, texts, head, model.vectors, [row.role for row in rows])
    model = replace(model, open_roles=opened)
    predictions = predictor_of(run, model).from_reading(texts, model.logits, model.vectors)
    routing = fit_routing(predictions, rows, run.router)
    return replace(model, calibration=model.calibration.model_copy(update={"routing": routing}))
