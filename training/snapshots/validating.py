"""Checking files as an import would, keeping nothing but counts and rejects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from training.corpus.mapping import Mapping
from training.corpus.reader import SeenIds
from training.corpus.rejects import RejectsFile
from training.snapshots.importing import open_sources, prepare
from training.snapshots.prepare import Preparation, refuse_repeats
from training.snapshots.summary import reason_parts


@dataclass(frozen=True)
class Findings:
    """How many rows were read, and each reason for which a row or a label would be lost."""

    rows: int
    reasons: Counter[str]

    @property
    def refused(self) -> int:
        """How many rows would be refused whole."""
        return sum(count for reason, count in self.reasons.items() if reason.startswith("row:"))

    def as_table(self) -> Table:
        """Return the findings as a table."""
        title = f"{self.rows} rows read, {self.refused} would be refused"
        table = Table("lost", "column", "reason", "rows", title=title)
        for reason, count in self.reasons.most_common():
            table.add_row(*map(escape, reason_parts(reason)), str(count))
        return table


def validate_files(
    files: Sequence[Path | str],
    mapping: Mapping,
    now: datetime,
    rejects: Path,
    workers: int | None = None,
    on_rows: Callable[[int], None] = lambda count: None,
) -> Findings:
    """Read and check every row and write its rejects; nothing is masked, so nothing else is kept.

    Raises:
        DataAbsent, UnreadableData, ProtectedFile, MissingColumns: a file is not what the mapping expects.
    """
    ids, rows = SeenIds(), 0
    with closing(RejectsFile(rejects)) as file:
        for prepared in prepare(open_sources(files, mapping), Preparation(mapping, None, now), workers):
            _, refused = refuse_repeats(prepared, ids)
            file.write(refused)
            rows += prepared.seen
            on_rows(prepared.seen)
    return Findings(rows, file.counts)
