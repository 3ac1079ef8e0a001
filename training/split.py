"""The one division of a corpus into train, calibration and test."""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from training.config import FileSplit, HashSplit, TimeSplit
from training.errors import BrokenDivision, DataAbsent, TooFewRows
from triage.records import LabelledComplaint

_WORD = re.compile(r"\w+")
_LOCAL = ZoneInfo("Asia/Jakarta")
_PARTS = ("train", "calibration", "test")
_DIVISION = ("source", "complaint_id", "split")


@dataclass(frozen=True)
class Parts:
    """Train fits, calibration calibrates and chooses, test is opened once; `leaks` were taken out of train."""

    train: tuple[LabelledComplaint, ...]
    calibration: tuple[LabelledComplaint, ...]
    test: tuple[LabelledComplaint, ...]
    leaks: int
    outside: int


def divide(complaints: Iterable[LabelledComplaint], how: TimeSplit | FileSplit | HashSplit) -> Parts:
    """Return the three parts; a training row that repeats a later part's words leaves the training.

    "Repeats" means the same words in the same order, whatever case and punctuation.

    Raises:
        DataAbsent, BrokenDivision: the division's file is not there, or is none.
        TooFewRows: a part is empty.
    """
    assign = _assigner(how)
    parts: dict[str | None, list[LabelledComplaint]] = {"train": [], "calibration": [], "test": [], None: []}
    for complaint in complaints:
        parts[assign(complaint)].append(complaint)
    for name in _PARTS:
        if not parts[name]:
            raise TooFewRows(part=name)
    later = {words(row.text) for name in ("calibration", "test") for row in parts[name]}
    clean = [row for row in parts["train"] if words(row.text) not in later]
    return Parts(
        train=tuple(clean),
        calibration=tuple(parts["calibration"]),
        test=tuple(parts["test"]),
        leaks=len(parts["train"]) - len(clean),
        outside=len(parts[None]),
    )


def words(text: str) -> str:
    """Return a text's words alone: two texts with the same words repeat each other."""
    return " ".join(_WORD.findall(text.casefold()))


def _assigner(how: TimeSplit | FileSplit | HashSplit) -> Callable[[LabelledComplaint], str | None]:
    if isinstance(how, TimeSplit):
        return lambda row: _by_time(row, how)
    if isinstance(how, HashSplit):
        return lambda row: _by_hash(row, how)
    table = _read_division(how.path, how.source)
    return lambda row: table.get(row.id)


def _by_time(row: LabelledComplaint, how: TimeSplit) -> str:
    if row.received_at is None:
        return "train"
    day = row.received_at.astimezone(_LOCAL).date()
    return "test" if day >= how.test_from else "calibration" if day >= how.calibration_from else "train"


def _by_hash(row: LabelledComplaint, how: HashSplit) -> str:
    place = int.from_bytes(sha256(row.id.encode()).digest()[:8], "big") / 2**64
    return "test" if place < how.test else "calibration" if place < how.test + how.calibration else "train"


def _read_division(path: Path, source: str) -> dict[str, str]:
    if not path.is_file():
        raise DataAbsent(file=str(path))
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if missing := [name for name in _DIVISION if name not in (rows.fieldnames or ())]:
            raise BrokenDivision(file=str(path), problem=f"it lacks the column(s) {', '.join(missing)}")
        division = {row["complaint_id"]: row["split"] for row in rows if row["source"] == source}
    if strangers := set(division.values()) - set(_PARTS):
        raise BrokenDivision(
            file=str(path),
            problem=f"{len(strangers)} name(s) of a part are not known",
            allowed=", ".join(_PARTS),
        )
    return division
