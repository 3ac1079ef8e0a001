"""One contract for everything that holds history: the same columns, every cell as written, every row in its place."""

from __future__ import annotations

import codecs
import gzip
from collections.abc import Callable
from datetime import date, datetime, time

import pandas as pd
import pytest

from tests.training.histories import FORMATS, protect, write_rows, write_table
from training.corpus.mapping import Mapping
from training.corpus.rows import positions
from training.corpus.sources.open import open_source
from training.corpus.sources.source import Source
from training.errors import MissingColumns, ProtectedFile, UnreadableData
from triage.errors import TriageError

COLUMNS = ("nomor", "isi", "dinas")
ROWS = (
    ("0012", "NA", "null"),
    ("1e3", "Jalan rusak,\nberlubang; gelap\tsekali", 'Dinas "Jalan"'),
    ("2026-01-05", "", "1.50"),
    ("9007199254740993", "Lampu padam 😡", ""),
)
DELIMITED = {"tsv": "\t", "titik-koma.csv": ";", "garis.csv": "|"}
KINDS = (*FORMATS, *DELIMITED, "hf")

Write = Callable[..., Source]


@pytest.fixture
def written(tmp_path) -> Write:
    """Return a source of the kind asked for, holding the rows."""

    def write(kind: str, rows=ROWS, columns=COLUMNS) -> Source:
        if kind == "hf":
            (tmp_path / "himpunan").mkdir()
            pd.DataFrame(rows, columns=list(columns)).to_parquet(tmp_path / "himpunan" / "train-00000.parquet")
            return open_source(f"hf:{tmp_path / 'himpunan'}", COLUMNS)
        path = tmp_path / f"riwayat.{kind}"
        if kind in DELIMITED:
            write_table(path, [columns, *rows], DELIMITED[kind])
        else:
            write_rows(path, [dict(zip(columns, row, strict=True)) for row in rows], columns)
        return open_source(path, COLUMNS)

    return write


def cells(source: Source) -> list[tuple[str, ...] | None]:
    return [None if row is None else tuple(row) for row in source.rows()]


# --- every kind -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_gives_the_columns_and_cells_as_they_were_written(written, kind):
    source = written(kind)

    assert source.columns == COLUMNS
    assert cells(source) == list(ROWS)


@pytest.mark.parametrize("kind", KINDS)
def test_rows_may_be_read_again_from_the_start(written, kind):
    source = written(kind)
    next(source.rows())

    assert cells(source) == cells(source)


@pytest.mark.parametrize("kind", KINDS)
def test_more_rows_than_a_batch_stay_in_order(written, kind):
    many = [(f"{number:05}", "Got mampat.", "") for number in range(4_500)]

    assert [row[0] for row in cells(written(kind, many)) if row] == [row[0] for row in many]


@pytest.mark.parametrize("kind", KINDS)
def test_a_source_is_named_as_its_file_and_knows_where_its_header_stands(written, kind):
    source = written(kind)

    assert source.name.endswith("himpunan" if kind == "hf" else f"riwayat.{kind}")
    assert source.header_row == (0 if kind in ("hf", "parquet") or "json" in kind else 1)


@pytest.mark.parametrize("kind", FORMATS)
def test_an_ending_in_capitals_is_the_same_ending(written, tmp_path, kind):
    written(kind)
    loud = (tmp_path / f"riwayat.{kind}").rename(tmp_path / f"RIWAYAT.{kind.upper()}")

    assert cells(open_source(loud, COLUMNS)) == list(ROWS)


@pytest.mark.parametrize("ending", [*FORMATS, "tsv"])
def test_an_empty_file_is_refused(tmp_path, ending):
    empty = tmp_path / f"kosong.{ending}"
    empty.write_bytes(gzip.compress(b"") if ending.endswith(".gz") else b"")

    with pytest.raises((UnreadableData, MissingColumns), match=r"kosong\."):
        positions(empty.name, open_source(empty, COLUMNS).columns, Mapping(id="nomor", text=("isi",)))


# --- the header -----------------------------------------------------------------------------

TITLE_BLOCK = [["LAPORAN PENGADUAN"], ["Dinas: semua", "", "2026"], []]


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "tsv", "xlsx"])
def test_the_header_is_found_below_a_title_block(tmp_path, ending):
    table = [*TITLE_BLOCK, COLUMNS, *ROWS]
    path = write_table(tmp_path / f"riwayat.{ending}", table, "\t" if ending == "tsv" else ",")

    source = open_source(path, COLUMNS)

    assert (source.header_row, source.columns) == (4, COLUMNS)
    assert cells(source) == list(ROWS)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_blank_rows_above_the_header_are_counted_as_a_person_counts_them(tmp_path, ending):
    source = open_source(write_table(tmp_path / f"riwayat.{ending}", [[], [], COLUMNS, *ROWS]), COLUMNS)

    assert (source.header_row, cells(source)) == (3, list(ROWS))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_case_blanks_and_parentheses_in_a_heading_do_not_hide_the_header(tmp_path, ending):
    headings = ("NOMOR ", "Isi (teks)", "dinas_")

    source = open_source(write_table(tmp_path / f"riwayat.{ending}", [*TITLE_BLOCK, headings, *ROWS]), COLUMNS)

    assert (source.header_row, source.columns) == (4, ("NOMOR", "Isi (teks)", "dinas_"))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_header_that_lacks_a_wanted_column_is_the_row_with_the_most(tmp_path, ending):
    table = [["Isi"], COLUMNS, *ROWS]

    source = open_source(write_table(tmp_path / f"riwayat.{ending}", table), (*COLUMNS, "topik"))

    assert source.header_row == 2


