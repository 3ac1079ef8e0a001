"""The fine-tuned encoder of experiments/surabaya, as its bundle serves it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from models.bundle.open import open_bundle
from models.predictor import CalibratedPredictor
from training.open_roles import fit_routing
from training.split import Parts
from triage.prediction import RoutingFit
from triage.router import Router

_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


def fine_tuned_predictor(bundle: Path, parts: Parts, router: Router) -> tuple[CalibratedPredictor, RoutingFit]:
    """Return the predictor of a finished bundle, and the way to agencies fitted with today's rules on the calibration part."""
    predictor = open_bundle(bundle).predictor
    texts = [predictor.recipe.text(row.complaint(_NO_TIME)) for row in parts.calibration]
    return predictor, fit_routing(predictor.predict_texts(texts), parts.calibration, router)
