"""From any scorer to the core's `Predictor`: recipe before it, temperature and labels after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from features.danger.signals import danger_reader
from features.recipe import Recipe
from models.open_roles.part import OpenRoles
from models.scorer import Logits, Scorer, Vectors, log_softmax, read
from models.urgency.part import UrgencyPart
from triage.complaint import Complaint
from triage.dangers import DangerSignal
from triage.label_space import LabelSpace
from triage.prediction import Distribution, LanePoint, ModelReference, OperatingPoint, Prediction, RoutingFit
from triage.tasks import Task

_FLOOR = 1e-12


class CalibratedPredictor:
    """A scorer with its recipe, its temperatures (one a task) and its label space.

    With `open_roles`, each prediction also has a distribution over every role of the directory and
    the similar past cases; `routing_fit` is what was fitted for the way from roles to agencies. With `urgency`, the
    levels are fused with the signs of danger, which every prediction holds; `lane_points` belong to that fusion.

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
        urgency: UrgencyPart | None = None,
        lane_points: Sequence[LanePoint] = (),
    ) -> None:
        self.scorer = scorer
        self.recipe = recipe
        self.label_space = label_space
        self.temperatures = dict(temperatures)
        self.reference = reference
        self.operating_points = tuple(operating_points)
        self.open_roles = open_roles
        self.routing_fit = routing_fit or RoutingFit()
        self.urgency = urgency
        self._find_dangers = danger_reader()
        self.lane_points = tuple(lane_points)

    def predict(self, complaints: Sequence[Complaint]) -> list[Prediction]:
        """Return one prediction per complaint, in order; each text is scored on its own.

        Signs of danger are read in the raw text: their spans count its characters.
        """
        if not complaints:
            return []
        texts = [self.recipe.text(complaint) for complaint in complaints]
        logits, vectors = read(self.scorer, texts)
        return self.from_reading(texts, logits, vectors, [self._find_dangers(complaint) for complaint in complaints])

    def predict_texts(self, texts: Sequence[str]) -> list[Prediction]:
        """Return predictions for texts that the recipe has prepared already."""
        if not texts:
            return []
        logits, vectors = read(self.scorer, texts)
        return self.from_reading(texts, logits, vectors)

    def from_reading(
        self,
        texts: Sequence[str],
        logits: Logits,
        vectors: Vectors | None,
        dangers: Sequence[tuple[DangerSignal, ...]] | None = None,
    ) -> list[Prediction]:
        """Return predictions for what this scorer made of texts: calibrated, fused, and its roles opened to all.

        Without `dangers` the signs are read in the prepared texts.
        """
        if dangers is None:
            dangers = [self._find_dangers.of_text(text) for text in texts]
        plain = self.with_dangers(self.from_logits(logits), dangers)
        if self.open_roles is None or Task.ROLE not in logits:
            return plain
        head = np.array([prediction.scores[Task.ROLE].probabilities for prediction in plain])
        opened = self.open_roles(texts, head, vectors)
        return [
            replace(prediction, open_roles=roles, similar=similar)
            for prediction, (roles, similar) in zip(plain, opened, strict=True)
        ]

    def with_dangers(
        self, plain: Sequence[Prediction], dangers: Sequence[tuple[DangerSignal, ...]]
    ) -> list[Prediction]:
        """Return predictions with their signs of danger, and their levels fused with them where that was fitted."""
        if self.urgency is None or not plain or Task.URGENCY not in plain[0].scores:
            return [replace(one, dangers=found) for one, found in zip(plain, dangers, strict=True)]
        heads = np.array([one.scores[Task.URGENCY].probabilities for one in plain])
        fused = self.urgency(np.log(np.maximum(heads, _FLOOR)), dangers).tolist()
        levels = self.label_space.labels[Task.URGENCY]
        return [
            replace(one, scores={**one.scores, Task.URGENCY: Distribution(levels, tuple(row))}, dangers=found)
            for one, row, found in zip(plain, fused, dangers, strict=True)
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
