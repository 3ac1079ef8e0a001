"""Erasure on both databases: text and key are gone, labels stay, and the audit chain still verifies."""

from __future__ import annotations

from pathlib import Path

import pytest

from serving.casework.office import Office
from serving.casework.officers import NotAllowed, Right
from serving.casework.queue import counts
from serving.casework.undo import undo
from serving.keeping.chain import verify_store
from serving.keeping.erasure import empty_write_ahead_log, erase
from serving.store.errors import CaseErased, NoSuchCase
from serving.store.schema import (
    AuditRow,
    CaseKeyRow,
    DecisionRow,
    EventRow,
    IdempotencyRow,
    IncidentRow,
    NoteRow,
    PredictionRow,
    VerdictRow,
)
from tests.serving.keeping.stories import MARKED, items_of, rows_of, settled, split, the_case
from tests.serving.store.worlds import a_case, a_secret_one, admitted, an_item, an_office, an_officer
from tests.worlds import NOW
from triage.review import ItemWithdrawn


def test_an_erased_case_has_no_text_and_no_key_and_the_chain_verifies(office: Office, sari, admin):
    case, _ = settled(office, sari, text=MARKED, note="Sudah ditelepon kurawalbiru.")

    assert erase(office, admin, case).cases == (case,)

    row = the_case(office, case)
    assert (row.title, row.text, row.raw, row.state) == ("", "", None, "erased")
    assert rows_of(office, CaseKeyRow) == rows_of(office, NoteRow) == 0
    assert verify_store(office).erased == 1


def test_labels_of_an_erased_case_stay(office: Office, sari, admin):
    case, verdict = settled(office, sari)
    erase(office, admin, case)

    assert the_case(office, case).agency == "kabkota.rsud:35.78"
    assert rows_of(office, VerdictRow, id=verdict) == 1


def test_no_word_of_an_erased_text_is_left_in_the_file(tmp_path: Path):
    path = tmp_path / "uji.db"
    office = an_office(f"sqlite:///{path}", keep_raw=True)
    sari, admin = an_officer(office, "sari"), an_officer(office, "admin", (Right.ADMIN,))
    case, _ = settled(office, sari, text=MARKED, note="Catatan kurawalbiru.")
    whole, _ = split(office, sari, text=MARKED)
    for _ in range(20):
        settled(office, sari)
    empty_write_ahead_log(office.database)
    assert b"kurawalbiru" in path.read_bytes()

    erase(office, admin, case)
    erase(office, admin, whole)

    left = [file.name for file in tmp_path.iterdir() if b"kurawalbiru" in file.read_bytes()]
    assert left == []
    assert verify_store(office).erased == 4
    office.close()


def test_the_reporter_is_served_by_the_id_that_their_channel_gave(office: Office, admin):
    told = admitted(office, id="L-2026-7")

    assert erase(office, admin, "L-2026-7").cases == (told["case"],)


def test_the_parts_of_a_split_complaint_go_with_it(office: Office, sari, admin):
    whole, parts = split(office, sari)

    assert set(erase(office, admin, whole).cases) == {whole, *parts}
    assert verify_store(office).erased == 3


def test_a_part_takes_its_whole_along_for_its_words_stand_there_too(office: Office, sari, admin):
    whole, parts = split(office, sari)

    assert set(erase(office, admin, parts[0]).cases) == {whole, *parts}


def test_where_something_stood_in_the_text_goes_with_the_text(office: Office, admin):
    told = admitted(office, text="Atap puskesmas di Surabaya bocor.")
    erase(office, admin, told["case"])

    with office.database.reading() as session:
        assert session.query(DecisionRow).one().decision["highlights"] == []
        assert all(place["spans"] == [] for place in session.query(PredictionRow).one().answer["places"])
        assert session.query(IdempotencyRow).one().request == "erased"


def test_nobody_is_given_an_erased_case_to_settle(office: Office, sari, admin):
    told = admitted(office)
    assert counts(office, sari).total == 1

    assert erase(office, admin, told["case"]).withdrawn == 1

    assert counts(office, sari).total == 0
    assert [item.state for item in items_of(office, told["case"])] == ["withdrawn"]


def test_a_verdict_on_an_erased_case_cannot_be_undone(office: Office, sari, admin):
    case, verdict = settled(office, sari)
    erase(office, admin, case)

    with pytest.raises(ItemWithdrawn):
        undo(office, sari, verdict)
    assert verify_store(office).entries == rows_of(office, AuditRow)


def test_the_next_report_of_an_incident_comes_forward_when_the_first_is_erased(office: Office, sari, admin):
    with office.database.writing() as session:
        session.add(
            IncidentRow(
                id="banjir", regency="35.78", place="35.78", category=None, urgency=2,
                first_at=NOW, last_at=NOW, reports=2,
            )
        )  # fmt: skip
    first, second = a_case(office, incident="banjir"), a_case(office, incident="banjir")
    an_item(office, first)
    behind = an_item(office, second, leads=False)

    erase(office, admin, first.id)

    assert counts(office, sari).total == 1
    assert [(item.id, item.leads) for item in items_of(office, second.id)] == [(behind.id, True)]


def test_other_systems_are_told_without_a_word_of_the_text(office: Office, admin):
    told = admitted(office, text=MARKED)
    erase(office, admin, told["case"])

    assert rows_of(office, EventRow, type="case.erased", case=told["case"]) == 1


def test_a_case_is_erased_once(office: Office, admin):
    told = admitted(office)
    erase(office, admin, told["case"])

    with pytest.raises(CaseErased):
        erase(office, admin, told["case"])


def test_only_an_administrator_erases(office: Office, sari):
    told = admitted(office)

    with pytest.raises(NotAllowed):
        erase(office, sari, told["case"])


def test_an_administrator_who_may_not_see_secrets_does_not_learn_of_one(office: Office):
    told = admitted(office, a_secret_one())

    with pytest.raises(NoSuchCase):
        erase(office, an_officer(office, "budi", (Right.ADMIN,)), told["case"])
