"""The files for those who label: rows.csv, and tasks with their configuration for Label Studio; texts masked."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from features.recipe import Recipe
from training.sampling.strategies import Chosen, Strategy
from triage.label_studio import CONFIG, LABELS, TASKS, TEXT, TITLE, config_xml, label_question, prediction
from triage.prediction import Prediction
from triage.records import LabelledComplaint
from triage.tasks import Task
from triage.taxonomy import Taxonomy

ROWS = "rows.csv"
SOURCE, ID, STRATEGY, RANK, PROBABILITY = "source", "complaint_id", "strategy", "rank", "probability_of_selection"
ANSWERS = (Task.URGENCY, Task.CATEGORY, Task.KIND)
"""The columns that people fill, in their order."""

COLUMNS = (
    SOURCE,
    ID,
    TITLE,
    TEXT,
    *(task.value for task in ANSWERS),
    STRATEGY,
    RANK,
    PROBABILITY,
    *(f"suggested_{task.value}" for task in ANSWERS),
    "suggested_probability",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Offered:
    """A row as it is handed out: masked, with how it was chosen, and what the model says of it (nothing: blind)."""

    source: str
    id: str
    title: str
    text: str
    strategy: Strategy
    rank: int
    probability: float
    suggested: Prediction | None


def offered(
    rows: Sequence[LabelledComplaint],
    predictions: Mapping[int, Prediction],
    chosen: Chosen,
    strategy: Strategy,
    recipe: Recipe,
    source: str = "",
    blind: bool = False,
) -> Iterator[Offered]:
    """Give the chosen rows in their order, title and text cleaned and masked by the model's recipe."""
    for rank, (place, probability) in enumerate(zip(chosen.rows.tolist(), chosen.probability, strict=True), start=1):
        row = rows[place]
        yield Offered(
            source,
            row.id,
            recipe.safe_text(row.title),
            recipe.safe_text(row.text),
            strategy,
            rank,
            float(probability),
            None if blind else predictions[place],
        )


def write_offer(folder: Path, rows: Sequence[Offered], taxonomy: Taxonomy, task: Task) -> None:
    """Write rows.csv, tasks.json and label_config.xml; `task` is the one whose probability stands beside a row."""
    with (folder / ROWS).open("w", encoding="utf-8-sig", newline="") as file:  # Excel knows UTF-8 by its mark alone
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(as_cells(row, task) for row in rows)
    tasks = [as_task(row, task) for row in rows]
    (folder / TASKS).write_text(json.dumps(tasks, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    questions = [label_question(taxonomy, one) for one in LABELS]
    (folder / CONFIG).write_text(config_xml(questions), encoding="utf-8")


def as_cells(row: Offered, task: Task) -> dict[str, Any]:
    """Return the cells of a row in rows.csv; those that people fill are empty."""
    said = _said(row)
    score = _score(row, task)
    return {
        SOURCE: row.source,
        ID: row.id,
        TITLE: _plain(row.title),
        TEXT: _plain(row.text),
        **dict.fromkeys((one.value for one in ANSWERS), ""),
        STRATEGY: row.strategy.value,
        RANK: row.rank,
        PROBABILITY: f"{row.probability:.6g}",
        **{f"suggested_{name}": slug for name, slug in said.items()},
        "suggested_probability": "" if score is None else f"{score:.4f}",
    }


def as_task(row: Offered, task: Task) -> dict[str, Any]:
    """Return a row as a Label Studio task; what the model says is a prediction."""
    data = {
        TEXT: row.text,
        TITLE: row.title,
        SOURCE: row.source,
        ID: row.id,
        STRATEGY: row.strategy.value,
        RANK: row.rank,
        PROBABILITY: row.probability,
    }
    if row.suggested is None:
        return {"data": data}
    model = row.suggested.model
    return {
        "data": data,
        "predictions": [prediction(f"{model.name}@{model.version[:12]}", _score(row, task), _said(row))],
    }


def _said(row: Offered) -> dict[str, str | None]:
    scores = row.suggested.scores if row.suggested else {}
    return {task.value: scores[task].best[0] if task in scores else None for task in ANSWERS}


def _score(row: Offered, task: Task) -> float | None:
    return row.suggested.scores[task].best[1] if row.suggested and task in row.suggested.scores else None


def _plain(text: str) -> str:
    """Return a text that a spreadsheet shows and does not compute."""
    return f"'{text}" if text.startswith(_FORMULA) else text
