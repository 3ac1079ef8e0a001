"""From a file of history to labelled complaints: every format alike, every row accounted for."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.histories import COLUMNS, FORMATS, a_mapping, a_row, received, write_rows
from training.corpus.reader import Corpus, read_corpus
from training.corpus.rejects import Loss
from triage.complaint import Channel, Confidentiality
from triage.records import LONGEST_TEXT


@pytest.fixture
def read(tmp_path, taxonomy, directory):
    """Return a reader of rows: written to a file first, as a user has them."""

    def read_rows(*rows: dict[str, Any], name: str = "riwayat.csv", columns=COLUMNS, **changes: Any) -> Corpus:
        path = write_rows(tmp_path / name, rows, columns)
        return read_corpus([path], a_mapping(**changes), taxonomy, directory)

    return read_rows


def reasons(corpus: Corpus) -> list[tuple[int, str, str]]:
    return [(reject.row, str(reject.lost), reject.code) for reject in corpus.rejects]


# --- formats --------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_gives_the_same_complaint(read, ending):
    corpus = read(a_row(), name=f"riwayat.{ending}")

    (complaint,) = corpus.complaints
    assert (complaint.id, complaint.title) == ("L-1", "Puskesmas tutup")
    assert complaint.text == "Loket puskesmas pembantu tidak buka sejak Senin."
    assert complaint.received_at == received("2026-03-09T10:00:00+07:00")
    assert (complaint.region, complaint.agency) == ("35.78.08.1002", "kabkota.kesehatan:35.78")
    assert (complaint.category, complaint.role, complaint.urgency) == ("kesehatan", "kabkota.kesehatan", "sedang")
    assert complaint.kind is None
    assert not corpus.rejects


@pytest.mark.parametrize("ending", FORMATS)
def test_an_offset_in_a_date_is_kept_by_every_format(read, ending):
    corpus = read(a_row("L-1", tanggal="2026-03-09T10:00:00+09:00"), a_row("L-2", tanggal=""), name=f"riwayat.{ending}")

    assert corpus.complaints[0].received_at == received("2026-03-09T08:00:00+07:00")
    assert corpus.complaints[1].received_at is None


@pytest.mark.parametrize("ending", FORMATS)
def test_a_date_without_an_offset_is_local(read, ending):
    zone = {"column": "tanggal", "zone": "Asia/Jayapura"}
    corpus = read(a_row(tanggal="2026-03-09 10:00"), name=f"riwayat.{ending}", received_at=zone)

    assert corpus.complaints[0].received_at == datetime(2026, 3, 9, 10, tzinfo=ZoneInfo("Asia/Jayapura"))


@pytest.mark.parametrize("ending", FORMATS)
def test_what_looks_like_a_number_a_gap_or_a_date_stays_as_it_is_written(read, ending):
    rows = [a_row("0012", isi="NA"), a_row("1e3", isi="null"), a_row("2026-01-05", isi="007"), a_row("12", isi="1.50")]

    corpus = read(*rows, name=f"riwayat.{ending}")

    assert [(row.id, row.text) for row in corpus.complaints] == [
        ("0012", "NA"),
        ("1e3", "null"),
        ("2026-01-05", "007"),
        ("12", "1.50"),
    ]


def test_a_text_keeps_its_lines_quotes_and_commas(read):
    text = 'Jalan "baru" rusak, berlubang;\nlampu padam\n\n😡'

    assert read(a_row(isi=text)).complaints[0].text == text


def test_a_json_value_that_is_no_string_is_read_as_one(read):
    corpus = read({**a_row(), "nomor": 17, "judul": None}, name="riwayat.jsonl")

    assert (corpus.complaints[0].id, corpus.complaints[0].title) == ("17", "")


def test_several_columns_make_one_text_and_empty_ones_leave_no_gap(read):
    corpus = read(a_row(judul=""), a_row("L-2"), text=("judul", "isi"))

    assert corpus.complaints[0].text == "Loket puskesmas pembantu tidak buka sejak Senin."
    assert corpus.complaints[1].text.startswith("Puskesmas tutup\nLoket")


def test_a_date_may_have_a_format_of_its_own(read):
    corpus = read(a_row(tanggal="09/03/2026 10.00"), received_at={"column": "tanggal", "format": "%d/%m/%Y %H.%M"})

    assert corpus.complaints[0].received_at == received("2026-03-09T10:00+07:00")


def test_channel_and_confidentiality_are_read_by_their_names(read):
    columns = (*COLUMNS, "kanal", "rahasia", "anonim")
    rows = [
        {**a_row("L-1"), "kanal": "WA", "rahasia": "Ya", "anonim": "ya"},
        {**a_row("L-2"), "kanal": "Web", "rahasia": "0", "anonim": "TRUE"},
        {**a_row("L-3"), "kanal": "merpati", "rahasia": "", "anonim": ""},
    ]

    corpus = read(
        *rows,
        columns=columns,
        channel="kanal",
        channel_names={"WA": "whatsapp"},
        secret="rahasia",
        anonymous="anonim",
    )

    assert [row.channel for row in corpus.complaints] == [Channel.WHATSAPP, Channel.WEB, Channel.OTHER]
    assert [row.confidentiality for row in corpus.complaints] == [
        Confidentiality.SECRET,
        Confidentiality.ANONYMOUS,
        Confidentiality.PUBLIC,
    ]
    assert reasons(corpus) == [(3, "label", "unknown-channel")]


# --- what is refused ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"topik": "Sihir"}, "unknown-label"),
        ({"dinas": "Dinas Sihir"}, "unknown-agency"),
        ({"tanggal": "kemarin sore"}, "unreadable-date"),
        ({"kelurahan": "Negeri Awan", "kecamatan": ""}, "unknown-region"),
        ({"kelurahan": "99.99.99.9999", "kecamatan": ""}, "unknown-region"),
    ],
)
def test_what_cannot_be_understood_is_lost_and_the_row_stays(read, change, code):
    corpus = read(a_row(**change))

    assert len(corpus) == 1
    assert reasons(corpus) == [(1, "label", code)]
    assert corpus.rejects[0].id == "L-1"
    assert corpus.rejects[0].value in change.values()


def test_an_unknown_region_falls_back_to_the_town(read):
    assert read(a_row(kelurahan="Negeri Awan", kecamatan="")).complaints[0].region == "35.78"


def test_an_empty_label_is_unknown_and_no_mistake(read):
    corpus = read(a_row(topik="", dinas="", urgensi="", kelurahan="", kecamatan="", tanggal=""))

    assert not corpus.rejects
    assert (corpus.complaints[0].category, corpus.complaints[0].role) == (None, None)


def test_a_role_column_wins_over_the_agency_s_own_role(read):
    columns = (*COLUMNS, "peran")
    rows = [{**a_row("L-1"), "peran": "kabkota.rsud"}, {**a_row("L-2"), "peran": "peran.khayalan"}]

    corpus = read(*rows, columns=columns, role="peran")

    assert [row.role for row in corpus.complaints] == ["kabkota.rsud", None]
    assert reasons(corpus) == [(2, "label", "unknown-role")]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"nomor": ""}, "empty-id"),
        ({"nomor": "L-0"}, "repeated-id"),
        ({"isi": "  \n "}, "empty-text"),
        ({"isi": "a" * (LONGEST_TEXT + 1)}, "overlong-text"),
    ],
)
def test_a_row_that_cannot_be_a_complaint_is_refused(read, change, code):
    corpus = read(a_row("L-0"), a_row(**change))

    assert [row.id for row in corpus.complaints] == ["L-0"]
    assert reasons(corpus) == [(2, "row", code)]


def test_the_longest_text_is_still_read(read):
    assert len(read(a_row(isi="a" * LONGEST_TEXT))) == 1


def test_an_id_that_another_file_had_is_refused(tmp_path, taxonomy, directory):
    first = write_rows(tmp_path / "satu.csv", [a_row("L-1")])
    second = write_rows(tmp_path / "dua.jsonl", [a_row("L-1"), a_row("L-2")])

    corpus = read_corpus([first, second], a_mapping(), taxonomy, directory)

    assert [row.id for row in corpus.complaints] == ["L-1", "L-2"]
    assert [(reject.file, reject.row) for reject in corpus.rejects] == [("dua.jsonl", 1)]


ODD_ROWS = st.fixed_dictionaries(
    {
        "nomor": st.sampled_from(("", "A", "B", "007", " A ", "2026-01-05")),
        "isi": st.one_of(st.just(""), st.text(max_size=20), st.just("Got mampat di gang dua.")),
        "tanggal": st.sampled_from(("", "2026-03-09", "kemarin", "0001-01-01", "9999-12-31T23:59:59-07:00")),
        "topik": st.sampled_from(("", "kesehatan", "Sihir", "NA")),
        "dinas": st.sampled_from(("", "Dinas Kesehatan", "Dinas Sihir")),
        "kelurahan": st.sampled_from(("", "Mojo", "99", "Negeri Awan", "-")),
    }
)


@given(rows=st.lists(ODD_ROWS, min_size=1, max_size=12), ending=st.sampled_from(("csv", "jsonl", "json", "parquet")))
def test_kept_and_refused_rows_are_all_the_rows_of_the_file(rows, ending, tmp_path_factory, taxonomy, directory):
    whole = [a_row(**row) for row in rows]
    path = write_rows(tmp_path_factory.mktemp("baris") / f"riwayat.{ending}", whole)

    corpus = read_corpus([path], a_mapping(), taxonomy, directory)

    refused = Counter(reject.row for reject in corpus.rejects if reject.lost is Loss.ROW)
    assert len(corpus) + len(refused) == len(rows)
    assert set(refused.values()) <= {1}
    assert len({row.id for row in corpus.complaints}) == len(corpus)
