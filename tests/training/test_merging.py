"""Snapshots that came year by year, frozen as one."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from features.recipe import Recipe
from tests.training.frozen import NOW, freeze
from tests.training.histories import a_row
from training.errors import BrokenSnapshot
from training.snapshots.merging import merge
from training.snapshots.snapshot import REJECTS, Snapshot
from triage.tasks import Task

OLD = (
    a_row("L-1", tanggal="2024-05-01", isi="Lampu jalan di gang tiga padam, hubungi 081234567890."),
    {**a_row("L-2", tanggal="2024-12-31T23:59:59+07:00", isi="Pungli di loket tiga."), "rahasia": "ya"},
)
NEW = (
    a_row("L-1", tanggal="2025-02-01", isi="Obat di puskesmas habis.", topik="energi"),
    a_row("L-3", tanggal="2024-12-31T17:00:00+00:00", isi="Got mampat di depan balai desa."),
    a_row("L-4", tanggal="", isi="Angkot ngetem di terminal lama, kata [NAMA]."),
)


@pytest.fixture
def years(tmp_path) -> list[Snapshot]:
    return [freeze(tmp_path, OLD, name="2024.csv"), freeze(tmp_path, NEW, name="2025.csv")]


def ids(snapshot: Snapshot) -> list[str]:
    return [row.id for row in snapshot.complaints(with_secret=True)]


def rejects(snapshot: Snapshot) -> list[dict[str, str]]:
    with (snapshot.folder / REJECTS).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_first_of_an_id_stays_and_the_other_is_refused_with_its_row(years, tmp_path):
    merged = merge(years, tmp_path / "snapshots", NOW)

    by_id = {row.id: row for row in merged.complaints(with_secret=True)}
    assert sorted(by_id) == ["L-1", "L-2", "L-3", "L-4"]
    assert by_id["L-1"].category == "kesehatan"
    (line,) = rejects(merged)
    assert (line["file"], line["row"], line["id"], line["code"]) == (
        years[1].card.digest[:12],
        "1",
        "L-1",
        "repeated-id",
    )


def test_texts_and_all_else_are_kept_byte_for_byte(years, tmp_path):
    before = {row.id: row for year in reversed(years) for row in year.complaints(with_secret=True)}

    merged = merge(years, tmp_path / "snapshots", NOW)

    assert {row.id: row for row in merged.complaints(with_secret=True)} == before


def test_secret_reports_stay_apart(years, tmp_path):
    merged = merge(years, tmp_path / "snapshots", NOW)

    assert "L-2" not in [row.id for row in merged.complaints()]
    assert merged.card.secret == 1
    assert (merged.folder / "secret.arrow").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("first", "last", "left"),
    [
        (date(2025, 1, 1), None, ["L-1", "L-3"]),
        (None, date(2024, 12, 31), ["L-1", "L-2"]),
        (date(2024, 12, 31), date(2025, 1, 1), ["L-3", "L-2"]),
        (date(2030, 1, 1), None, []),
    ],
)
def test_a_period_cuts_by_the_day_in_jakarta_and_rows_without_a_date_leave(years, tmp_path, first, last, left):
    merged = merge(years, tmp_path / "snapshots", NOW, first, last)

    assert sorted(ids(merged)) == sorted(left)
    assert merged.card.rows == len(left)


def test_the_card_adds_up(years, tmp_path):
    card = merge(years, tmp_path / "snapshots", NOW).card

    assert [(source.name, source.rows, source.kept) for source in card.sources] == [
        (years[0].card.digest[:12], 2, 2),
        (years[1].card.digest[:12], 3, 2),
    ]
    assert (card.read, card.rows, card.refused) == (5, 4, 1)
    assert card.labels[Task.CATEGORY] == {"kesehatan": 4}
    assert card.months == {"2024-05": 1, "2024-12": 1, "2025-01": 1}
    assert card.masked["TELEPON"] == 1


def test_near_duplicates_of_two_years_are_found(tmp_path):
    years = [
        freeze(tmp_path, [a_row("L-1", isi="Got mampat di depan balai desa.")], name="2024.csv"),
        freeze(tmp_path, [a_row("L-2", isi="GOT MAMPAT di depan balai desa!")], name="2025.csv"),
    ]

    merged = merge(years, tmp_path / "snapshots", NOW)

    assert merged.card.duplicates.resent == 1
    assert merged.groups() == ["L-1", "L-1"]


def test_one_history_imported_in_two_halves_is_the_same_history(tmp_path):
    rows = [a_row(f"L-{number}", isi=f"Got nomor {number} mampat.") for number in range(6)]
    halves = [freeze(tmp_path, rows[:3], name="satu.csv"), freeze(tmp_path, rows[3:], name="dua.csv")]

    assert merge(halves, tmp_path / "snapshots", NOW).card.digest == freeze(tmp_path, rows).card.digest


def test_merging_twice_is_one_snapshot(years, tmp_path):
    assert merge(years, tmp_path / "snapshots", NOW).folder == merge(years, tmp_path / "snapshots", NOW).folder


@pytest.mark.parametrize("copies", [1, 2])
def test_a_snapshot_merged_with_nothing_new_keeps_where_it_came_from(tmp_path, copies):
    """The content is the same, so the folder is: card and rejects of the import must outlive the merge."""
    year = freeze(tmp_path, [a_row("L-1"), a_row("L-2", isi=""), a_row("L-3", topik="Sihir")])
    before = rejects(year)

    merge([year] * copies, tmp_path / "snapshots", NOW)

    assert rejects(year) == before
    assert Snapshot.open(year.folder).card.sources == year.card.sources


def in_other_words(folder: Path, recipe: Recipe) -> list[Snapshot]:
    return [freeze(folder, OLD, name="2024.csv"), freeze(folder, NEW, name="2025.csv", recipe=recipe)]


@pytest.mark.parametrize("types", [("NAME",), ()])
def test_snapshots_that_were_masked_in_other_ways_cannot_be_one(tmp_path, types):
    years = in_other_words(tmp_path, Recipe(masked_types=types))

    for order in (years, years[::-1]):
        with pytest.raises(BrokenSnapshot, match="recipe"):
            merge(order, tmp_path / "merged", NOW)
    assert not (tmp_path / "merged").exists()


def test_how_a_model_reads_does_not_part_snapshots(tmp_path):
    years = in_other_words(tmp_path, Recipe(max_tokens=64, normalise=True, prefix="query: "))

    assert merge(years, tmp_path / "snapshots", NOW).card.rows == 4
