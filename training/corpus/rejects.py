"""What was refused and why: nothing is dropped in silence, and no complaint's text is shown."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from features.cleaning import clean
from features.masking import mask

_LONGEST_VALUE = 60
_REGION = re.compile(r"\d\d(?:\.\d\d){1,2}(?:\.\d{4})?")


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

    @property
    def reason(self) -> str:
        """The reason as it is counted: `lost:column:code`."""
        return f"{self.lost}:{self.column}:{self.code}"


def named(identity: object) -> str:
    """Return an id as a rejects file may show it: only short ones, since a wrong column may hold a text."""
    text = str(identity)
    return text if len(text) <= _LONGEST_VALUE else f"({len(text)} characters)"


@lru_cache(maxsize=50_000)
def shown(value: object) -> str:
    """Return a value as a rejects file may show it: short and masked, since a wrong column may hold a text."""
    text = named(value)
    return text if _REGION.fullmatch(text) else named(mask(clean(text)).text)


def with_whole_rows(rejects: Iterable[Reject], refused: Sequence[Reject]) -> list[Reject]:
    """Return rejects by row, with rows that are now refused whole: what had been lost of them before is forgotten."""
    gone = {reject.row for reject in refused}
    return sorted([*(reject for reject in rejects if reject.row not in gone), *refused], key=lambda reject: reject.row)


class RejectsFile:
    """Rejects written as they come, so that a million of them need no memory; `counts` has each reason's."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.DictWriter(self._file, [field.name for field in fields(Reject)])
        self._writer.writeheader()
        self.counts: Counter[str] = Counter()

    def write(self, rejects: Iterable[Reject]) -> None:
        """Add rejects."""
        for reject in rejects:
            self._writer.writerow(asdict(reject))
            self.counts[reject.reason] += 1

    def close(self) -> None:
        """End the file; closing twice does nothing."""
        self._file.close()


def write_rejects(path: Path, rejects: Iterable[Reject]) -> None:
    """Write rejects as CSV."""
    with closing(RejectsFile(path)) as file:
        file.write(rejects)


def count_rejects(rejects: Sequence[Reject]) -> dict[str, int]:
    """Return how many rejects each reason has, as `lost:column:code`."""
    return dict(Counter(reject.reason for reject in rejects))
