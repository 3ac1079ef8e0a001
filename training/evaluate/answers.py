"""What a model answered beside what was true, for one question over many complaints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from triage.complaint import Complaint
from triage.directory import Directory
from triage.prediction import Prediction, RoutingFit
from triage.records import LabelledComplaint
from triage.router import Router
from triage.tasks import Task

AGENCY = "agency"
AGENCY_FROM_TEXT = "agency_text"
DEPTH = 3
NOBODY = ""
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Answers:
    """`truth` (n,), the first three answers `ranked` (n, 3) and the `probability` (n,) of the first.

    Only rows whose truth is known are here; `rows` (n,) are their positions in the evaluated part.
    An empty answer means that nobody could be named; it is wrong.
    """

    question: str
    truth: NDArray[np.object_]
    ranked: NDArray[np.object_]
    probability: NDArray[np.float64]
    rows: NDArray[np.int64]

    @property
    def right(self) -> NDArray[np.bool_]:
        """Whether the first answer is the true one, (n,)."""
        hits: NDArray[np.bool_] = self.ranked[:, 0] == self.truth
        return hits

    def __len__(self) -> int:
        return len(self.truth)


def task_answers(task: Task, predictions: Sequence[Prediction], rows: Sequence[LabelledComplaint]) -> Answers:
    """Return the answers to one task; a true label that the model never saw counts as an error."""
    known = [position for position, row in enumerate(rows) if row.label(task) is not None]
    return _table(
        task.value,
        known,
        [str(rows[position].label(task)) for position in known],
        [predictions[position].answers(task).top(DEPTH) for position in known],
    )


def agency_answers(
    predictions: Sequence[Prediction],
    rows: Sequence[LabelledComplaint],
    router: Router,
    fit: RoutingFit | None = None,
    *,
    question: str = AGENCY,
) -> Answers:
    """Return the answers end to end: role × place → agency, kelurahan and kecamatan distinct.

    `agency` gives the engine each row's region; `agency_text` gives it the text only, so that what
    the text names, and the deployment's own region, must do.
    """
    known, truth, ranked = [], [], []
    asked = known_agencies(predictions, rows, router.directory, region_known=question != AGENCY_FROM_TEXT)
    for position, agency, complaint, prediction in asked:
        candidates = router(complaint, prediction, fit).candidates
        known.append(position)
        truth.append(agency)
        ranked.append([(candidate.agency.slug, candidate.probability) for candidate in candidates[:DEPTH]])
    return _table(question, known, truth, ranked)


def known_agencies(
    predictions: Sequence[Prediction], rows: Sequence[LabelledComplaint], directory: Directory, region_known: bool
) -> Iterator[tuple[int, str, Complaint, Prediction]]:
    """Give position, true agency, complaint and prediction of each row whose agency is known.

    The complaint is as intake would have it, without its region unless `region_known`.
    """
    for position, (row, prediction) in enumerate(zip(rows, predictions, strict=True)):
        agency = row.agency or _derived(row, directory)
        if agency is not None:
            seen = row if region_known else row.model_copy(update={"region": None})
            yield position, agency, seen.complaint(now=_NO_TIME), prediction


def all_answers(
    predictions: Sequence[Prediction],
    rows: Sequence[LabelledComplaint],
    router: Router,
    fit: RoutingFit | None = None,
) -> dict[str, Answers]:
    """Return every question that these rows and this model allow, by name."""
    tasks = list(predictions[0].scores)
    answers = {task.value: task_answers(task, predictions, rows) for task in tasks}
    if Task.ROLE in tasks:
        for question in (AGENCY, AGENCY_FROM_TEXT):
            answers[question] = agency_answers(predictions, rows, router, fit, question=question)
    return {question: table for question, table in answers.items() if len(table)}


def _derived(row: LabelledComplaint, directory: Directory) -> str | None:
    agencies = directory.agencies(row.role, row.region) if row.role else ()
    return agencies[0].slug if agencies else None


def _table(
    question: str, known: Sequence[int], truth: Sequence[str], ranked: Sequence[Sequence[tuple[str, float]]]
) -> Answers:
    padded = [[*pairs, *([(NOBODY, 0.0)] * (DEPTH - len(pairs)))] for pairs in ranked]
    return Answers(
        question=question,
        truth=np.array(truth, dtype=object),
        ranked=np.array([[slug for slug, _ in pairs] for pairs in padded], dtype=object).reshape(-1, DEPTH),
        probability=np.array([pairs[0][1] for pairs in padded], dtype=np.float64),
        rows=np.array(known, dtype=np.int64),
    )
