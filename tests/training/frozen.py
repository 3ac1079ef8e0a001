"""Rows frozen to a snapshot in one line, as the tests of snapshots want them."""

from __future__ import annotations

from collections.abc import Mapping as Row
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from features.recipe import Recipe
from tests.training.histories import COLUMNS, a_mapping, write_rows
from training.snapshots.importing import import_files
from training.snapshots.snapshot import Snapshot

NOW = datetime(2026, 3, 10, tzinfo=UTC)
WHOLE = (*COLUMNS, "rahasia", "pelapor")
READ_BY = a_mapping(secret="rahasia", reporter="pelapor", optional=("rahasia", "pelapor"))


def freeze(
    folder: Path,
    rows: Sequence[Row[str, Any]],
    name: str = "riwayat.csv",
    workers: int | None = 1,
    recipe: Recipe | None = None,
    out: str = "snapshots",
) -> Snapshot:
    """Write rows to a file and import it; the snapshot lies under `out`."""
    path = write_rows(folder / name, rows, WHOLE)
    return import_files([path], READ_BY, recipe or Recipe(), folder / out, NOW, workers)
