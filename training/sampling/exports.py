"""Reading labels back: Label Studio's JSON and JSON-MIN, or a filled rows.csv (or a spreadsheet saved from it).

Source: labelstud.io/guide/export and labelstud.io/guide/task_format.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training.corpus.rejects import Loss, Reject, named, shown
from training.corpus.sources.header import fold_column
from training.corpus.sources.open import open_source
from training.errors import DataAbsent, MissingColumns
from training.sampling.errors import UnreadableExport
from training.sampling.offer import ANSWERS, ID, PROBABILITY, SOURCE, STRATEGY
from triage.tasks import Task
from triage.taxonomy import Taxonomy

Row = tuple[str, str]
"""A complaint: its source ("" where none was named) and its id."""


@dataclass(frozen=True)
class Voice:
    """What one person said of one complaint; without labels they passed over it.

    `key` is the same for the same piece of work in two exports. `number` is its row or task in the file, from 1.
    """

    row: Row
    key: str
    file: str
    number: int
    labels: Mapping[Task, str]
    skipped: bool = False
    drawn: str = ""
    probability: float = 1.0


@dataclass
class Exports:
    """All voices of some files, the complaints that nobody answered, and what was refused."""

    voices: list[Voice] = field(default_factory=list)
    unanswered: set[Row] = field(default_factory=set)
    rejects: list[Reject] = field(default_factory=list)


def read_exports(files: Iterable[Path], taxonomy: Taxonomy) -> Exports:
    """Return what people said in all files; a label that the taxonomy lacks is refused, and the rest of its row stays.

    Raises:
        DataAbsent, UnreadableExport: a file is not there, or is no export.
        UnreadableData, MissingColumns: a table can't be read, or lacks the column of ids.
    """
    found = Exports()
    for path in files:
        if not path.is_file():
            raise DataAbsent(file=str(path))
        items = _tasks(path) if path.suffix.lower() == ".json" else _table(path)
        for item in items:
            _Reader(found, taxonomy, path.name, item).read()
    return found


@dataclass(frozen=True)
class _Item:
    """One piece of work as its file has it: `said` are labels as written, perhaps several for one question."""

    number: int
    data: Mapping[str, Any]
    said: Mapping[str, list[str]]
    work: str = ""
    skipped: bool = False


class _Reader:
    """Turns one item into a voice, and says what of it was refused."""

    def __init__(self, found: Exports, taxonomy: Taxonomy, file: str, item: _Item) -> None:
        self._found = found
        self._taxonomy = taxonomy
        self._file = file
        self._item = item
        self._id = str(item.data.get(ID) or "").strip()

    def read(self) -> None:
        """Add the item to what was found."""
        item = self._item
        if not self._id:
            self._lose(Loss.ROW, ID, "no-id")
            return
        row = (str(item.data.get(SOURCE) or ""), self._id)
        labels = self._labels()
        if item.skipped or any(item.said.values()):
            key = item.work or f"{self._file}:{item.number}"
            drawn, chance = str(item.data.get(STRATEGY) or ""), _probability(item.data.get(PROBABILITY))
            self._found.voices.append(Voice(row, key, self._file, item.number, labels, item.skipped, drawn, chance))
        else:
            self._found.unanswered.add(row)

    def _labels(self) -> dict[Task, str]:
        labels: dict[Task, str] = {}
        for task in ANSWERS:
            said = self._item.said.get(task.value) or []
            slugs = [self._taxonomy.resolve(task, name) for name in said]
            if len(said) > 1:
                self._lose(Loss.LABEL, task.value, "several-labels", ", ".join(said))
            elif slugs and slugs[0] is None:
                self._lose(Loss.LABEL, task.value, "unknown-label", said[0])
            elif slugs and slugs[0] is not None:
                labels[task] = slugs[0]
        return labels

    def _lose(self, lost: Loss, column: str, code: str, value: str = "") -> None:
        self._found.rejects.append(
            Reject(self._file, self._item.number, named(self._id), lost, column, code, shown(value))
        )


def _table(path: Path) -> Iterator[_Item]:
    """Give the rows of a filled rows.csv; a cell that people left empty says nothing."""
    names = (SOURCE, ID, STRATEGY, PROBABILITY, *(task.value for task in ANSWERS))
    source = open_source(path, names)
    at = {fold_column(column): place for place, column in enumerate(source.columns)}
    if fold_column(ID) not in at or not any(task.value in at for task in ANSWERS):
        allowed = ", ".join((ID, *(task.value for task in ANSWERS)))
        raise MissingColumns(file=path.name, got=f"{len(source.columns)} columns", allowed=allowed)
    for number, cells in enumerate(source.rows(), start=1):
        if cells is None or any(cells):
            values = (
                {name: cells[at[fold_column(name)]].strip() for name in names if fold_column(name) in at}
                if cells
                else {}
            )
            said = {task.value: [label] for task in ANSWERS if (label := values.get(task.value, ""))}
            yield _Item(number, values, said)


def _tasks(path: Path) -> Iterator[_Item]:
    """Give the pieces of work in Label Studio's export, whichever of its two forms it has."""
    try:
        tasks = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as problem:
        raise UnreadableExport(file=path.name, problem=type(problem).__name__) from None
    if not isinstance(tasks, list) or not all(isinstance(task, dict) for task in tasks):
        raise UnreadableExport(file=path.name, problem="it is no list of tasks")
    for number, task in enumerate(tasks, start=1):
        yield from _whole(path, number, task) if isinstance(task.get("data"), dict) else _flat(number, task)


def _whole(path: Path, number: int, task: Mapping[str, Any]) -> Iterator[_Item]:
    """Give the annotations of a task of the whole form, each as one piece of work; one without any is one too."""
    annotations = task.get("annotations") or []
    if not isinstance(annotations, list) or not all(isinstance(one, dict) for one in annotations):
        raise UnreadableExport(file=path.name, problem=f"the annotations of task {number} are no list")
    for annotation in annotations:
        said: dict[str, list[str]] = {}
        for result in annotation.get("result") or []:
            choices = result.get("value", {}).get("choices") if isinstance(result, dict) else None
            if choices:
                said.setdefault(str(result.get("from_name")), []).extend(map(str, choices))
        yield _Item(number, task["data"], said, _work(annotation.get("id")), bool(annotation.get("was_cancelled")))
    if not annotations:
        yield _Item(number, task["data"], {})


def _flat(number: int, task: Mapping[str, Any]) -> Iterator[_Item]:
    """Give a task of JSON-MIN: data and answers side by side, one choice as a string, several as a list."""
    said = {one.value: _choices(task.get(one.value)) for one in ANSWERS}
    skipped = bool(task.get("was_cancelled") or task.get("skipped"))
    yield _Item(number, task, said, _work(task.get("annotation_id")), skipped)


def _choices(answer: Any) -> list[str]:
    if isinstance(answer, Mapping):
        answer = answer.get("choices")
    if isinstance(answer, list):
        return [choice for one in answer for choice in _choices(one)]
    return [str(answer)] if answer else []


def _work(identity: Any) -> str:
    return "" if identity is None else f"annotation {identity}"


def _probability(written: Any) -> float:
    """Return the probability of selection that stands beside a row; 1 where none does that could be one."""
    try:
        value = float(str(written).replace(",", "."))
    except ValueError:
        return 1.0
    return value if 0.0 < value <= 1.0 else 1.0
