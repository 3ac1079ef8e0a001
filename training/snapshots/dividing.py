"""Writing the division of a snapshot, with each group of near-duplicates on one side."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

from rich.table import Table

from training.config import HashSplit, TimeSplit
from training.errors import OneDayAlone
from training.snapshots.snapshot import Snapshot
from training.split import DIVISION, PARTS, part_of, stay_apart


def write_division(
    snapshot: Snapshot,
    out: Path,
    calibration_from: date | None,
    test_from: date | None,
    calibration: float,
    test: float,
) -> Table:
    """Write the part of each complaint (secret ones too) and return the counts as a table.

    By time where both days are given, else by a fixed hash. A row that is near a duplicate of a
    later part's row is left out of its own part: it would let the model meet the test while it
    learns. The file's source is the first twelve digits of the snapshot's digest.
    """
    if (calibration_from is None) != (test_from is None):
        raise OneDayAlone(got=str(calibration_from or test_from))
    how = (
        TimeSplit(calibration_from=calibration_from, test_from=test_from)
        if calibration_from and test_from
        else HashSplit(calibration=calibration, test=test)
    )
    complaints = list(snapshot.complaints(with_secret=True))
    assigned = [part_of(complaint, how) for complaint in complaints]
    stays = stay_apart([PARTS.index(part) for part in assigned], snapshot.groups(with_secret=True))
    counts: Counter[str] = Counter()
    source = snapshot.card.digest[:12]
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(DIVISION)
        for complaint, part, stay in zip(complaints, assigned, stays, strict=True):
            if not stay:
                counts["left out: near a later part's row"] += 1
                continue
            counts[part] += 1
            writer.writerow((source, complaint.id, part))
    table = Table("part", "rows", title=f"Division of {source}, source: {source}")
    for name in (*PARTS, *(set(counts) - set(PARTS))):
        table.add_row(name, str(counts[name]))
    return table
