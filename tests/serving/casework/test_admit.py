"""Admission on both databases: whole or not at all, once for a key, and with what people must read of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from serving.casework import admit as admission
from serving.casework.admit import earlier_answer, request_digest
from serving.store import audit_log
from serving.store.errors import IdempotencyMismatch
from serving.store.schema import (
    AuditRow,
    CaseKeyRow,
    CaseRow,
    DecisionRow,
    EventRow,
    IdempotencyRow,
    ItemRow,
    PredictionRow,
)
from tests.serving.store.worlds import HEALTH, SURABAYA_GOVERNMENT, a_secret_one, admitted, at_once
from tests.worlds import NOW, a_complaint, a_policy
from triage.decision import Action
from triage.policy import ReviewRules

KEPT = (CaseRow, CaseKeyRow, PredictionRow, DecisionRow, ItemRow, EventRow, AuditRow, IdempotencyRow)


def number_of(office, table) -> int:
    with office.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def items_of(office, case: str) -> list[ItemRow]:
    with office.database.reading() as session:
        return list(session.scalars(select(ItemRow).where(ItemRow.case == case).order_by(ItemRow.reading)))


def test_a_doubtful_complaint_waits_at_the_unit_that_is_proposed(office):
    told = admitted(office)

    (item,) = items_of(office, told["case"])
    assert (told["state"], told["review"]) == ("in_review", item.id)
    assert (item.purpose, item.tier, item.agency, item.body) == ("doubt", "unit", HEALTH, SURABAYA_GOVERNMENT)
    assert (item.urgency, item.doubt, item.version) == (1, pytest.approx(0.38), 1)


def test_an_urgent_complaint_waits_with_the_highest_rank_whatever_its_label(office):
    told = admitted(office, action=Action.URGENT_LANE, urgency="rendah")

    (item,) = items_of(office, told["case"])
    assert (item.purpose, item.urgency) == ("urgent", 3)


def test_a_routed_complaint_waits_for_nobody(office):
    told = admitted(office, action=Action.AUTO_ROUTE, audit=False)

    assert (told["state"], told["review"], items_of(office, told["case"])) == ("routed", None, [])


def test_a_drawn_complaint_gets_a_blind_reading_that_the_caller_is_not_told_of(office):
    told = admitted(office, action=Action.AUTO_ROUTE, audit=True)

    assert [item.purpose for item in items_of(office, told["case"])] == ["audit"]
    assert (told["state"], told["review"]) == ("routed", None)


def test_a_share_of_the_drawn_complaints_is_read_twice(office):
    twice = replace(office, policy=a_policy(review=ReviewRules(second_reading_share=1.0)))
    told = admitted(twice, action=Action.AUTO_ROUTE, audit=True)

    assert [item.reading for item in items_of(office, told["case"])] == [1, 2]


def test_a_complaint_without_a_known_agency_waits_at_the_local_government(office):
    told = admitted(office, candidates=(), agency=None)

    (item,) = items_of(office, told["case"])
    assert (item.tier, item.body, item.doubt) == ("body", SURABAYA_GOVERNMENT, 1.0)


def test_only_the_masked_text_is_kept(office):
    told = admitted(office, text="Hubungi saya di 081234567890 soal atap bocor.", title="Telepon 081234567890")

    with office.database.reading() as session:
        case = session.get_one(CaseRow, told["case"])
    assert "081234567890" not in f"{case.title} {case.text}"
    assert case.raw is None


def test_a_raw_text_is_kept_only_under_the_key_of_its_case(office):
    keeping = replace(office, keep_raw=True)
    told = admitted(keeping, text="Hubungi saya di 081234567890.")

    with office.database.reading() as session:
        case, key = session.get_one(CaseRow, told["case"]), session.get_one(CaseKeyRow, told["case"])
    assert b"081234567890" not in case.raw
    assert "081234567890" in office.vault.decrypt(office.vault.open(key.wrapped), case.raw)


def test_the_same_request_under_the_same_key_gets_the_first_answer_again(office):
    complaint = a_complaint(region="35.78")
    first, again = (admitted(office, complaint, key="kunci") for _ in range(2))

    assert first == again
    assert [number_of(office, table) for table in (CaseRow, ItemRow, AuditRow)] == [1, 1, 1]
    digest = request_digest(office, complaint.full_text)
    assert earlier_answer(office, "kanal", "kunci", digest) == first
    assert earlier_answer(office, "kanal", "kunci lain", digest) is None


def test_another_request_under_the_same_key_is_refused(office):
    admitted(office, key="kunci")

    with pytest.raises(IdempotencyMismatch):
        admitted(office, key="kunci", text="Lampu jalan padam.")
    with pytest.raises(IdempotencyMismatch):
        earlier_answer(office, "kanal", "kunci", "isi lain")
    assert number_of(office, CaseRow) == 1


def test_a_complaints_id_that_came_before_under_another_key_is_refused(office):
    admitted(office, a_complaint(), key="satu")

    with pytest.raises(IdempotencyMismatch):
        admitted(office, a_complaint(text="Lampu jalan padam."), key="dua")


def test_two_callers_may_use_the_same_key_and_id(office):
    told = [admitted(office, a_complaint(), client=client, key="kunci") for client in ("kanal", "lapor")]

    assert told[0]["case"] != told[1]["case"]


def test_a_caller_who_sends_twice_at_once_gets_one_case(office):
    complaints = [a_complaint(id=f"L-{number}", region="35.78") for number in range(5)]
    for complaint in complaints:
        send = lambda complaint=complaint: admitted(office, complaint)  # noqa: E731 - one act for several threads
        told = at_once(send, send, send)
        assert told[0] == told[1] == told[2]

    assert number_of(office, CaseRow) == number_of(office, AuditRow) == len(complaints)


@pytest.mark.parametrize("step", ["_keep_decision", "join_incident", "emit"])
def test_an_error_in_the_middle_leaves_nothing(office, monkeypatch, step):
    def fail(*_):
        raise RuntimeError

    monkeypatch.setattr(admission, step, fail)
    with pytest.raises(RuntimeError):
        admitted(office)

    assert [number_of(office, table) for table in KEPT] == [0] * len(KEPT)


def test_an_error_at_the_very_end_leaves_nothing(office, monkeypatch):
    def fail(*_):
        raise RuntimeError

    monkeypatch.setattr(audit_log, "append", fail)
    with pytest.raises(RuntimeError):
        admitted(office)

    assert [number_of(office, table) for table in KEPT] == [0] * len(KEPT)


def test_a_failed_admission_can_be_sent_again(office, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(audit_log, "append", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            admitted(office, a_complaint())

    assert admitted(office, a_complaint())["state"] == "in_review"


def test_a_secret_complaint_and_its_item_are_marked_secret(office):
    told = admitted(office, a_secret_one())

    (item,) = items_of(office, told["case"])
    with office.database.reading() as session:
        assert (session.get_one(CaseRow, told["case"]).secret, item.secret) == (True, True)


def test_a_message_to_other_systems_holds_no_text(office):
    admitted(office, text="kata-rahasia di sini", title="judul-rahasia")

    with office.database.reading() as session:
        (event,) = session.scalars(select(EventRow))
    assert event.type == "case.in_review"
    assert "rahasia" not in str(event.payload)


def test_moments_of_a_complaint_come_back_as_they_were(office):
    told = admitted(office, received_at=NOW)

    with office.database.reading() as session:
        assert session.get_one(CaseRow, told["case"]).received_at == NOW
