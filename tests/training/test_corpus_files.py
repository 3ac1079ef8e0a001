"""Files and mappings that cannot be read say why; what is written about refused rows never shows a text."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from tests.training.histories import COLUMNS, FORMATS, MAPPING, a_mapping, a_row, write_rows, write_yaml
from training.corpus.mapping import load_mapping
from training.corpus.reader import read_corpus
from training.corpus.rejects import count_rejects, write_rejects
from training.errors import BrokenMapping, DataAbsent, MissingColumns, UnreadableData

A_TEXT = (
    "Kepada yang terhormat bapak pengawas pasar, timbangan pedagang sayur di lorong belakang selalu kurang dua ons."
)


@pytest.fixture
def read(taxonomy, directory):
    return lambda path, **changes: read_corpus([path], a_mapping(**changes), taxonomy, directory)


# --- files ----------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", FORMATS)
def test_an_absent_file_is_named(read, tmp_path, ending):
    with pytest.raises(DataAbsent, match=f"riwayat.{ending}"):
        read(tmp_path / f"riwayat.{ending}")


@pytest.mark.parametrize("name", ["riwayat.doc", "riwayat", "riwayat.gz", "riwayat.txt"])
def test_an_unknown_ending_is_not_guessed(read, tmp_path, name):
    (tmp_path / name).write_text("nomor,isi\n1,dua\n", encoding="utf-8")

    with pytest.raises(UnreadableData, match="unknown ending"):
        read(tmp_path / name)


@pytest.mark.parametrize("ending", FORMATS)
def test_missing_columns_are_named_with_those_that_are_there(read, tmp_path, ending):
    columns = tuple(name for name in COLUMNS if name not in ("topik", "kecamatan"))
    row = {name: value for name, value in a_row().items() if name in columns}

    with pytest.raises(MissingColumns) as mistake:
        read(write_rows(tmp_path / f"riwayat.{ending}", [row], columns))

    assert sorted(str(mistake.value.fields["allowed"]).split(", ")) == ["kecamatan", "topik"]
    assert str(mistake.value.fields["got"]).split(", ") == list(columns)


def test_a_key_that_only_some_json_rows_have_is_a_column(read, tmp_path):
    without = {name: value for name, value in a_row("L-1").items() if name != "topik"}

    corpus = read(write_rows(tmp_path / "riwayat.jsonl", [without, a_row("L-2")]))

    assert [row.category for row in corpus.complaints] == [None, "kesehatan"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("riwayat.csv", b""),
        ("riwayat.csv", f"{','.join(COLUMNS)}\n1,caf\xe9,,,,,,,\n".encode("latin-1")),
        ("riwayat.csv", f'{",".join(COLUMNS)}\n1,,"{"kutip tak ditutup" * 70_000}'.encode()),
        ("riwayat.xlsx", b"nomor,isi\n1,dua\n"),
        ("riwayat.ods", b""),
        ("riwayat.csv.gz", b"nomor,isi\n1,dua\n"),
        ("riwayat.jsonl", b'{"nomor": 1\n'),
        ("riwayat.jsonl", b'"sebuah kalimat"\n'),
        ("riwayat.jsonl", b'{"nomor": "caf\xe9"}\n'),
        ("riwayat.jsonl.gz", gzip.compress(b'{"nomor": "1"}\n' * 50)[:-12]),
        ("riwayat.json", b"[1, 2"),
        ("riwayat.parquet", b"PAR1"),
    ],
)
def test_a_damaged_file_is_unreadable(read, tmp_path, name, content):
    (tmp_path / name).write_bytes(content)

    with pytest.raises(UnreadableData, match=name):
        read(tmp_path / name)


def test_a_damaged_line_does_not_show_its_text(read, tmp_path):
    (tmp_path / "riwayat.jsonl").write_text(f'{{"nomor": "1", "isi": "{A_TEXT}\n', encoding="utf-8")

    with pytest.raises(UnreadableData) as mistake:
        read(tmp_path / "riwayat.jsonl")

    assert "timbangan" not in str(mistake.value)


def test_a_file_without_a_header_does_not_show_its_first_complaint(read, tmp_path):
    with (tmp_path / "riwayat.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["L-1", A_TEXT], ["L-2", A_TEXT]])

    with pytest.raises(MissingColumns) as mistake:
        read(tmp_path / "riwayat.csv")

    assert "timbangan" not in str(mistake.value)
    assert "none of the wanted names" in str(mistake.value)


@pytest.mark.parametrize("ending", FORMATS)
def test_no_copy_of_a_text_stays_in_a_cache(read, tmp_path, monkeypatch, ending):
    import datasets

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    path = write_rows(tmp_path / f"riwayat.{ending}", [a_row(isi=A_TEXT)])

    assert len(read(path)) == 1

    left = [file for file in (tmp_path / "cache").rglob("*") if file.is_file()]
    assert not [file.name for file in left if b"timbangan" in file.read_bytes() or file.suffix == ".arrow"]


# --- mappings -------------------------------------------------------------------------------


def test_a_mapping_is_read_from_yaml(tmp_path):
    path = write_yaml(tmp_path / "peta.yaml", {**MAPPING, "text": ["isi"], "region": ["kelurahan", "kecamatan"]})

    assert load_mapping(path) == a_mapping()


def test_the_columns_of_a_mapping_are_named_once():
    mapping = a_mapping(text=("judul", "isi", "isi"), kind="topik")

    assert sorted(mapping.columns) == sorted(COLUMNS)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("id: [", "ParserError"),
        ("- id\n", "dictionary"),
        ("", "dictionary"),
        ("id: nomor\n", "text"),
        ("id: nomor\ntext: [isi]\nwarna: merah\n", "warna"),
        ("id: nomor\ntext: [isi]\nreceived_at: {column: tanggal, zone: Asia/Atlantis}\n", "received_at.zone"),
    ],
)
def test_a_broken_mapping_says_where(tmp_path, content, problem):
    (tmp_path / "peta.yaml").write_text(content, encoding="utf-8")

    with pytest.raises(BrokenMapping, match=problem):
        load_mapping(tmp_path / "peta.yaml")


def test_an_absent_mapping_is_a_broken_one(tmp_path):
    with pytest.raises(BrokenMapping, match="FileNotFoundError"):
        load_mapping(tmp_path / "peta.yaml")


# --- rejects --------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["topik", "dinas", "urgensi", "tanggal", "kelurahan", "nomor"])
def test_the_rejects_file_never_holds_a_text_that_stands_in_a_wrong_column(read, tmp_path, column):
    bad = a_row(**{"kecamatan": "", column: A_TEXT, **({"topik": "Sihir"} if column == "nomor" else {})})
    corpus = read(write_rows(tmp_path / "riwayat.csv", [bad]))
    write_rejects(tmp_path / "rejects.csv", corpus.rejects)

    written = (tmp_path / "rejects.csv").read_text(encoding="utf-8")
    assert corpus.rejects
    assert "timbangan" not in written
    assert f"({len(A_TEXT)} characters)" in written


def test_the_rejects_file_tells_where_what_and_why(read, tmp_path):
    corpus = read(write_rows(tmp_path / "riwayat.csv", [a_row("L-1"), a_row("L-2", topik="Sihir"), a_row("L-1")]))
    write_rejects(tmp_path / "rejects.csv", corpus.rejects)

    with (tmp_path / "rejects.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows == [
        {
            "file": "riwayat.csv",
            "row": "2",
            "id": "L-2",
            "lost": "label",
            "column": "topik",
            "code": "unknown-label",
            "value": "Sihir",
        },
        {
            "file": "riwayat.csv",
            "row": "3",
            "id": "L-1",
            "lost": "row",
            "column": "id",
            "code": "repeated-id",
            "value": "",
        },
    ]
    assert count_rejects(corpus.rejects) == {"label:topik:unknown-label": 1, "row:id:repeated-id": 1}


# --- digest ---------------------------------------------------------------------------------


def test_the_digest_of_the_same_data_is_the_same_wherever_it_lies(read, tmp_path):
    (tmp_path / "lain").mkdir()
    first = write_rows(tmp_path / "riwayat.csv", [a_row()])
    second = write_rows(tmp_path / "lain" / "arsip.csv", [a_row()])

    assert read(first).digest == read(first).digest == read(second).digest


def test_other_data_or_another_mapping_give_another_digest(read, tmp_path):
    path: Path = write_rows(tmp_path / "riwayat.csv", [a_row()])
    other = write_rows(tmp_path / "lain.csv", [a_row(), a_row("L-2")])

    digests = {read(path).digest, read(other).digest, read(path, within="35").digest, read(path, category=None).digest}

    assert len(digests) == 4
