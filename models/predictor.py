"""From any scorer to the core's `Predictor`: recipe before it, temperature and labels after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from features.recipe import Recipe
from models.open_roles.part import OpenRoles
from models.scorer import Logits, Scorer, Vectors, log_softmax, read
from triage.complaint import Complaint
from triage.label_space import LabelSpace
from triage.prediction import Distribution, ModelReference, OperatingPoint, Prediction, RoutingFit
from triage.tasks import Task


class CalibratedPredictor:
    """A scorer with its recipe, its temperatures (one a task) and its label space.

    With `open_roles`, each prediction also has a distribution over every role of the directory and
    the similar past cases; `routing_fit` is what was fitted for the way from roles to agencies.

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
        open_roles: OpenRoles | None = None,
        routing_fit: RoutingFit | None = None,
    ) -> None:
        self.scorer = scorer
        self.recipe = recipe
        self.label_space = label_space
        self.temperatures = dict(temperatures)
        self.reference = reference
        self.operating_points = tuple(operating_points)
        self.open_roles = open_roles
        self.routing_fit = routing_fit or RoutingFit()

    def predict(self, complaints: Sequence[Complaint]) -> list[Prediction]:
        """Return one prediction per complaint, in order; each text is scored on its own."""
        return self.predict_texts([self.recipe.text(complaint) for complaint in complaints])

    def predict_texts(self, texts: Sequence[str]) -> list[Prediction]:
        """Return predictions for texts that the recipe has prepared already."""
        if not texts:
            return []
        logits, vectors = read(self.scorer, texts)
        return self.from_reading(texts, logits, vectors)

    def from_reading(self, texts: Sequence[str], logits: Logits, vectors: Vectors | None) -> list[Prediction]:
        """Return predictions for what this scorer made of texts: calibrated, and its roles opened to all."""
        plain = self.from_logits(logits)
        if self.open_roles is None or Task.ROLE not in logits:
            return plain
        head = np.array([prediction.scores[Task.ROLE].probabilities for prediction in plain])
        opened = self.open_roles(texts, head, vectors)
        return [
            replace(prediction, open_roles=roles, similar=similar)
            for prediction, (roles, similar) in zip(plain, opened, strict=True)
        ]

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
