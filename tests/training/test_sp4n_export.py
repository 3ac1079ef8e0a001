"""The admin export of SP4N-LAPOR! of any year, by the bundled mapping: what varies, and what must not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from features.recipe import Recipe
from tests.training.histories import received, write_table
from tests.worlds import CITY_OF_BANDUNG, MOJO, REGENCY_OF_BANDUNG, SURABAYA
from training.corpus.mapping import Mapping, load_mapping
from training.corpus.reader import Corpus, read_corpus
from training.errors import MissingColumns
from training.snapshots.importing import import_files
from training.snapshots.snapshot import Snapshot
from triage.complaint import Channel, Confidentiality

NOW = received("2026-03-09T10:00+07:00")
TITLE_BLOCK = [["Laporan SP4N-LAPOR!"], ["Periode: 1 Januari 2026 s.d. 31 Januari 2026"], []]
REPORTER = "Sulastri Wignyo"
EXPORTED = {
    "Tracking ID": "0012345",
    "Tanggal Laporan Masuk": "06/01/2026",
    "Waktu Laporan Masuk": "14:05",
    "Nama Pelapor": REPORTER,
    "Klasifikasi Laporan": "Pengaduan Tidak Berkadar Pengawasan",
    "ID Kategori": "1397",
    "Kategori": "Jalan Berlubang",
    "Judul Laporan": "Jalan berlubang di depan pasar",
    "Isi Laporan Awal": "Jalan di depan pasar berlubang sejak Senin.",
    "Isi Laporan Akhir": "Sudah diaspal oleh petugas.",
    "Tipe Laporan": "",
    "Sumber Laporan": "Website",
    "Instansi Induk": "Pemerintah Kota Surabaya",
    "ID Instansi Terdisposisi": "77",
    "Instansi Terdisposisi": "Dinas Perhubungan Kota Surabaya",
    "Status Laporan": "Selesai",
    "Alasan Tunda/Arsip": "",
    "Provinsi": "Jawa Timur",
    "Kota/Kabupaten": "Kota Surabaya",
    "Kecamatan": "Gubeng",
    "Kelurahan": "Mojo",
}
FEWEST = ("Tracking ID", "Isi Laporan Awal")
"""The columns without which an export is none."""

Read = Callable[..., Corpus]


@pytest.fixture(params=["xlsx", "csv"])
def export(request, tmp_path):
    """Return a writer of an export: one row for each set of changes, below a title block."""

    def write(*changes: dict[str, Any], headings=tuple(EXPORTED), heading=str, above=TITLE_BLOCK):
        rows = [{**EXPORTED, **change} for change in changes or ({},)]
        table = [*above, [heading(name) for name in headings], *([row[name] for name in headings] for row in rows)]
        return write_table(tmp_path / f"ekspor.{request.param}", table)

    return write


@pytest.fixture
def read(export, taxonomy, directory) -> Read:
    """Return a reader of such an export."""

    def read_export(*changes: dict[str, Any], within: str | None = None, **layout: Any) -> Corpus:
        mapping = load_mapping("sp4n").model_copy(update={"within": within})
        return read_corpus([export(*changes, **layout)], mapping, taxonomy, directory, NOW)

    return read_export


@pytest.fixture
def frozen(export, tmp_path) -> Callable[..., Snapshot]:
    """Return an import of such an export: cleaned and masked."""
    return lambda *changes: import_files(
        [export(*changes)], load_mapping("sp4n"), Recipe(), tmp_path / "potret", NOW, workers=1
    )


# --- the layout of a year -------------------------------------------------------------------


def a_whole_complaint(corpus: Corpus) -> None:
    (complaint,) = corpus.complaints
    assert (complaint.id, complaint.title) == ("0012345", "Jalan berlubang di depan pasar")
    assert complaint.text == "Jalan di depan pasar berlubang sejak Senin."
    assert complaint.received_at == received("2026-01-06T14:05+07:00")
    assert (complaint.kind, complaint.category) == ("pengaduan_non_pengawasan", "pekerjaan-umum.jalan-berlubang")
    assert (complaint.agency, complaint.role) == ("kabkota.perhubungan:35.78", "kabkota.perhubungan")
    assert (complaint.region, complaint.channel) == (MOJO, Channel.WEB)
    assert complaint.confidentiality is Confidentiality.PUBLIC
    assert not corpus.rejects


def test_an_export_is_read_whole(read):
    a_whole_complaint(read())


def test_an_export_without_a_title_block_is_the_same(read):
    a_whole_complaint(read(above=[]))


def test_the_order_of_the_columns_does_not_count(read):
    a_whole_complaint(read(headings=tuple(reversed(EXPORTED))))


@pytest.mark.parametrize("heading", [str.upper, str.lower, lambda name: f" {name.replace(' ', '_')} "])
def test_the_case_and_the_blanks_of_a_heading_do_not_count(read, heading):
    a_whole_complaint(read(heading=heading))


def test_a_heading_may_carry_an_addition_in_parentheses(read):
    additions = {"Instansi Terdisposisi": "(SKPD)", "Tipe Laporan": "(Anonim/Rahasia)"}

    a_whole_complaint(read(heading=lambda name: f"{name} {additions.get(name, '')}".strip()))


def test_only_the_id_and_the_text_must_be_there(read):
    (complaint,) = read(headings=FEWEST).complaints

    assert (complaint.id, complaint.text) == ("0012345", "Jalan di depan pasar berlubang sejak Senin.")
    assert (complaint.received_at, complaint.category, complaint.agency, complaint.region) == (None, None, None, None)
    assert complaint.confidentiality is Confidentiality.PUBLIC


@pytest.mark.parametrize("missing", FEWEST)
def test_without_the_id_or_the_text_it_is_no_export(read, missing):
    with pytest.raises(MissingColumns, match=missing):
        read(headings=tuple(name for name in EXPORTED if name != missing))


@pytest.mark.parametrize("missing", [name for name in EXPORTED if name not in FEWEST])
def test_any_other_column_may_be_missing(read, missing):
    corpus = read(headings=tuple(name for name in EXPORTED if name != missing))

    assert len(corpus) == 1
    assert not corpus.rejects


# --- dates ----------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["06/01/2026", "6 Jan 2026", "6 Januari 2026", "6 January 2026", "2026-01-06", "46028"])
@pytest.mark.parametrize("clock", ["14:05", "14.05", "0.586805555555556"])
def test_every_form_of_a_day_and_a_time_is_one_moment(read, day, clock):
    corpus = read({"Tanggal Laporan Masuk": day, "Waktu Laporan Masuk": clock})

    assert corpus.complaints[0].received_at == received("2026-01-06T14:05+07:00")


def test_a_day_without_a_time_is_its_midnight_in_jakarta(read):
    corpus = read({"Waktu Laporan Masuk": ""})

    assert corpus.complaints[0].received_at == received("2026-01-06T00:00+07:00")


# --- texts ----------------------------------------------------------------------------------


def test_lines_that_the_export_glued_are_parted(read):
    corpus = read({"Isi Laporan Awal": "Lampu padam di gang dua. TerimakasihAlamat: balai desa"})

    assert corpus.complaints[0].text == "Lampu padam di gang dua. Terimakasih\nAlamat: balai desa"


def test_excel_s_escapes_leave_no_trace_in_what_is_kept(frozen):
    snapshot = frozen({"Isi Laporan Awal": "Lampu padam._x000D_\n_x000D_\nMohon diperbaiki._x000d_"})

    (complaint,) = snapshot.complaints()
    assert "x000" not in complaint.text.casefold()
    assert "\r" not in complaint.text
    assert complaint.text.split() == ["Lampu", "padam.", "Mohon", "diperbaiki."]


def test_the_answer_of_an_agency_is_no_part_of_the_text(read):
    assert "diaspal" not in read().complaints[0].text


# --- the reporter ---------------------------------------------------------------------------


def test_the_reporter_s_name_is_no_field_of_a_complaint(read):
    assert REPORTER not in read().complaints[0].model_dump_json()


@pytest.mark.parametrize("text", ["Saya {name}, warga gang dua.", "{name} melapor: got mampat.", "Hormat saya, {name}"])
@pytest.mark.parametrize("name", [REPORTER, "SULASTRI WIGNYO", "sulastri wignyo"])
def test_the_reporter_s_name_is_masked_in_the_text_and_kept_nowhere(frozen, text, name):
    snapshot = frozen({"Isi Laporan Awal": text.format(name=name), "Judul Laporan": f"Laporan {name}"})

    (complaint,) = snapshot.complaints()
    assert "[NAMA]" in complaint.text
    assert "[NAMA]" in complaint.title
    kept = b"".join(file.read_bytes() for file in snapshot.folder.rglob("*") if file.is_file()).lower()
    assert b"sulastri" not in kept
    assert b"wignyo" not in kept


@pytest.mark.parametrize("name", ["Ida Ayu", "Uci"])
def test_a_reporter_s_name_of_short_words_is_masked_too(frozen, name):
    snapshot = frozen({"Nama Pelapor": name, "Isi Laporan Awal": f"Got mampat, hubungi {name.lower()} di balai desa."})

    assert name.casefold() not in next(snapshot.complaints()).text.casefold()


# --- confidentiality and channel ------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "wish"),
    [
        ("Rahasia", Confidentiality.SECRET),
        ("RAHASIA", Confidentiality.SECRET),
        ("Anonim", Confidentiality.ANONYMOUS),
        ("Anonim|Rahasia", Confidentiality.SECRET),
        ("Rahasia|Anonim", Confidentiality.SECRET),
        ("Anonim | Rahasia", Confidentiality.SECRET),
        ("Anonim, Rahasia", Confidentiality.SECRET),
        ("Publik", Confidentiality.PUBLIC),
        ("", Confidentiality.PUBLIC),
    ],
)
def test_the_type_of_a_report_tells_its_confidentiality(read, kind, wish):
    assert read({"Tipe Laporan": kind}).complaints[0].confidentiality is wish


def test_the_word_for_secret_may_stand_in_a_mapping_as_the_export_writes_it(export, taxonomy, directory):
    mapping = Mapping.model_validate({**load_mapping("sp4n").model_dump(), "secret_values": ("Rahasia",)})

    corpus = read_corpus([export({"Tipe Laporan": "Rahasia"})], mapping, taxonomy, directory, NOW)

    assert corpus.complaints[0].confidentiality is Confidentiality.SECRET


def test_a_secret_report_is_kept_apart(frozen):
    snapshot = frozen({}, {"Tracking ID": "0012346", "Tipe Laporan": "Anonim|Rahasia"})

    assert [row.id for row in snapshot.complaints()] == ["0012345"]
    assert [row.id for row in snapshot.complaints(with_secret=True)] == ["0012345", "0012346"]


@pytest.mark.parametrize(
    ("source", "channel"),
    [
        ("Website - pemerintah-kota-surabaya", Channel.WEB),
        ("WEBSITE", Channel.WEB),
        ("Android", Channel.APP),
        ("SMS 1708", Channel.SMS),
        ("Twitter", Channel.X),
        ("Whatsapp", Channel.WHATSAPP),
        ("Tatap Muka", Channel.WALK_IN),
        ("Instagram", Channel.OTHER),
        ("", Channel.OTHER),
    ],
)
def test_a_channel_is_read_by_what_stands_before_the_dash(read, source, channel):
    corpus = read({"Sumber Laporan": source})

    assert corpus.complaints[0].channel is channel
    assert not corpus.rejects


# --- labels ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "category"),
    [("1443", "sosial.pkh-program-keluarga-harapan"), ("1660", "corona-virus.pkh-program-keluarga-harapan")],
)
def test_an_id_tells_apart_two_categories_of_one_name(read, number, category):
    corpus = read({"ID Kategori": number, "Kategori": "PKH Program Keluarga Harapan"})

    assert corpus.complaints[0].category == category


def test_a_number_of_excel_is_an_id_as_well(read):
    assert read({"ID Kategori": 1443, "Kategori": ""}).complaints[0].category == "sosial.pkh-program-keluarga-harapan"


def test_without_an_id_the_name_tells_the_category(read):
    assert read({"ID Kategori": ""}).complaints[0].category == "pekerjaan-umum.jalan-berlubang"


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("Pengaduan Berkadar Pengawasan", "pengaduan_pengawasan"),
        ("Pengaduan Tidak Berkadar Pengawasan", "pengaduan_non_pengawasan"),
        ("Aspirasi", "aspirasi"),
        ("PERMINTAAN INFORMASI", "permintaan_informasi"),
        ("", None),
    ],
)
def test_the_four_kinds_are_read_as_the_export_writes_them(read, written, kind):
    assert read({"Klasifikasi Laporan": written}).complaints[0].kind == kind


def test_a_report_that_was_never_sent_on_has_no_agency(read):
    corpus = read({"Instansi Terdisposisi": ""})

    assert (corpus.complaints[0].agency, corpus.complaints[0].role) == (None, None)
    assert not corpus.rejects


def test_an_agency_without_its_town_is_understood_in_the_town_of_the_export(read):
    within = read({"Instansi Terdisposisi": "Dinas Kesehatan"}, within=SURABAYA)
    nowhere = read({"Instansi Terdisposisi": "Dinas Kesehatan"})

    assert within.complaints[0].agency == "kabkota.kesehatan:35.78"
    assert nowhere.complaints[0].agency is None
    assert [reject.code for reject in nowhere.rejects] == ["unknown-agency"]


# --- places ---------------------------------------------------------------------------------


def a_place(province: str, town: str, district: str = "", village: str = "") -> dict[str, str]:
    return {"Provinsi": province, "Kota/Kabupaten": town, "Kecamatan": district, "Kelurahan": village}


@pytest.mark.parametrize(
    ("place", "within", "region"),
    [
        (a_place("Jawa Timur", "Kota Surabaya", "Gubeng", "Mojo"), None, MOJO),
        (a_place("JAWA TIMUR", "KOTA SURABAYA", "GUBENG", "MOJO"), None, MOJO),
        (a_place("Jawa Barat", "Bandung"), None, REGENCY_OF_BANDUNG),
        (a_place("Jawa Barat", "Kota Bandung"), None, CITY_OF_BANDUNG),
        (a_place("Jawa Barat", "Bandung", "Baleendah", "Baleendah"), None, "32.04.32.1001"),
        (a_place("Jawa Barat", ""), None, "32"),
        (a_place("", "", "", ""), None, None),
        (a_place("", "", "Gubeng", "Mojo"), None, None),
        (a_place("", "", "Gubeng", "Mojo"), SURABAYA, MOJO),
        (a_place("Jawa Timur", "Kota Surabaya", "Gubeng", "Mojo"), SURABAYA, MOJO),
        (a_place("Jawa Timur", "Kota Surabaya"), SURABAYA, SURABAYA),
        (a_place("Jawa Barat", "Bandung", "Baleendah", "Baleendah"), REGENCY_OF_BANDUNG, "32.04.32.1001"),
        (a_place("", "", "", ""), REGENCY_OF_BANDUNG, REGENCY_OF_BANDUNG),
    ],
)
def test_a_place_is_read_from_the_province_down_or_inside_a_town(read, place, within, region):
    assert read(place, within=within).complaints[0].region == region


def test_a_place_that_is_nowhere_is_lost_and_said(read):
    corpus = read(a_place("", "Negeri Awan"))

    assert corpus.complaints[0].region is None
    assert [(reject.column, reject.code) for reject in corpus.rejects] == [("Kelurahan", "unknown-region")]
