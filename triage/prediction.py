"""What a model says about a complaint: calibrated scores, and nothing else."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from triage.complaint import Complaint
from triage.dangers import DangerSignal
from triage.errors import ProbabilityOutOfRange
from triage.label_space import LabelSpace
from triage.tasks import Task

_TOLERANCE = 1e-4


@dataclass(frozen=True, slots=True)
class Distribution:
    """Calibrated probabilities over the labels of one task, in the label space's order; they sum to 1."""

    labels: tuple[str, ...]
    probabilities: tuple[float, ...]

    def __post_init__(self) -> None:
        total = math.fsum(self.probabilities)
        if len(self.labels) != len(self.probabilities) or not math.isclose(total, 1.0, abs_tol=_TOLERANCE):
            raise ProbabilityOutOfRange(got=f"{len(self.probabilities)} probabilities with sum {total:.4f}")
        if min(self.probabilities) < 0.0:
            raise ProbabilityOutOfRange(got=min(self.probabilities))

    def __iter__(self) -> Iterator[tuple[str, float]]:
        return zip(self.labels, self.probabilities, strict=True)

    def __getitem__(self, label: str) -> float:
        return self.probabilities[self.labels.index(label)]

    def top(self, k: int = 1) -> list[tuple[str, float]]:
        """Return the `k` most probable labels, best first; ties keep the label space's order."""
        return sorted(self, key=lambda pair: -pair[1])[:k]

    @property
    def best(self) -> tuple[str, float]:
        """The most probable label and its probability."""
        return self.top(1)[0]


@dataclass(frozen=True, slots=True)
class ModelReference:
    """Which model spoke: its name, its version or digest, and the digests of its recipe and labels."""

    name: str
    version: str
    recipe: str
    label_space: str
    taxonomy: str


@dataclass(frozen=True, slots=True)
class SimilarCase:
    """A confirmed case of the past that reads alike; `similarity` is a cosine, at most 1."""

    id: str
    role: str
    agency: str | None
    similarity: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """For each task a distribution over its labels, with the model that gave it.

    `open_roles` goes beyond the label space: every role of the directory, those that no training
    row shows among them. `similar` are the nearest confirmed cases, best first. `dangers` are the signs of danger
    that were read in the raw text, whatever their scope.
    """

    scores: Mapping[Task, Distribution]
    model: ModelReference
    open_roles: Distribution | None = None
    similar: tuple[SimilarCase, ...] = ()
    dangers: tuple[DangerSignal, ...] = ()

    @property
    def roles(self) -> Distribution:
        """The roles to route by: the open distribution where the model has one, else its own head."""
        return self.open_roles or self.scores[Task.ROLE]

    def answers(self, task: Task) -> Distribution:
        """Return what the model answers to a task: its scores, and for the role those that routing goes by."""
        return self.roles if task is Task.ROLE else self.scores[task]


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """A fitted fact: at or above `threshold`, the first answer was wrong in at most `target_error` of cases.

    `answer` is what was judged: `agency` (end to end), or a task. Holds with confidence 1 − `delta`
    on `n` calibration rows; `threshold` is None where those rows can't certify the target ("not
    certifiable here").
    """

    answer: str
    target_error: float
    delta: float
    threshold: float | None
    n: int


@dataclass(frozen=True, slots=True)
class LanePoint:
    """A fitted fact: lifting what reaches `threshold`, and what has a grave sign, lifts about `share` of complaints.

    `threshold` is held against the probability of the highest level.

    `lifted` is the share that was lifted of the rows it was fitted on (weighted to all complaints), `recall` the share
    of their `dangerous` rows among them; `n` counts all rows. Fitted out of fold.
    """

    share: float
    threshold: float
    lifted: float
    recall: float
    dangerous: int
    n: int


@dataclass(frozen=True, slots=True)
class RoutingFit:
    """What was fitted for the way from a role to an agency.

    `rule_trust` multiplies the weights of the rules that compete with all roles (`triage.jurisdiction.shift`).
    `slope` and `intercept` turn the log-odds of a candidate into those of being the responsible
    agency (Platt, 1999); the defaults leave them as they are.
    """

    rule_trust: float = 1.0
    slope: float = 1.0
    intercept: float = 0.0


@runtime_checkable
class Predictor(Protocol):
    """The seam between the core and any model; `models.contract` checks an implementation."""

    @property
    def reference(self) -> ModelReference: ...

    @property
    def label_space(self) -> LabelSpace: ...

    @property
    def operating_points(self) -> Sequence[OperatingPoint]: ...

    @property
    def lane_points(self) -> Sequence[LanePoint]: ...

    @property
    def routing_fit(self) -> RoutingFit: ...

    def predict(self, complaints: Sequence[Complaint]) -> list[Prediction]:
        """Return one prediction per complaint, in order; a batch-mate never changes a score."""
        ...
