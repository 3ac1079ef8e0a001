"""What was refused and why: nothing is dropped in silence, and no complaint's text is shown."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from pathlib import Path

_LONGEST_VALUE = 60


class Loss(StrEnum):
    """How much was lost: the row, or only one of its labels."""

    ROW = "row"
    LABEL = "label"


@dataclass(frozen=True, slots=True)
class Reject:
    """One thing refused. `row` counts data rows of the file from 1; `value` is a label or a date, never text."""

    file: str
    row: int
    id: str
    lost: Loss
    column: str
    code: str
    value: str = ""


def shown(value: object) -> str:
    """Return a value as a rejects file may show it: only short ones, since a wrong column may hold a text."""
    text = str(value)
    return text if len(text) <= _LONGEST_VALUE else f"({len(text)} characters)"


def write_rejects(path: Path, rejects: Iterable[Reject]) -> None:
    """Write rejects as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Reject)])
        writer.writeheader()
        writer.writerows(asdict(reject) for reject in rejects)


def count_rejects(rejects: Sequence[Reject]) -> dict[str, int]:
    """Return how many rejects each reason has, as `lost:column:code`."""
    return dict(Counter(f"{reject.lost}:{reject.column}:{reject.code}" for reject in rejects))