# --- rows that do not fit -------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["csv", "tsv", "xlsx"])
def test_a_row_with_more_cells_than_columns_is_none_and_keeps_its_place(tmp_path, ending):
    table = [COLUMNS, ("1", "satu", ""), ("2", "dua", "", "lebih"), ("3", "tiga", "")]
    path = write_table(tmp_path / f"riwayat.{ending}", table, "\t" if ending == "tsv" else ",")

    assert cells(open_source(path, COLUMNS)) == [("1", "satu", ""), None, ("3", "tiga", "")]


def test_a_csv_row_with_fewer_cells_than_columns_is_none(tmp_path):
    path = write_table(tmp_path / "riwayat.csv", [COLUMNS, ("1", "satu"), ("2", "dua", "")])

    assert cells(open_source(path, COLUMNS)) == [None, ("2", "dua", "")]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_surplus_cells_that_are_empty_do_no_harm(tmp_path, ending):
    path = write_table(tmp_path / f"riwayat.{ending}", [COLUMNS, ("1", "satu", "", "", "")])

    assert cells(open_source(path, COLUMNS)) == [("1", "satu", "")]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_blank_row_between_others_keeps_its_place(tmp_path, ending):
    path = write_table(tmp_path / f"riwayat.{ending}", [COLUMNS, ("1", "satu", ""), [], ("3", "tiga", "")])

    assert cells(open_source(path, COLUMNS)) == [("1", "satu", ""), ("", "", ""), ("3", "tiga", "")]


# --- CSV ------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_signs_in_a_text_do_not_change_what_parts_the_cells(tmp_path, delimiter):
    signs = ["Jalan rusak", "berlubang", "gelap", "banjir", "licin"] * 4
    others = [sign.join(signs) for sign in (", ", "; ", " | ") if sign.strip() != delimiter]
    rows = [(str(number), text, "") for number, text in enumerate(others * 3)]

    source = open_source(write_table(tmp_path / "riwayat.csv", [COLUMNS, *rows], delimiter), COLUMNS)

    assert (source.columns, cells(source)) == (COLUMNS, rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("ending", ["csv", "csv.gz"])
def test_a_byte_order_mark_tells_the_encoding(tmp_path, encoding, ending):
    mark = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}.get(encoding, b"")
    plain = write_table(tmp_path / "tanpa-tanda.csv", [COLUMNS, *ROWS], encoding=encoding).read_bytes()
    path = tmp_path / f"riwayat.{ending}"
    path.write_bytes(gzip.compress(mark + plain) if ending == "csv.gz" else mark + plain)

    source = open_source(path, COLUMNS)

    assert (source.columns, cells(source)) == (COLUMNS, list(ROWS))


def test_cp1252_is_read_where_it_is_named(tmp_path):
    path = write_table(tmp_path / "riwayat.csv", [COLUMNS, ("1", "Kafé tutup – “sepi”", "")], encoding="cp1252")

    assert cells(open_source(path, COLUMNS, "cp1252")) == [("1", "Kafé tutup – “sepi”", "")]


@pytest.mark.parametrize("above", [0, 5_000])
def test_an_encoding_that_nobody_named_is_refused_in_one_sentence_that_says_what_to_give(tmp_path, above):
    rows = [(str(number), "Got mampat.", "") for number in range(above)]
    path = write_table(tmp_path / "riwayat.csv", [COLUMNS, *rows, ("x", "Kafé tutup", "")], encoding="cp1252")

    with pytest.raises(UnreadableData) as mistake:
        cells(open_source(path, COLUMNS))

    assert "encoding: cp1252" in str(mistake.value)
    assert "Kaf" not in str(mistake.value)
    assert "\n" not in str(mistake.value)


def test_an_encoding_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(UnreadableData, match="klingon"):
        open_source(write_table(tmp_path / "riwayat.csv", [COLUMNS, *ROWS]), COLUMNS, "klingon")


@pytest.mark.parametrize("tail", ["", "kutip tak ditutup " * 70_000], ids=["short", "long"])
def test_a_quotation_mark_that_is_never_closed_does_not_swallow_the_rows_below(tmp_path, tail):
    path = tmp_path / "riwayat.csv"
    path.write_text(f'nomor,isi\n1,satu\n2,"Got mampat\n3,tiga\n4,empat\n{tail}', encoding="utf-8")

    with pytest.raises(UnreadableData, match="quotation mark") as mistake:
        cells(open_source(path, ("nomor", "isi")))

    assert "mampat" not in str(mistake.value)


