"""Fusing every model's urgency with the signs of danger, on the calibration part and the contrast texts apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.scorer import Logits, log_softmax
from training.answering import score_each
from training.calibrate import FittedModel
from training.labels import positions
from training.prepare import Prepared
from training.urgency import Evidence, fit_lane, fit_urgency, out_of_fold
from triage.tasks import Task


def fuse_all(run: Prepared, models: Sequence[FittedModel]) -> list[FittedModel]:
    """Return the models with their urgency fused with the signs of danger, and their thresholds of the urgent lane.

    The majority stays as it is, and so do all where the calibration part has too few rows of some level.
    """
    rows = run.parts.calibration
    labels = positions(rows, Task.URGENCY, run.space)
    dangers = run.dangers(rows)
    weights = np.array([row.weight for row in rows])
    known = np.flatnonzero(labels >= 0)
    apart = _apart(run, models)
    return [
        model
        if model.name == "majority" or Task.URGENCY not in model.logits
        else _fused(
            model,
            Evidence(_heads(model, model.logits), dangers, labels, weights).rows(known),
            apart.get(model.name),
            run,
        )
        for model in models
    ]


def _apart(run: Prepared, models: Sequence[FittedModel]) -> dict[str, Evidence]:
    """Return what each model makes of the contrast texts that no scorer learnt from."""
    if not run.apart:
        return {}
    labels, dangers = positions(run.apart, Task.URGENCY, run.space), run.dangers(run.apart)
    readings = score_each(models, run.texts(run.apart))
    return {
        model.name: Evidence(_heads(model, readings[model.name].logits), dangers, labels, np.zeros(len(labels)))
        for model in models
        if Task.URGENCY in model.logits
    }


def _heads(model: FittedModel, logits: Logits) -> NDArray[np.float64]:
    return log_softmax(logits[Task.URGENCY], model.calibration.temperatures[Task.URGENCY])


def _fused(model: FittedModel, known: Evidence, apart: Evidence | None, run: Prepared) -> FittedModel:
    if not known.enough:
        return model
    lanes = fit_lane(out_of_fold(known, run.config.seed, apart=apart), known)
    return replace(model, urgency=fit_urgency(known.beside(apart)), lanes=lanes)
