"""A snapshot divided once, in a file: by time or by hash, near-duplicates on one side."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.training.frozen import freeze
from tests.training.histories import a_row
from training.config import DataConfig, FileSplit
from training.snapshots.dividing import write_division
from training.snapshots.snapshot import Snapshot
from training.split import PARTS, divide
from triage.errors import TriageError

CALIBRATION_FROM, TEST_FROM = date(2026, 1, 1), date(2026, 2, 1)
HISTORY = (
    a_row("lama", tanggal="2025-03-01", isi="Lampu jalan di gang tiga padam."),
    a_row("ulang", tanggal="2025-04-01", isi="GOT MAMPAT di depan balai desa!"),
    a_row("tanpa-tanggal", tanggal="", isi="Angkot ngetem di terminal lama."),
    a_row("tengah", tanggal="2026-01-31", isi="Got mampat di depan balai desa"),
    a_row("kalibrasi", tanggal="2026-01-01", isi="Obat di puskesmas habis."),
    a_row("baru", tanggal="2026-02-01", isi="got mampat, di depan balai desa"),
    {**a_row("rahasia", tanggal="2026-03-01", isi="Pungli di loket tiga kelurahan."), "rahasia": "ya"},
)


@pytest.fixture
def history(tmp_path) -> Snapshot:
    return freeze(tmp_path, HISTORY)


def by_time(snapshot: Snapshot, out: Path) -> Any:
    return write_division(snapshot, out, CALIBRATION_FROM, TEST_FROM, 0.15, 0.15)


def division(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["complaint_id"]: row["split"] for row in csv.DictReader(file)}


def counts(table: Any) -> dict[str, str]:
    return dict(zip(*(column._cells for column in table.columns), strict=True))


def test_by_time_a_report_sent_again_stands_where_its_last_copy_does(history, tmp_path):
    by_time(history, tmp_path / "bagi.csv")

    assert division(tmp_path / "bagi.csv") == {
        "lama": "train",
        "tanpa-tanggal": "train",
        "kalibrasi": "calibration",
        "baru": "test",
        "rahasia": "test",
    }


def test_the_rows_that_were_left_out_are_counted(history, tmp_path):
    table = by_time(history, tmp_path / "bagi.csv")

    assert counts(table) == {"train": "2", "calibration": "1", "test": "2", "left out: near a later part's row": "2"}


def test_by_hash_a_group_stands_on_one_side(tmp_path):
    letter = "Kami warga Griya Asri memohon perbaikan jalan masuk yang rusak parah sejak musim hujan tahun lalu nomor"
    rows = [a_row(f"L-{number}", isi=f"{letter} {number % 9} {'x' * (number % 9)}") for number in range(60)]
    rows += [a_row(f"M-{number}", isi=f"Lampu {number} mati{number} simpang{number}", judul="") for number in range(60)]
    snapshot = freeze(tmp_path, rows)

    table = write_division(snapshot, tmp_path / "bagi.csv", None, None, 0.3, 0.3)

    parts = division(tmp_path / "bagi.csv")
    sides: dict[str, set[str]] = {}
    for complaint, group in zip(snapshot.complaints(), snapshot.groups(), strict=True):
        if complaint.id in parts:
            sides.setdefault(group, set()).add(parts[complaint.id])
    assert snapshot.card.duplicates.largest > 5
    assert {len(parts_of_one) for parts_of_one in sides.values()} == {1}
    assert set(parts.values()) == set(PARTS)
    assert sum(map(int, counts(table).values())) == 120


def test_the_file_is_a_division_that_training_takes(history, tmp_path):
    by_time(history, tmp_path / "bagi.csv")
    source = history.card.digest[:12]
    data = DataConfig.model_validate(
        {"snapshot": history.folder, "split": {"by": "file", "path": tmp_path / "bagi.csv", "source": source}}
    )
    assert isinstance(data.split, FileSplit)

    public = divide(history.complaints(), data.split)
    whole = divide(history.complaints(with_secret=True), data.split)

    assert [row.id for row in public.test] == ["baru"]
    assert [row.id for row in whole.test] == ["baru", "rahasia"]
    assert [row.id for row in public.train] == ["lama", "tanpa-tanggal"]
    assert (public.leaks, public.outside) == (0, 2)


def test_the_same_snapshot_is_divided_the_same_way_again(history, tmp_path):
    for name in ("satu.csv", "dua.csv"):
        write_division(history, tmp_path / name, None, None, 0.3, 0.3)

    assert (tmp_path / "satu.csv").read_bytes() == (tmp_path / "dua.csv").read_bytes()


@pytest.mark.parametrize("days", [(CALIBRATION_FROM, None), (None, TEST_FROM)])
def test_one_day_without_the_other_is_no_division(history, tmp_path, days):
    with pytest.raises(TriageError):
        write_division(history, tmp_path / "bagi.csv", *days, 0.15, 0.15)


def test_a_division_holds_no_text(history, tmp_path):
    by_time(history, tmp_path / "bagi.csv")

    assert "balai desa" not in (tmp_path / "bagi.csv").read_text(encoding="utf-8").casefold()
