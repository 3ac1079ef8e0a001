"""Fitting on the calibration part, in three steps that follow each other: parts, mixture, thresholds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.bundle.calibration_file import Calibration, MemberCalibration
from models.calibration.mixture import fit_mixture
from models.calibration.operating_points import fit_operating_point
from models.calibration.temperature import fit_temperature
from models.ensemble import EnsembleScorer, Member
from models.open_roles.part import OpenRoles
from models.scorer import Logits, Scorer, Vectors
from models.urgency.part import UrgencyPart
from training.config import CalibrationConfig
from training.evaluate.answers import AGENCY_FROM_TEXT, Answers
from triage.prediction import LanePoint, OperatingPoint
from triage.tasks import Task

Labels = Mapping[Task, NDArray[np.int64]]


@dataclass(frozen=True)
class FittedModel:
    """A model that could be served: scorer, what it made of the calibration part, and all that was fitted on top."""

    name: str
    scorer: Scorer
    logits: Logits
    calibration: Calibration
    vectors: Vectors | None = None
    open_roles: OpenRoles | None = None
    urgency: UrgencyPart | None = None
    lanes: tuple[LanePoint, ...] = ()


def calibrate_part(
    name: str, scorer: Scorer, logits: Logits, labels: Labels, vectors: Vectors | None = None
) -> FittedModel:
    """Return a part with a temperature per task, from its `logits` (and `vectors`) on the calibration part."""
    temperatures = {task: fit_temperature(table, labels[task]) for task, table in logits.items()}
    calibration = Calibration.model_validate({"served": name, "temperatures": temperatures})
    return FittedModel(name, scorer, logits, calibration, vectors)


def mix(first: FittedModel, second: FittedModel, labels: Labels) -> FittedModel:
    """Return the ensemble of two calibrated parts, its weights and its own temperatures fitted."""
    weights = {
        task: fit_mixture(
            first.logits[task],
            second.logits[task],
            (first.calibration.temperatures[task], second.calibration.temperatures[task]),
            labels[task],
        )
        for task in first.logits
        if task in second.logits
    }
    members = {
        first.name: MemberCalibration(
            temperatures=first.calibration.temperatures, weights={task: weights.get(task, 1.0) for task in first.logits}
        ),
        second.name: MemberCalibration(
            temperatures=second.calibration.temperatures,
            weights={task: 1.0 - weights.get(task, 0.0) for task in second.logits},
        ),
    }
    scorer = EnsembleScorer(
        [
            Member(part.name, part.scorer, members[part.name].temperatures, members[part.name].weights)
            for part in (first, second)
        ]
    )
    logits = scorer.mix([first.logits, second.logits])
    temperatures = {task: fit_temperature(table, labels[task]) for task, table in logits.items()}
    calibration = Calibration(served="ensemble", temperatures=temperatures, members=members)
    vectors = first.vectors if first.vectors is not None else second.vectors
    return FittedModel("ensemble", scorer, logits, calibration, vectors)


def fit_thresholds(answers: Mapping[str, Answers], config: CalibrationConfig) -> tuple[OperatingPoint, ...]:
    """Return the operating points of every question answered on the calibration part.

    The text-only setting has none of its own: it is scored at the thresholds of `agency`.
    """
    own: list[OperatingPoint] = [
        fit_operating_point(question, table.probability, table.right, target, config.delta)
        for question, table in answers.items()
        for target in config.target_errors
        if question != AGENCY_FROM_TEXT
    ]
    return tuple(own)


def served_first(models: Sequence[FittedModel], served: str) -> FittedModel:
    """Return the model that the configuration wants served."""
    return next(model for model in models if model.name == served)
