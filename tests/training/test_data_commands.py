"""`triage data` as an office meets it: a folder or a table, or one sentence and exit status 2; never a text."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.training.histories import COLUMNS, MAPPING, a_row, protect, write_rows, write_table, write_yaml
from training.snapshots.snapshot import Snapshot
from triage.__main__ import main

A_TEXT = "Timbangan pedagang sayur di lorong belakang pasar selalu kurang dua ons, mohon diperiksa petugas."
A_SHORT_TEXT = "Timbangan sayur kurang dua ons."

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def triage_data(monkeypatch, capfd, tmp_path) -> Run:
    """Return `triage data` as a function: exit status, standard output, standard error."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["triage", "data", *map(str, arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        written = capfd.readouterr()
        return int(ended.value.code or 0), written.out, written.err

    return run


@pytest.fixture
def mapping(tmp_path) -> Path:
    return write_yaml(tmp_path / "peta.yaml", json.loads(json.dumps(MAPPING)))


@pytest.fixture
def history(tmp_path) -> Path:
    """A file of three complaints that nothing is wrong with."""
    rows = [a_row("L-1", isi=A_TEXT), a_row("L-2", isi="Got mampat di gang dua."), a_row("L-3", isi="Lampu padam.")]
    return write_rows(tmp_path / "riwayat.xlsx", rows)


def a_damaged_file(folder: Path) -> Path:
    path = folder / "rusak.jsonl"
    path.write_text(f'{{"nomor": "1", "isi": "{A_TEXT}\n', encoding="utf-8")
    return path


def an_empty_file(folder: Path) -> Path:
    (folder / "kosong.csv").touch()
    return folder / "kosong.csv"


def a_protected_workbook(folder: Path) -> Path:
    return protect(write_rows(folder / "terkunci.xlsx", [a_row(isi=A_TEXT)]))


def a_file_in_cp1252(folder: Path) -> Path:
    row = a_row(isi=f"{A_TEXT} Kafé pasar.")
    return write_table(folder / "lama.csv", [COLUMNS, [row[name] for name in COLUMNS]], encoding="cp1252")


def a_file_of_other_columns(folder: Path) -> Path:
    return write_table(folder / "lain.csv", [("nomor", "keluhan"), ("L-1", A_TEXT)])


def a_file_without_a_header(folder: Path) -> Path:
    return write_table(folder / "tanpa-kepala.csv", [("L-1", A_SHORT_TEXT), ("L-2", A_SHORT_TEXT)])


def a_file_that_is_not_there(folder: Path) -> Path:
    return folder / "tidak-ada.xlsx"


MISTAKES = (
    a_damaged_file,
    an_empty_file,
    a_protected_workbook,
    a_file_in_cp1252,
    a_file_of_other_columns,
    a_file_without_a_header,
    a_file_that_is_not_there,
)


def one_sentence(err: str, about: str) -> bool:
    return err.count("\n") == 1 and err.startswith("triage: ") and about in err and "imbangan" not in err


# --- mistakes -------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["import", "validate"])
@pytest.mark.parametrize("a_mistake", MISTAKES, ids=lambda mistake: mistake.__name__)
def test_a_file_that_cannot_be_read_is_one_sentence_and_status_2(triage_data, tmp_path, mapping, command, a_mistake):
    path = a_mistake(tmp_path)

    status, out, err = triage_data(command, path, "--mapping", mapping, "--workers", 1)

    assert (status, out) == (2, "")
    assert one_sentence(err, path.name), err


@pytest.mark.parametrize("a_mistake", [a_damaged_file, a_protected_workbook, a_file_in_cp1252])
def test_a_whole_process_ends_just_so(tmp_path, mapping, a_mistake):
    path = a_mistake(tmp_path)
    command = [sys.executable, "-m", "triage", "data", "import", str(path), "--mapping", str(mapping)]

    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert one_sentence(ended.stderr, path.name), ended.stderr


def test_nothing_is_left_of_an_import_that_failed(triage_data, tmp_path, mapping, history):
    late = tmp_path / "lama.csv"
    rows = [[*a_row(f"M-{number}").values()] for number in range(3_000)]
    write_table(late, [COLUMNS, *rows, [*a_row("M-x", isi="Kafé pasar tutup.").values()]], encoding="cp1252")

    status, out, err = triage_data("import", history, late, "--mapping", mapping, "--workers", 1, "--out", "potret")

    assert (status, out) == (2, "")
    assert one_sentence(err, "lama.csv"), err
    assert not [file for file in (tmp_path / "potret").rglob("*") if file.is_file()]


