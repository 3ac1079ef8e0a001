"""Labels files: what people said of rows that are in a history, without their texts; laid over the rows in training."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from training.errors import BrokenLabels, DataAbsent
from training.split import Parts
from triage.records import LabelledComplaint
from triage.tasks import Task
from triage.taxonomy import Taxonomy

LABELS = (Task.URGENCY, Task.CATEGORY, Task.KIND)
COLUMNS = ("source", "complaint_id", *(task.value for task in LABELS), "weight", "drawn")


class LabelRow(BaseModel):
    """One row of a labels file: slugs, None where unknown.

    `source` names the history that the id belongs to. `drawn` says how the row was chosen for labelling, `weight`
    how many complaints it stands for.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    source: str = ""
    complaint_id: str = Field(min_length=1)
    urgency: str | None = None
    category: str | None = None
    kind: str | None = None
    weight: float | None = Field(default=None, gt=0.0, allow_inf_nan=False)
    drawn: str = ""

    @field_validator("urgency", "category", "kind", "weight", mode="before")
    @classmethod
    def _empty_is_unknown(cls, cell: Any) -> Any:
        return None if cell == "" else cell

    @property
    def known(self) -> dict[Task, str]:
        """The labels that the row gives."""
        return {task: slug for task in LABELS if (slug := getattr(self, task.value)) is not None}

    @property
    def given(self) -> dict[str, Any]:
        """The labels by their columns, and the weight if there is one: what is laid over a row."""
        weight = {} if self.weight is None else {"weight": self.weight}
        return {**{task.value: slug for task, slug in self.known.items()}, **weight}


@dataclass(frozen=True)
class LaidOver:
    """What became of the labels: rows of training and calibration that have some, of the test part, of no part."""

    train: int
    calibration: int
    test: int
    unknown: int

    def __str__(self) -> str:
        return (
            f"Labels laid over {self.train} rows of train and {self.calibration} of calibration; "
            f"{self.test} of the test part stay as they are, {self.unknown} ids have no row"
        )


def read_label_rows(path: Path) -> Iterator[tuple[int, LabelRow]]:
    """Give the rows of a labels file (CSV, gzip or plain), each with its number below the header, from 1.

    Raises:
        DataAbsent: it is not there.
        BrokenLabels: it is no such file, or a row can't be used.
    """
    if not path.is_file():
        raise DataAbsent(file=str(path))
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            _check_columns(path, rows.fieldnames or ())
            for number, cells in enumerate(rows, start=1):
                yield number, _row(path, number, cells)
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as problem:
        raise BrokenLabels(file=path.name, problem=type(problem).__name__) from None


def read_labels(files: Sequence[Path], source: str | None, taxonomy: Taxonomy) -> dict[str, LabelRow]:
    """Return what is known of each id; where several rows name it, the later row and the later file win, cell by cell.

    With `source` only its rows count.

    Raises:
        DataAbsent, BrokenLabels: a file can't be used, has a label that the taxonomy lacks, or gives one id of two
            sources while `source` picks none.
    """
    labels: dict[str, LabelRow] = {}
    for path in files:
        sources: dict[str, str] = {}
        for number, row in read_label_rows(path):
            if source is not None and row.source != source:
                continue
            if sources.setdefault(row.complaint_id, row.source) != row.source:
                raise BrokenLabels(
                    file=path.name, problem=f"row {number} gives an id of another source again; set data.labels_source"
                )
            for task, slug in row.known.items():
                if slug not in taxonomy.slugs(task):
                    problem = f"row {number} has a label of {task.value} that {taxonomy.reference} lacks"
                    raise BrokenLabels(file=path.name, problem=problem)
            earlier = labels.get(row.complaint_id)
            labels[row.complaint_id] = row if earlier is None else earlier.model_copy(update=row.given)
    return labels


def labelled_ids(files: Sequence[Path], source: str | None = None) -> frozenset[str]:
    """Return the ids for which a labels file gives at least one label; with `source` those of its rows alone."""
    return frozenset(
        row.complaint_id
        for path in files
        for _, row in read_label_rows(path)
        if row.known and source in (None, row.source)
    )


def lay_over(parts: Parts, labels: Mapping[str, LabelRow]) -> tuple[Parts, LaidOver]:
    """Return the parts with labels laid over the rows of train and calibration; the test part stays as it is.

    What a file gives takes the place of the row's own; where it gives nothing, the row keeps its own.
    """
    ids = {name: {row.id for row in getattr(parts, name)} for name in ("train", "calibration", "test")}
    counts = {name: _count(labels, of) for name, of in ids.items()}
    known = set().union(*ids.values())
    train, calibration = (tuple(_with(row, labels) for row in part) for part in (parts.train, parts.calibration))
    return replace(parts, train=train, calibration=calibration), LaidOver(
        **counts, unknown=sum(identity not in known for identity in labels)
    )


def digest_with(data_digest: str, files: Sequence[Path]) -> str:
    """Return a history's digest with its labels files in it, by their content; unchanged where there are none.

    Raises:
        DataAbsent: a file is not there.
    """
    if not files:
        return data_digest
    hasher = sha256(data_digest.encode())
    for path in files:
        if not path.is_file():
            raise DataAbsent(file=str(path))
        hasher.update(sha256(path.read_bytes()).digest())
    return hasher.hexdigest()


def write_labels(path: Path, rows: Sequence[LabelRow]) -> None:
    """Write a labels file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for row in rows:
            writer.writerow({**row.model_dump(), "weight": f"{row.weight or 1.0:.6g}"})


def _with(row: LabelledComplaint, labels: Mapping[str, LabelRow]) -> LabelledComplaint:
    said = labels.get(row.id)
    return row.model_copy(update=said.given) if said is not None and said.known else row


def _count(labels: Mapping[str, LabelRow], ids: Collection[str]) -> int:
    return sum(bool(said.known) and identity in ids for identity, said in labels.items())


def _check_columns(path: Path, columns: Sequence[str]) -> None:
    if strangers := set(columns) - set(COLUMNS):
        problem = f"it has {len(strangers)} column(s) of another kind of file"
        raise BrokenLabels(file=path.name, problem=problem, allowed=", ".join(COLUMNS))
    if "complaint_id" not in columns or not any(task.value in columns for task in LABELS):
        problem = "it lacks complaint_id, or every column of labels"
        raise BrokenLabels(file=path.name, problem=problem, allowed=", ".join(COLUMNS))


def _row(path: Path, number: int, cells: dict[str, Any]) -> LabelRow:
    if None in cells or None in cells.values():
        raise BrokenLabels(file=path.name, problem=f"row {number} has more or fewer cells than the header")
    try:
        return LabelRow.model_validate(cells)
    except ValidationError as problem:
        column = ".".join(map(str, problem.errors(include_input=False)[0]["loc"]))
        raise BrokenLabels(file=path.name, problem=f"row {number} cannot be used: {column}") from None
