"""From any scorer to the core's `Predictor`: recipe before it, temperature and labels after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from features.recipe import Recipe
from models.scorer import Logits, Scorer, log_softmax
from triage.complaint import Complaint
from triage.label_space import LabelSpace
from triage.prediction import Distribution, ModelReference, OperatingPoint, Prediction
from triage.tasks import Task


class CalibratedPredictor:
    """A scorer with its recipe, its temperatures (one a task) and its label space.

    Source of temperature scaling: Guo et al., On Calibration of Modern Neural Networks, ICML 2017.
    """

    def __init__(
        self,
        scorer: Scorer,
        recipe: Recipe,
        label_space: LabelSpace,
        temperatures: Mapping[Task, float],
        reference: ModelReference,
        operating_points: Sequence[OperatingPoint] = (),
    ) -> None:
        self.scorer = scorer
        self.recipe = recipe
        self.label_space = label_space
        self.temperatures = dict(temperatures)
        self.reference = reference
        self.operating_points = tuple(operating_points)

    def predict(self, complaints: Sequence[Complaint]) -> list[Prediction]:
        """Return one prediction per complaint, in order; each text is scored on its own."""
        return self.predict_texts([self.recipe.text(complaint) for complaint in complaints])

    def predict_texts(self, texts: Sequence[str]) -> list[Prediction]:
        """Return predictions for texts that the recipe has prepared already."""
        return self.from_logits(self.scorer.logits(texts)) if texts else []

    def from_logits(self, logits: Logits) -> list[Prediction]:
        """Return predictions for logits of this scorer: temperature, softmax, labels."""
        tasks = list(logits)
        tables = [np.exp(log_softmax(logits[task], self.temperatures.get(task, 1.0))).tolist() for task in tasks]
        labels = [self.label_space.labels[task] for task in tasks]
        return [
            Prediction(
                {task: Distribution(names, tuple(row)) for task, names, row in zip(tasks, labels, rows, strict=True)},
                self.reference,
            )
            for rows in zip(*tables, strict=True)
        ]
