"""What a fitted model answers to rows of the history, as it would from a bundle."""

from __future__ import annotations

from collections.abc import Sequence

from models.ensemble import EnsembleScorer
from models.predictor import CalibratedPredictor
from models.scorer import Reading, read
from training.calibrate import FittedModel
from training.evaluate.answers import Answers, all_answers
from training.prepare import Prepared
from triage.prediction import ModelReference
from triage.records import LabelledComplaint


def score_each(models: Sequence[FittedModel], texts: Sequence[str]) -> dict[str, Reading]:
    """Return what each model makes of the texts; an ensemble mixes its members, which stand before it."""
    readings: dict[str, Reading] = {}
    for model in models:
        if isinstance(model.scorer, EnsembleScorer) and all(one.name in readings for one in model.scorer.members):
            parts = [readings[member.name] for member in model.scorer.members]
            vectors = next((part.vectors for part in parts if part.vectors is not None), None)
            readings[model.name] = Reading(model.scorer.mix([part.logits for part in parts]), vectors)
        else:
            readings[model.name] = read(model.scorer, texts)
    return readings


def predictor_of(run: Prepared, model: FittedModel) -> CalibratedPredictor:
    """Return a fitted model as the predictor that it would be in a bundle."""
    reference = ModelReference(model.name, "", run.recipe.digest, run.space.digest, run.space.taxonomy)
    return CalibratedPredictor(
        model.scorer,
        run.recipe,
        run.space,
        model.calibration.temperatures,
        reference,
        open_roles=model.open_roles,
        routing_fit=model.calibration.routing,
        urgency=model.urgency,
        lane_points=model.lanes,
    )


def answers_of(
    run: Prepared, model: FittedModel, rows: tuple[LabelledComplaint, ...], reading: Reading
) -> dict[str, Answers]:
    """Return a model's answers to every question, from what it made of the rows."""
    predictor = predictor_of(run, model)
    predictions = predictor.from_reading(run.texts(rows), reading.logits, reading.vectors, run.dangers(rows))
    return all_answers(predictions, rows, run.router, model.calibration.routing)