# --- Excel ----------------------------------------------------------------------------------


def test_an_excel_date_is_iso_and_has_no_midnight_that_nobody_wrote(tmp_path):
    days = (datetime(2026, 1, 6, 14, 5, 9), date(2026, 1, 6), time(14, 5), datetime(2026, 1, 6))
    path = write_table(tmp_path / "riwayat.xlsx", [("a", "b", "c", "d"), days])

    assert cells(open_source(path, ("a", "b"))) == [("2026-01-06 14:05:09", "2026-01-06", "14:05:00", "2026-01-06")]


def test_an_excel_number_is_written_as_a_person_sees_it(tmp_path):
    path = write_table(tmp_path / "riwayat.xlsx", [COLUMNS, (12, 1.5, 46028), (3578010101010001, 0, None)])

    assert cells(open_source(path, COLUMNS)) == [("12", "1.5", "46028"), ("3578010101010001", "0", "")]


def test_the_sheet_with_the_most_of_the_wanted_columns_is_read_wherever_it_stands(tmp_path):
    path = write_table(tmp_path / "riwayat.xlsx", [("Rekap", "Isi"), ("Januari", "12")], sheet="Rekap")
    write_table(path, [COLUMNS, *ROWS], sheet="Data")
    write_table(path, [], sheet="Kosong")

    assert cells(open_source(path, COLUMNS)) == list(ROWS)


def test_of_two_sheets_alike_the_first_is_read(tmp_path):
    path = write_table(tmp_path / "riwayat.xlsx", [COLUMNS, ROWS[0]], sheet="Januari")
    write_table(path, [COLUMNS, ROWS[1]], sheet="Februari")

    assert cells(open_source(path, COLUMNS)) == [ROWS[0]]


def test_a_workbook_without_a_row_is_refused(tmp_path):
    with pytest.raises(UnreadableData, match="no sheet holds a row"):
        open_source(write_table(tmp_path / "riwayat.xlsx", []), COLUMNS)


def test_a_workbook_behind_a_password_is_named_as_one(tmp_path):
    path = protect(write_table(tmp_path / "riwayat.xlsx", [COLUMNS, *ROWS]))

    with pytest.raises(ProtectedFile, match=r"riwayat\.xlsx is protected by a password"):
        open_source(path, COLUMNS)


# --- JSON and Parquet -----------------------------------------------------------------------


def test_a_json_array_may_have_lines_above_it(tmp_path):
    path = tmp_path / "riwayat.json"
    path.write_text('\n [{"nomor": "1", "isi": "satu"}]\n', encoding="utf-8")

    assert cells(open_source(path, ("nomor", "isi"))) == [("1", "satu")]


def test_a_json_key_that_a_row_lacks_is_a_gap(tmp_path):
    path = tmp_path / "riwayat.ndjson"
    path.write_text('{"nomor": 1, "isi": null}\n\n{"nomor": 2, "dinas": true}\n', encoding="utf-8")

    assert cells(open_source(path, COLUMNS)) == [("1", "", ""), ("2", "", "True")]


def test_a_parquet_value_that_is_no_string_is_read_as_one(tmp_path):
    frame = pd.DataFrame({"nomor": [1, 2], "isi": [1.0, None], "pada": pd.to_datetime(["2026-01-06T10:00+07:00"] * 2)})
    frame.to_parquet(tmp_path / "riwayat.parquet")

    source = open_source(tmp_path / "riwayat.parquet", ("nomor",))

    assert cells(source) == [("1", "1", "2026-01-06 10:00:00+07:00"), ("2", "", "2026-01-06 10:00:00+07:00")]


# --- a dataset ------------------------------------------------------------------------------


def test_a_dataset_is_read_by_the_split_that_is_named(tmp_path):
    import datasets

    for split, nomor in (("train", "1"), ("test", "2")):
        rows = datasets.Dataset.from_dict({"nomor": [nomor], "isi": ["Got mampat."]})
        rows.to_parquet(tmp_path / f"{split}-00000.parquet")

    assert cells(open_source(f"hf:{tmp_path}", ("nomor",))) == [("1", "Got mampat.")]
    assert cells(open_source(f"hf:{tmp_path}#test", ("nomor",))) == [("2", "Got mampat.")]


@pytest.mark.parametrize("reference", ["hf:{folder}/tidak-ada", "hf:{folder}#entah"])
def test_a_dataset_or_split_that_is_not_there_is_named(tmp_path, reference):
    pd.DataFrame({"nomor": ["1"]}).to_parquet(tmp_path / "train-00000.parquet")

    with pytest.raises(TriageError, match=r"tidak-ada|entah"):
        open_source(reference.format(folder=tmp_path), ("nomor",))
