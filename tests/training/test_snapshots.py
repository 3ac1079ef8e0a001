"""From a file to a frozen history: named by its content, every row accounted for, nobody's name or number in it."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import UTC
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from features.recipe import Recipe
from tests.training.frozen import NOW, READ_BY, WHOLE, freeze
from tests.training.histories import a_row, received, write_rows
from tests.training.test_corpus import ODD_ROWS
from training.corpus.reader import read_corpus
from training.errors import BrokenSnapshot, UnreadableData
from training.snapshots import importing
from training.snapshots.importing import import_files
from training.snapshots.snapshot import REJECTS, SECRET, Snapshot
from training.snapshots.summary import write_page
from training.snapshots.validating import validate_files
from triage.complaint import Confidentiality
from triage.tasks import Task

PHONE, NIK, EMAIL, NAME, REPORTER = (
    "081234567890",
    "3578080101900001",
    "siti@contoh.id",
    "Budi Santoso",
    "Kalasuba Wira",
)
TELLING = (
    f"Nama saya {NAME}, NIK {NIK}. Got di gang dua mampat. Hubungi {PHONE} atau {EMAIL}. Salam, {REPORTER.upper()}."
)
ROWS = 1_200
IDENTIFYING = (PHONE, NIK, EMAIL, *NAME.split(), *REPORTER.split(), REPORTER.upper())


def rejects(snapshot: Snapshot) -> list[dict[str, str]]:
    with (snapshot.folder / REJECTS).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def files_that_hold(folder: Path, word: str) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and word.encode() in path.read_bytes()]


def many(n: int) -> list[dict[str, str]]:
    """Return rows of every kind: each twentieth refused or repeated, each seventh secret, some sent again."""
    return [
        a_row(
            f"L-{number - number % 20 if number % 20 == 13 else number}",
            isi="" if number % 20 == 7 else f"Got di gang {number % 900} mampat, hubungi 08123456{number:04}.",
            tanggal=f"2025-{number % 12 + 1:02}-03",
            topik=("kesehatan", "energi", "Sihir")[number % 3],
        )
        | {"rahasia": "ya" if number % 7 == 0 else "", "pelapor": "Kalasuba Wira"}
        for number in range(n)
    ]


# --- the name of a snapshot -----------------------------------------------------------------


def test_the_same_file_twice_is_one_snapshot(tmp_path):
    first, second = (freeze(tmp_path, [a_row("L-1"), a_row("L-2")]) for _ in range(2))

    assert first.folder == second.folder
    assert first.folder.name == first.card.digest == second.card.digest
    assert list((tmp_path / "snapshots").iterdir()) == [first.folder]


@pytest.fixture(scope="module")
def by_workers(tmp_path_factory) -> list[Snapshot]:
    """One history of three batches, the fewest that go to processes, frozen by one process and by two."""
    folder, rows = tmp_path_factory.mktemp("banyak"), many(ROWS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(importing, "BATCH_ROWS", ROWS // 3 + 1)
        return [freeze(folder, rows, workers=workers, out=f"oleh-{workers}") for workers in (1, 2)]


def test_how_many_processes_worked_changes_nothing_in_a_snapshot(by_workers):
    alone, together = by_workers

    assert alone.card == together.card
    assert rejects(alone) == rejects(together)
    assert list(alone.complaints(with_secret=True)) == list(together.complaints(with_secret=True))
    assert alone.groups(with_secret=True) == together.groups(with_secret=True)


def test_a_repeated_id_is_refused_in_a_later_batch_too(tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "BATCH_ROWS", 2)

    snapshot = freeze(tmp_path, [a_row("L-1"), a_row("L-2"), a_row("L-3"), a_row("L-2", topik="Sihir"), a_row("L-4")])

    assert [row.id for row in snapshot.complaints()] == ["L-1", "L-2", "L-3", "L-4"]
    assert [(reject["row"], reject["id"], reject["code"]) for reject in rejects(snapshot)] == [
        ("4", "L-2", "repeated-id")
    ]


@pytest.mark.parametrize("ending", ["csv.gz", "jsonl", "json", "parquet", "xlsx"])
def test_the_format_of_the_file_does_not_change_the_digest(tmp_path, ending):
    rows = many(50)

    if ending == "xlsx":
        path = tmp_path / "riwayat.xlsx"
        pd.DataFrame(rows, columns=list(WHOLE)).to_excel(path, index=False)
        other = import_files([path], READ_BY, Recipe(), tmp_path / "lain", NOW, 1)
    else:
        other = freeze(tmp_path, rows, name=f"riwayat.{ending}", out="lain")

    assert other.card.digest == freeze(tmp_path, rows).card.digest


@pytest.mark.parametrize(
    "change",
    [
        {"isi": "Loket puskesmas pembantu tidak buka sejak Selasa."},
        {"judul": "Puskesmas buka"},
        {"topik": "energi"},
        {"urgensi": "tinggi"},
        {"dinas": ""},
        {"tanggal": "2026-03-09T10:00:01+07:00"},
        {"kelurahan": ""},
        {"rahasia": "ya"},
        {"nomor": "L-2"},
    ],
)
def test_other_content_has_another_digest(tmp_path, change):
    assert freeze(tmp_path, [{**a_row(), **change}]).card.digest != freeze(tmp_path, [a_row()]).card.digest


def test_another_set_of_masked_types_has_another_digest(tmp_path):
    names = Recipe(masked_types=("NAME",))

    assert freeze(tmp_path, [a_row()], recipe=names).card.digest != freeze(tmp_path, [a_row()]).card.digest


def test_how_a_model_reads_does_not_change_the_digest(tmp_path):
    short = Recipe(prefix="query: ", max_tokens=64, normalise=True)

    assert freeze(tmp_path, [a_row()], recipe=short).card.digest == freeze(tmp_path, [a_row()]).card.digest


# --- what nobody may read -------------------------------------------------------------------


def test_secret_reports_lie_apart_and_come_only_when_asked_for(tmp_path):
    snapshot = freeze(tmp_path, [a_row("L-1"), a_row("L-2", isi="Pungli di loket tiga.") | {"rahasia": "Ya"}])

    assert [row.id for row in snapshot.complaints()] == ["L-1"]
    assert [row.id for row in snapshot.corpus().complaints] == ["L-1"]
    assert [row.id for row in snapshot.complaints(with_secret=True)] == ["L-1", "L-2"]
    assert (snapshot.folder / SECRET).stat().st_mode & 0o777 == 0o600
    assert files_that_hold(snapshot.folder, "Pungli") == [SECRET]
    assert (snapshot.card.rows, snapshot.card.secret) == (2, 1)


def test_a_public_report_does_not_name_the_secret_one_that_it_repeats(tmp_path):
    rows = [a_row("L-RAHASIA") | {"rahasia": "ya"}, a_row("L-2"), a_row("L-3")]

    snapshot = freeze(tmp_path, rows)

    assert files_that_hold(snapshot.folder, "L-RAHASIA") == [SECRET]
    assert len(set(snapshot.groups())) == len(set(snapshot.groups(with_secret=True))) == 1


def test_no_file_of_a_snapshot_holds_who_complained(tmp_path):
    telling = {"isi": TELLING, "judul": f"Got mampat, lapor {REPORTER}", "pelapor": REPORTER}
    rows = [
        {**a_row("L-1"), **telling},
        {**a_row("L-2"), **telling, "rahasia": "ya"},
        {**a_row("L-2"), **telling},
        {**a_row("L-3"), **telling, "judul": f"{REPORTER} " * 60},
        {**a_row("L-4"), **telling, "topik": "Sihir"},
    ]

    snapshot = freeze(tmp_path, rows)
    write_page(snapshot.folder, snapshot.card)

    assert [name for word in IDENTIFYING for name in files_that_hold(snapshot.folder, word)] == []
    assert "Got di gang dua mampat" in next(snapshot.complaints()).text


@pytest.mark.parametrize(
    ("reporter", "text"),
    [
        ("Kalasuba Wira", "Demikian laporan kalasuba wira."),
        ("Kalasuba Wira", "Demikian laporan Kalasuba."),
        ("Kalasuba Wira", "Demikian laporan dari KALASUBA, warga."),
        ("Kalasuba Wira", "Demikian laporan kalasuba  wira."),
        ("Kalasuba Wira", "Demikian laporan dari KALASUBA&nbsp;WIRA."),
        ("Kalasuba  Wira", "Demikian laporan kalasuba wira."),
        ("KALASUBA, S.H.", "Demikian laporan dari Kalasuba."),
        ("Ir. Kalasuba, M.Si.", "Demikian laporan dari Kalasuba."),
    ],
)
def test_the_reporter_s_name_is_masked_however_it_is_written(tmp_path, reporter, text):
    snapshot = freeze(tmp_path, [{**a_row(isi=text), "pelapor": reporter}])

    assert "kalasuba" not in next(snapshot.complaints()).text.casefold()


@pytest.mark.parametrize("column", ["topik", "dinas", "kelurahan", "tanggal", "urgensi"])
def test_a_short_text_that_slipped_into_a_column_of_labels_is_masked_among_the_rejects(tmp_path, column):
    snapshot = freeze(tmp_path, [a_row(**{"kecamatan": "", column: f"Hubungi Budi Santoso {PHONE}"})])

    assert len(rejects(snapshot)) == 1
    assert files_that_hold(snapshot.folder, PHONE) == files_that_hold(snapshot.folder, "Santoso") == []


def test_a_file_that_breaks_in_its_middle_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "BATCH_ROWS", 20)
    path = write_rows(tmp_path / "riwayat.csv", many(400), WHOLE)
    path.write_bytes(path.read_bytes() + b'L-9,"kutip tak ditutup\n')
    done: list[int] = []

    with pytest.raises(UnreadableData):
        import_files([path], READ_BY, Recipe(), tmp_path / "snapshots", NOW, 1, done.append)

    assert sum(done) >= 200
    assert list((tmp_path / "snapshots").iterdir()) == []


# --- the card -------------------------------------------------------------------------------


def test_the_card_counts_rows_labels_months_channels_and_lengths(tmp_path):
    rows = [
        a_row("L-1", tanggal="2025-12-31T23:30:00+07:00"),
        a_row("L-2", tanggal="2025-12-31T17:00:00+00:00", isi="Tiang listrik miring. " * 20, topik="energi"),
        a_row("L-3", tanggal="", urgensi="", dinas="", isi="Rambu parkir hilang dari simpang lima."),
        a_row("L-3"),
        a_row("L-5", isi=""),
    ]

    card = freeze(tmp_path, rows).card

    assert (card.read, card.rows, card.refused) == (5, 3, 2)
    assert [(source.name, source.rows, source.kept) for source in card.sources] == [("riwayat.csv", 5, 3)]
    assert card.labels[Task.CATEGORY] == {"kesehatan": 2, "energi": 1}
    assert card.labels[Task.URGENCY] == {"sedang": 2}
    assert card.labels[Task.ROLE] == {"kabkota.kesehatan": 2}
    assert card.labels[Task.KIND] == {}
    assert card.months == {"2025-12": 1, "2026-01": 1}  # the day in Jakarta
    assert (str(card.first_day), str(card.last_day)) == ("2025-12-31", "2026-01-01")
    assert card.channels == {"other": 3}
    assert card.lengths == {"50": 2, "800": 1}


def test_the_card_counts_what_was_masked_in_the_rows_that_stayed(tmp_path):
    called = "Lampu padam, hubungi 081234567890 atau 081234567891."
    rows = [
        {**a_row("L-1", isi=called), "pelapor": REPORTER},
        {**a_row("L-1", isi=called), "pelapor": REPORTER},
        {**a_row("L-2", judul=REPORTER, isi="Got mampat, surel siti@contoh.id"), "pelapor": REPORTER},
    ]

    assert freeze(tmp_path, rows).card.masked == {"TELEPON": 2, "NAMA": 1, "EMAIL": 1}


def test_the_card_tells_a_report_sent_again_from_a_campaign(tmp_path):
    campaign = "Kami warga perumahan Griya Asri memohon perbaikan jalan masuk yang rusak parah sejak musim hujan lalu."
    rows = [a_row(f"K-{number}", isi=campaign) for number in range(5)]
    rows += [a_row("A-1", isi="Got mampat."), a_row("A-2", isi="GOT MAMPAT!"), a_row("B-1", isi="Tiang miring.")]

    snapshot = freeze(tmp_path, rows)

    found = snapshot.card.duplicates
    assert (found.groups, found.rows, found.resent, found.campaigns, found.largest) == (2, 7, 1, 1, 5)
    assert snapshot.groups() == ["K-0"] * 5 + ["A-1", "A-1", "B-1"]


def test_the_rejects_agree_with_the_card(by_workers):
    snapshot, _ = by_workers
    lines = rejects(snapshot)
    card = snapshot.card

    assert Counter(f"{line['lost']}:{line['column']}:{line['code']}" for line in lines) == card.rejects
    assert len({line["row"] for line in lines if line["lost"] == "row"}) == card.refused == ROWS // 10
    assert card.read == card.rows + card.refused == ROWS
    assert card.rows == len(list(snapshot.complaints(with_secret=True)))
    assert card.rows - card.secret == len(list(snapshot.complaints()))


@settings(max_examples=25)
@given(rows=st.lists(ODD_ROWS, min_size=1, max_size=8), ending=st.sampled_from(("csv", "jsonl", "parquet")))
@example(rows=[{"nomor": "A", "isi": "<br>"}, {"nomor": "A", "isi": "Got mampat."}], ending="csv")
def test_every_row_is_kept_or_refused_and_checking_says_so_before(rows, ending, tmp_path_factory):
    folder = tmp_path_factory.mktemp("baris")
    snapshot = freeze(folder, [a_row(**row) for row in rows], name=f"riwayat.{ending}")

    refused = Counter(line["row"] for line in rejects(snapshot) if line["lost"] == "row")
    assert snapshot.card.read == len(rows) == snapshot.card.rows + len(refused)
    assert set(refused.values()) <= {1}
    assert snapshot.card.refused == len(refused)
    assert len({row.id for row in snapshot.complaints()}) == snapshot.card.rows

    findings = validate_files([folder / f"riwayat.{ending}"], READ_BY, NOW, folder / "rejects.csv", 1)
    assert findings.reasons == snapshot.card.rejects
    assert findings.rows == len(rows)


def test_a_file_of_which_nothing_can_be_kept_is_an_empty_snapshot(tmp_path):
    snapshot = freeze(tmp_path, [a_row("L-1", isi=""), a_row("", isi="Got mampat.")])

    assert (snapshot.card.rows, snapshot.card.refused) == (0, 2)
    assert list(snapshot.complaints(with_secret=True)) == snapshot.groups(with_secret=True) == []


def test_a_letter_that_is_no_letter_costs_at_most_its_row(tmp_path):
    """JSON may hold half of a surrogate pair, cut by a system that counts in UTF-16."""
    rows = [
        a_row("L-1", isi="Lampu padam \ud83d"),
        a_row("L-\ud83d"),
        a_row("L-3", topik="Sihir \ud83d"),
        a_row("L-4"),
    ]
    path = tmp_path / "riwayat.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

    snapshot = import_files([path], READ_BY, Recipe(), tmp_path / "snapshots", NOW, 1)

    assert snapshot.card.rows + snapshot.card.refused == 4
    assert "L-4" in [row.id for row in snapshot.complaints()]


# --- several files, and reading back --------------------------------------------------------


def test_an_id_that_another_file_had_is_refused_with_its_row(tmp_path):
    first = write_rows(tmp_path / "satu.csv", [a_row("L-1")], WHOLE)
    second = write_rows(tmp_path / "dua.jsonl", [a_row("L-2"), a_row("L-1", isi="Got mampat.")], WHOLE)

    snapshot = import_files([first, second], READ_BY, Recipe(), tmp_path / "snapshots", NOW, 1)

    assert [row.id for row in snapshot.complaints()] == ["L-1", "L-2"]
    (line,) = rejects(snapshot)
    assert (line["file"], line["row"], line["id"], line["code"]) == ("dua.jsonl", "2", "L-1", "repeated-id")
    assert [(source.name, source.rows, source.kept) for source in snapshot.card.sources] == [
        ("satu.csv", 1, 1),
        ("dua.jsonl", 2, 1),
    ]


def test_two_files_of_one_name_are_two_sources(tmp_path):
    (tmp_path / "2024").mkdir()
    (tmp_path / "2025").mkdir()
    first = write_rows(tmp_path / "2024" / "aduan.csv", [a_row("L-1")], WHOLE)
    second = write_rows(tmp_path / "2025" / "aduan.csv", [a_row("L-2"), a_row("L-3", isi="")], WHOLE)

    snapshot = import_files([first, second], READ_BY, Recipe(), tmp_path / "snapshots", NOW, 1)

    assert [(source.rows, source.kept) for source in snapshot.card.sources] == [(1, 1), (2, 1)]
    assert len({source.name for source in snapshot.card.sources}) == 2


def test_a_complaint_comes_back_as_it_went_in_but_for_masking(tmp_path, taxonomy, directory):
    rows: list[dict[str, Any]] = [
        a_row("L-1", tanggal="2026-03-09T10:00:00.123456+09:00"),
        a_row("L-2", isi="Jalan 'baru' rusak;\nlampu padam 😡", judul="", tanggal=""),
        a_row("007", isi=f"Lampu padam, hubungi {PHONE}.", topik="", dinas="", kelurahan="", kecamatan=""),
        {**a_row("L-4"), "rahasia": "ya"},
    ]
    path = write_rows(tmp_path / "riwayat.jsonl", rows, WHOLE)

    back = list(freeze(tmp_path, rows, name="riwayat.jsonl").complaints(with_secret=True))

    recipe = Recipe()
    went_in = read_corpus([path], READ_BY, taxonomy, directory, NOW).complaints
    assert back == [row.model_copy(update={"text": recipe.safe_text(row.text)}) for row in went_in]
    assert back[0].received_at == received("2026-03-09T08:00:00.123456+07:00").astimezone(UTC)
    assert back[1].received_at is None
    assert back[2].text == "Lampu padam, hubungi [TELEPON]."
    assert back[3].confidentiality is Confidentiality.SECRET


@pytest.mark.parametrize("card", [None, "{", '{"rows": 1}', "\x00"])
def test_a_folder_that_is_no_snapshot_says_so(tmp_path, card):
    if card is not None:
        (tmp_path / "card.json").write_text(card, encoding="utf-8")

    with pytest.raises(BrokenSnapshot):
        Snapshot.open(tmp_path)
