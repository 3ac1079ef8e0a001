"""Undo on both databases: a new verdict after which all is as it was, and the chain still holds."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from sqlalchemy import select

from serving.casework.officers import NotAllowed, Right
from serving.casework.queue import claim_next
from serving.casework.settle import Given, settle
from serving.casework.splitting import Part
from serving.casework.undo import NothingToUndo, undo
from serving.store import audit_log
from serving.store.schema import CaseRow, EventRow, ItemRow, NoteRow, VerdictRow
from tests.serving.store.worlds import (
    HEALTH,
    HOSPITAL,
    OTHER_HEALTH,
    SURABAYA_GOVERNMENT,
    TRANSPORT,
    a_case,
    an_item,
    an_officer,
    at_once,
    clock_of,
)
from triage.review import ItemChanged, ItemWithdrawn
from triage.verdicts import Act, Answer

PARTS = (Part("Atap bocor.", Answer(HEALTH)), Part("Antrean lama.", Answer(HOSPITAL)))
FOLLOWS_THE_VERDICT = ("state", "agency", "body", "category", "urgency", "kind", "copies", "refused_by")
ON_THE_DESK = ("state", "tier", "agency", "body", "urgency", "due", "doubt", "settled_at", "settled_by", "leads")


@pytest.fixture
def sari(office):
    return an_officer(office, "sari")


def row(office, table, key):
    with office.database.reading() as session:
        return session.get_one(table, key)


def standing(office, item: str) -> dict[str, Any]:
    """Return all of a case and its item that a verdict may change."""
    kept = row(office, ItemRow, item)
    case = row(office, CaseRow, kept.case)
    return {
        **{f"case.{name}": getattr(case, name) for name in FOLLOWS_THE_VERDICT},
        **{f"item.{name}": getattr(kept, name) for name in ON_THE_DESK},
    }


def version_of(office, item: str) -> int:
    return row(office, ItemRow, item).version


def acts(office) -> dict[str, Given]:
    return {
        "accept": Given(Act.ACCEPT, 1),
        "change": Given(Act.CHANGE, 1, Answer(TRANSPORT, "perhubungan", "tinggi", "aspirasi", (HEALTH,))),
        "change to another government": Given(Act.CHANGE, 1, Answer(OTHER_HEALTH)),
        "split": Given(Act.SPLIT, 1, parts=PARTS),
        "duplicate": Given(Act.DUPLICATE, 1, duplicate_of=a_case(office).id),
        "spam": Given(Act.SPAM, 1),
        "not authority": Given(Act.NOT_AUTHORITY, 1),
        "escalate": Given(Act.ESCALATE, 1),
    }


ACTS = ("accept", "change", "change to another government", "split", "duplicate", "spam", "not authority", "escalate")
CASES: dict[str, dict[str, Any]] = {
    "known agency": {"copies": [HOSPITAL]},
    "no agency": {"agency": None, "alternatives": ()},
    "few labels": {"category": None, "urgency": None, "kind": None},
    "refused before": {"refused_by": [TRANSPORT]},
}


@pytest.mark.parametrize(
    ("case", "act"), [pair for pair in product(CASES, ACTS) if pair != ("no agency", "accept")], ids=str
)
def test_after_undo_all_is_as_it_was(office, sari, case, act):
    item = an_item(office, a_case(office, **CASES[case])).id
    before = standing(office, item)
    verdict = settle(office, sari, item, acts(office)[act])
    clock_of(office).move(minutes=1)

    taken_back = row(office, VerdictRow, undo(office, sari, verdict))

    assert standing(office, item) == before
    assert (taken_back.act, taken_back.undoes, taken_back.version) == ("undo", verdict, 3)
    assert claim_next(office, sari) == item
    with office.database.reading() as session:
        audit_log.verify(session)


@pytest.mark.parametrize("act", ["accept", "spam", "not authority", "escalate"])
def test_an_undone_verdict_can_be_given_again(office, sari, act):
    item = an_item(office, a_case(office)).id
    given = acts(office)[act]
    undo(office, sari, settle(office, sari, item, given))

    again = settle(office, sari, item, Given(given.act, version_of(office, item)))
    undo(office, sari, again)

    assert version_of(office, item) == 5


def test_undoing_the_last_of_two_verdicts_leaves_the_first_in_force(office, sari):
    item = an_item(office, a_case(office)).id
    refused = settle(office, sari, item, Given(Act.NOT_AUTHORITY, 1))
    between = standing(office, item)
    accepted = settle(office, sari, item, Given(Act.ACCEPT, 2))

    with pytest.raises(NothingToUndo):
        undo(office, sari, refused)
    undo(office, sari, accepted)
    assert standing(office, item) == between
    undo(office, sari, refused)
    assert row(office, CaseRow, row(office, ItemRow, item).case).refused_by == []


def test_a_verdict_is_undone_once(office, sari):
    item = an_item(office, a_case(office)).id
    verdict = settle(office, sari, item, Given(Act.ACCEPT, 1))
    taken_back = undo(office, sari, verdict)

    for name in (verdict, taken_back, "tidak-ada"):
        with pytest.raises(NothingToUndo):
            undo(office, sari, name)


def test_of_two_who_undo_at_once_one_does(office, sari):
    item = an_item(office, a_case(office)).id
    verdict = settle(office, sari, item, Given(Act.ACCEPT, 1))
    boss = an_officer(office, "atasan", (Right.REVIEW, Right.ADMIN))

    def undone(who) -> str:
        try:
            undo(office, who, verdict)
        except NothingToUndo:
            return "told"
        return "mine"

    assert sorted(at_once(lambda: undone(sari), lambda: undone(boss))) == ["mine", "told"]


def test_anothers_verdict_is_undone_by_an_administrator_only(office, sari):
    item = an_item(office, a_case(office)).id
    verdict = settle(office, sari, item, Given(Act.ACCEPT, 1))

    with pytest.raises(NotAllowed):
        undo(office, an_officer(office, "budi"), verdict)
    undo(office, an_officer(office, "atasan", (Right.REVIEW, Right.ADMIN)), verdict)


def test_who_saw_the_item_before_the_undo_is_told(office, sari):
    item = an_item(office, a_case(office)).id
    undo(office, sari, settle(office, sari, item, Given(Act.ACCEPT, 1)))

    with pytest.raises(ItemChanged):
        settle(office, sari, item, Given(Act.ACCEPT, 1))


def test_undoing_a_split_withdraws_its_parts(office, sari):
    item = an_item(office, a_case(office)).id
    verdict = settle(office, sari, item, Given(Act.SPLIT, 1, parts=PARTS))
    children = row(office, VerdictRow, verdict).children
    undo(office, sari, verdict)

    assert [row(office, CaseRow, child).state for child in children] == ["withdrawn", "withdrawn"]
    again = settle(office, sari, item, Given(Act.SPLIT, 3, parts=PARTS))
    assert not set(row(office, VerdictRow, again).children) & set(children)


def test_the_verdict_and_its_note_stay_after_the_undo(office, sari):
    item = an_item(office, a_case(office)).id
    verdict = settle(office, sari, item, Given(Act.ACCEPT, 1, note="Sudah dicek"))
    undo(office, sari, verdict)

    assert (row(office, VerdictRow, verdict).act, row(office, NoteRow, verdict).text) == ("accept", "Sudah dicek")


def test_other_systems_are_told_of_the_undo_with_the_answer_that_holds_now(office, sari):
    item = an_item(office, a_case(office)).id
    undo(office, sari, settle(office, sari, item, Given(Act.CHANGE, 1, Answer(TRANSPORT))))

    with office.database.reading() as session:
        (told,) = session.scalars(select(EventRow).where(EventRow.type == "verdict.undone"))
    assert (told.payload["agency"], told.payload["state"]) == (HEALTH, "in_review")


def test_other_systems_are_told_that_the_parts_of_a_split_are_withdrawn(office, sari):
    item = an_item(office, a_case(office)).id
    verdict = settle(office, sari, item, Given(Act.SPLIT, 1, parts=PARTS))
    undo(office, sari, verdict)

    with office.database.reading() as session:
        told = session.scalars(select(EventRow).where(EventRow.type == "verdict.undone")).all()
    withdrawn = {event.case for event in told if event.payload["state"] == "withdrawn"}
    assert withdrawn == set(row(office, VerdictRow, verdict).children)


def test_a_verdict_on_an_erased_complaint_stays(office, sari):
    item = an_item(office, a_case(office)).id
    verdict = settle(office, sari, item, Given(Act.ACCEPT, 1))
    with office.database.writing() as session:
        session.get_one(ItemRow, item).state = "withdrawn"

    with pytest.raises(ItemWithdrawn):
        undo(office, sari, verdict)


def test_a_case_without_an_agency_stays_with_the_government_of_its_place_after_undo(office, sari):
    case = a_case(office, agency=None, alternatives=())
    item = an_item(office, case, tier="body").id
    undo(office, sari, settle(office, sari, item, Given(Act.CHANGE, 1, Answer(OTHER_HEALTH))))

    assert row(office, CaseRow, case.id).body == row(office, ItemRow, item).body == SURABAYA_GOVERNMENT
