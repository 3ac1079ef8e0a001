"""From what several people said of a complaint to its labels: the majority of each question, or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from training.corpus.rejects import Loss, Reject, named
from training.label_files import LabelRow
from training.sampling.exports import Row, Voice
from training.sampling.offer import ANSWERS
from triage.tasks import Task


@dataclass(frozen=True)
class Agreed:
    """The rows that have a label, and what was left out: questions without a majority, complaints passed over."""

    rows: tuple[LabelRow, ...]
    left_out: tuple[Reject, ...]


def agree(voices: Iterable[Voice], weigh: bool = False) -> Agreed:
    """Return the labels on which more than half of those who answered a question agree.

    Each row weighs 1, or with `weigh` the inverse of the probability with which it was drawn. A later voice with the
    key of an earlier one is the same work, mended: it takes its place. A complaint that everybody passed over, and
    a question without a majority, are told and left out.
    """
    by_row: dict[Row, dict[str, Voice]] = {}
    for voice in voices:
        by_row.setdefault(voice.row, {})[voice.key] = voice
    rows: list[LabelRow] = []
    left_out: list[Reject] = []
    for row, said in by_row.items():
        heard = list(said.values())
        labels = {task: _majority(task, heard) for task in ANSWERS}
        left_out += [_told(heard, task.value, "no-majority") for task, label in labels.items() if label == ""]
        if all(voice.skipped for voice in heard):
            left_out.append(_told(heard, "", "skipped"))
        known = {task.value: label for task, label in labels.items() if label}
        if known:
            (source, identity), last = row, heard[-1]
            weight = 1.0 / last.probability if weigh else 1.0
            whose = {"source": source, "complaint_id": identity, "drawn": last.drawn, "weight": weight}
            rows.append(LabelRow.model_validate({**whose, **known}))
    return Agreed(tuple(rows), tuple(left_out))


def _majority(task: Task, heard: Sequence[Voice]) -> str | None:
    """Return the label that more than half gave; "" where none has so many, None where nobody answered."""
    given = Counter(voice.labels[task] for voice in heard if not voice.skipped and task in voice.labels)
    if not given:
        return None
    label, count = given.most_common(1)[0]
    return label if 2 * count > given.total() else ""


def _told(heard: Sequence[Voice], column: str, code: str) -> Reject:
    first = heard[0]
    return Reject(first.file, first.number, named(first.row[1]), Loss.LABEL if column else Loss.ROW, column, code)


def counts(rows: Sequence[LabelRow]) -> Mapping[Task, Mapping[str, int]]:
    """Return how often each label of each question was given, the most frequent first."""
    return {task: dict(Counter(row.known[task] for row in rows if task in row.known).most_common()) for task in ANSWERS}
