"""The one division of a corpus into train, calibration and test."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from features.near_duplicates import group, signatures
from training.config import FileSplit, HashSplit, TimeSplit
from training.errors import BrokenDivision, DataAbsent, TooFewRows
from triage.records import LabelledComplaint

_LOCAL = ZoneInfo("Asia/Jakarta")
PARTS = ("train", "calibration", "test")
DIVISION = ("source", "complaint_id", "split")


@dataclass(frozen=True)
class Parts:
    """Train fits, calibration calibrates and chooses, test is opened once; `leaks` were taken out of the first two."""

    train: tuple[LabelledComplaint, ...]
    calibration: tuple[LabelledComplaint, ...]
    test: tuple[LabelledComplaint, ...]
    leaks: int
    outside: int


def divide(complaints: Iterable[LabelledComplaint], how: TimeSplit | FileSplit | HashSplit) -> Parts:
    """Return the three parts; a row that nearly repeats a row of a later part leaves its own.

    "Nearly" is `features.near_duplicates`: groups of near-duplicates stand on one side, the latest.

    Raises:
        DataAbsent, BrokenDivision: the division's file is not there, or is none.
        TooFewRows: a part is empty.
    """
    assign = _assigner(how)
    parts: dict[str | None, list[LabelledComplaint]] = {"train": [], "calibration": [], "test": [], None: []}
    for complaint in complaints:
        parts[assign(complaint)].append(complaint)
    for name in PARTS:
        if not parts[name]:
            raise TooFewRows(part=name)
    clean = _without_leaks([parts[name] for name in PARTS])
    return Parts(
        train=tuple(clean[0]),
        calibration=tuple(clean[1]),
        test=tuple(clean[2]),
        leaks=sum(len(parts[name]) for name in PARTS) - sum(map(len, clean)),
        outside=len(parts[None]),
    )


def _without_leaks(parts: list[list[LabelledComplaint]]) -> list[list[LabelledComplaint]]:
    """Return the parts, from early to late, without rows whose group has a member in a later one."""
    numbered = [(place, row) for place, part in enumerate(parts) for row in part]
    groups = group(signatures([row.text for _, row in numbered])).tolist()
    stays = stay_apart([place for place, _ in numbered], groups)
    kept = [pair for pair, stay in zip(numbered, stays, strict=True) if stay]
    return [[row for at, row in kept if at == place] for place in range(len(parts))]


def stay_apart(parts: Sequence[int], groups: Sequence[Hashable]) -> list[bool]:
    """Return for each row whether it may stay in its part: no near-duplicate of it stands in a later one."""
    latest: dict[Hashable, int] = {}
    for part, group_name in zip(parts, groups, strict=True):
        latest[group_name] = max(latest.get(group_name, 0), part)
    return [part == latest[group_name] for part, group_name in zip(parts, groups, strict=True)]


def part_of(complaint: LabelledComplaint, how: TimeSplit | HashSplit) -> str:
    """Return the part that a complaint's day, or the hash of its id, puts it in."""
    return _by_time(complaint, how) if isinstance(how, TimeSplit) else _by_hash(complaint, how)


def _assigner(how: TimeSplit | FileSplit | HashSplit) -> Callable[[LabelledComplaint], str | None]:
    if not isinstance(how, FileSplit):
        return lambda row: part_of(row, how)
    table = read_division(how.path, how.source)
    return lambda row: table.get(row.id)


def _by_time(row: LabelledComplaint, how: TimeSplit) -> str:
    if row.received_at is None:
        return "train"
    day = row.received_at.astimezone(_LOCAL).date()
    return "test" if day >= how.test_from else "calibration" if day >= how.calibration_from else "train"


def _by_hash(row: LabelledComplaint, how: HashSplit) -> str:
    place = int.from_bytes(sha256(row.id.encode()).digest()[:8], "big") / 2**64
    return "test" if place < how.test else "calibration" if place < how.test + how.calibration else "train"


def read_division(path: Path, source: str) -> dict[str, str]:
    """Return the part of each id of a source, from a division's file.

    Raises:
        DataAbsent, BrokenDivision: it is not there, or is none.
    """
    if not path.is_file():
        raise DataAbsent(file=str(path))
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if missing := [name for name in DIVISION if name not in (rows.fieldnames or ())]:
            raise BrokenDivision(file=str(path), problem=f"it lacks the column(s) {', '.join(missing)}")
        division = {row["complaint_id"]: row["split"] for row in rows if row["source"] == source}
    if strangers := set(division.values()) - set(PARTS):
        raise BrokenDivision(
            file=str(path),
            problem=f"{len(strangers)} name(s) of a part are not known",
            allowed=", ".join(PARTS),
        )
    return division