def test_a_mapping_that_is_not_there_names_the_bundled_one(triage_data, history):
    status, out, err = triage_data("validate", history, "--mapping", "sp5n")

    assert (status, out) == (2, "")
    assert one_sentence(err, "sp4n"), err


def test_a_town_that_does_not_exist_is_refused(triage_data, mapping, history):
    status, out, err = triage_data("validate", history, "--mapping", mapping, "--within", "99.99", "--workers", 1)

    assert (status, out) == (2, "")
    assert one_sentence(err, "99.99"), err


def test_the_encoding_that_the_sentence_asks_for_is_the_cure(triage_data, tmp_path, mapping):
    path = a_file_in_cp1252(tmp_path)

    assert triage_data("validate", path, "--mapping", mapping, "--encoding", "cp1252", "--workers", 1)[0] == 0


# --- validate -------------------------------------------------------------------------------


def test_a_history_without_a_fault_validates(triage_data, mapping, history):
    status, out, err = triage_data("validate", history, "--mapping", mapping, "--workers", 1)

    assert (status, out) == (0, "")
    assert "3 rows read, 0 would be refused" in err
    assert "imbangan" not in err


def test_a_lost_label_is_said_and_refuses_no_row(triage_data, tmp_path, mapping):
    path = write_rows(tmp_path / "riwayat.csv", [a_row(topik="Sihir", isi=A_TEXT)])

    status, _, err = triage_data("validate", path, "--mapping", mapping, "--workers", 1)

    assert status == 0
    assert "unknown-label" in err


@pytest.mark.parametrize("bad", [{"nomor": ""}, {"nomor": "L-1"}, {"isi": ""}])
def test_a_row_that_would_be_refused_ends_with_1(triage_data, tmp_path, mapping, bad):
    path = write_rows(tmp_path / "riwayat.xlsx", [a_row("L-1", isi=A_TEXT), a_row("L-2", isi=A_TEXT) | bad])

    status, out, err = triage_data("validate", path, "--mapping", mapping, "--workers", 1)

    assert (status, out) == (1, "")
    assert "2 rows read, 1 would be refused" in err
    assert "imbangan" not in err


def test_every_reject_is_written_where_it_is_asked_for_and_nothing_else_is(triage_data, tmp_path, mapping):
    path = write_rows(tmp_path / "riwayat.csv", [a_row("L-1", isi=A_TEXT), a_row("L-1", topik="Sihir", isi=A_TEXT)])
    before = set(tmp_path.iterdir())

    triage_data("validate", path, "--mapping", mapping, "--workers", 1, "--rejects", tmp_path / "ditolak.csv")

    with (tmp_path / "ditolak.csv").open(encoding="utf-8", newline="") as file:
        assert [(row["row"], row["code"]) for row in csv.DictReader(file)] == [("2", "repeated-id")]
    assert set(tmp_path.iterdir()) - before == {tmp_path / "ditolak.csv"}


# --- import and describe --------------------------------------------------------------------


def test_an_import_prints_the_folder_of_its_snapshot_and_nothing_else(triage_data, tmp_path, mapping, history):
    status, out, err = triage_data(
        "import", history, "--mapping", mapping, "--out", tmp_path / "potret", "--workers", 1
    )

    snapshot = Snapshot.open(Path(out.rstrip("\n")))
    assert (status, out.count("\n")) == (0, 1)
    assert snapshot.folder.parent == tmp_path / "potret"
    assert sorted(row.id for row in snapshot.complaints()) == ["L-1", "L-2", "L-3"]
    assert snapshot.card.sources[0].header_row == 1
    assert "imbangan" not in out + err


def test_an_import_in_several_processes_is_the_same_snapshot(triage_data, tmp_path, mapping, history):
    alone = triage_data("import", history, "--mapping", mapping, "--out", tmp_path / "satu", "--workers", 1)
    together = triage_data("import", history, "--mapping", mapping, "--out", tmp_path / "dua", "--workers", 2)

    assert Path(alone[1].strip()).name == Path(together[1].strip()).name


def test_the_page_of_a_snapshot_is_described_again_without_a_text(triage_data, tmp_path, mapping, history):
    folder = Path(triage_data("import", history, "--mapping", mapping, "--workers", 1)[1].strip())

    status, out, err = triage_data("describe", folder, "--html", tmp_path / "laman")

    page = Path(out.strip())
    assert (status, page.parent) == (0, tmp_path / "laman")
    assert "read" in err
    assert "imbangan" not in page.read_text(encoding="utf-8") + out + err


def test_a_folder_that_is_no_snapshot_is_one_sentence(triage_data, tmp_path):
    status, out, err = triage_data("describe", tmp_path)

    assert (status, out) == (2, "")
    assert one_sentence(err, tmp_path.name), err
