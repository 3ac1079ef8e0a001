"""Blind readings on both databases: no proposal is shown, nobody reads twice, and a difference opens one dispute."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from serving.casework.officers import Right
from serving.casework.queue import QueueFilter, claim, claim_next, page
from serving.casework.settle import Given, NothingProposed, settle
from serving.casework.undo import undo
from serving.store import audit_log
from serving.store.errors import NoSuchItem
from serving.store.schema import CaseRow, EventRow, ItemRow, VerdictRow
from tests.serving.store.worlds import HEALTH, HOSPITAL, a_body, admitted, an_officer, at_once, clock_of
from tests.worlds import a_policy
from triage.decision import Action
from triage.policy import ReviewRules
from triage.verdicts import Act, Answer

READER = (Right.REVIEW, Right.AUDIT)


@pytest.fixture
def twice(office):
    """An office that reads every drawn complaint twice."""
    return replace(office, policy=a_policy(review=ReviewRules(second_reading_share=1.0)))


@pytest.fixture
def ani(office):
    return an_officer(office, "ani", READER)


@pytest.fixture
def bayu(office):
    return an_officer(office, "bayu", READER)


def drawn(office) -> str:
    """Admit a complaint that the machine routed and that was drawn; return the case."""
    return admitted(office, action=Action.AUTO_ROUTE, audit=True)["case"]


def items_of(office, case: str, purpose: str = "audit") -> list[ItemRow]:
    with office.database.reading() as session:
        query = select(ItemRow).where(ItemRow.case == case, ItemRow.purpose == purpose).order_by(ItemRow.reading)
        return list(session.scalars(query))


def row(office, table, key):
    with office.database.reading() as session:
        return session.get_one(table, key)


def test_a_blind_reader_is_shown_no_proposal_and_cannot_accept(office, ani):
    (item,) = items_of(office, drawn(office))

    with pytest.raises(NothingProposed):
        settle(office, ani, item.id, Given(Act.ACCEPT, 1))
    verdict = settle(office, ani, item.id, Given(Act.CHANGE, 1, Answer(HEALTH)))
    assert row(office, VerdictRow, verdict).shown is None


def test_a_blind_reading_lies_in_the_queue_like_any_quiet_complaint(office):
    (item,) = items_of(office, drawn(office))

    assert (item.urgency, item.doubt, item.state) == (0, 0.0, "open")


def test_a_blind_reading_changes_nothing_for_the_case_and_tells_nobody(office, ani):
    case = drawn(office)
    (item,) = items_of(office, case)
    settle(office, ani, item.id, Given(Act.CHANGE, 1, Answer(HOSPITAL)))

    kept = row(office, CaseRow, case)
    assert (kept.state, kept.agency) == ("routed", HEALTH)
    with office.database.reading() as session:
        assert session.scalars(select(EventRow.type)).all() == ["case.routed"]


def test_a_reading_that_agrees_opens_no_dispute(office, ani):
    case = drawn(office)
    settle(office, ani, items_of(office, case)[0].id, Given(Act.CHANGE, 1, Answer(HEALTH, "agama")))

    assert items_of(office, case, "dispute") == []


@pytest.mark.parametrize(
    "given", [Given(Act.CHANGE, 1, Answer(HOSPITAL)), Given(Act.SPAM, 1), Given(Act.NOT_AUTHORITY, 1)]
)
def test_a_reading_that_differs_opens_a_dispute(office, ani, given):
    case = drawn(office)
    (item,) = items_of(office, case)
    if given.act is Act.NOT_AUTHORITY:
        with office.database.writing() as session:
            session.get_one(ItemRow, item.id).tier = "national"
    settle(office, ani, item.id, given)

    (dispute,) = items_of(office, case, "dispute")
    assert (dispute.state, dispute.tier, dispute.leads) == ("open", "body", True)


def test_two_readings_that_differ_open_one_dispute(twice, ani, bayu):
    case = drawn(twice)
    first, second = items_of(twice, case)
    settle(twice, ani, first.id, Given(Act.CHANGE, 1, Answer(HOSPITAL)))
    settle(twice, bayu, second.id, Given(Act.CHANGE, 1, Answer(HOSPITAL)))

    assert len(items_of(twice, case, "dispute")) == 1


def test_two_readings_that_differ_at_once_open_one_dispute(twice, ani, bayu):
    for _ in range(4):
        case = drawn(twice)
        first, second = items_of(twice, case)
        at_once(
            lambda first=first: settle(twice, ani, first.id, Given(Act.CHANGE, 1, Answer(HOSPITAL))),
            lambda second=second: settle(twice, bayu, second.id, Given(Act.CHANGE, 1, Answer(HOSPITAL))),
        )
        assert len(items_of(twice, case, "dispute")) == 1


def test_the_second_reader_is_never_the_first(twice, ani, bayu):
    first, second = items_of(twice, drawn(twice))
    settle(twice, ani, first.id, Given(Act.CHANGE, 1, Answer(HEALTH)))

    assert claim_next(twice, ani) is None
    assert page(twice, ani, QueueFilter()) == []
    with pytest.raises(NoSuchItem):
        settle(twice, ani, second.id, Given(Act.CHANGE, 1, Answer(HEALTH)))
    assert claim_next(twice, bayu) == second.id


def test_who_has_the_first_reading_in_hand_is_not_given_the_second(twice, ani, bayu):
    first, second = items_of(twice, drawn(twice))
    claim(twice, ani, first.id)

    with pytest.raises(NoSuchItem):
        claim(twice, ani, second.id)
    assert claim_next(twice, bayu) == second.id


def test_an_officer_with_two_windows_gets_one_of_the_two_readings(twice, ani):
    readings = [items_of(twice, drawn(twice)) for _ in range(3)]

    at_once(*(lambda: claim_next(twice, ani) for _ in range(6)))

    for first, second in readings:
        held = [row(twice, ItemRow, item.id).claimed_by for item in (first, second)]
        assert held.count(ani.id) <= 1


def test_a_dispute_goes_to_another_person_than_the_blind_reader(office, ani, bayu):
    case = drawn(office)
    settle(office, ani, items_of(office, case)[0].id, Given(Act.CHANGE, 1, Answer(HOSPITAL)))
    (dispute,) = items_of(office, case, "dispute")

    assert claim_next(office, ani) is None
    with pytest.raises(NoSuchItem):
        settle(office, ani, dispute.id, Given(Act.ACCEPT, 1))
    assert claim_next(office, bayu) == dispute.id


def test_settling_a_dispute_settles_the_case_and_undoing_it_routes_it_again(office, ani):
    case = drawn(office)
    settle(office, ani, items_of(office, case)[0].id, Given(Act.CHANGE, 1, Answer(HOSPITAL)))
    (dispute,) = items_of(office, case, "dispute")
    judge = an_officer(office, "hakim", scope=a_body())
    verdict = settle(office, judge, dispute.id, Given(Act.CHANGE, 1, Answer(HOSPITAL)))
    assert (row(office, CaseRow, case).state, row(office, CaseRow, case).agency) == ("settled", HOSPITAL)

    clock_of(office).move(minutes=1)
    undo(office, judge, verdict)
    assert (row(office, CaseRow, case).state, row(office, CaseRow, case).agency) == ("routed", HEALTH)
    with office.database.reading() as session:
        audit_log.verify(session)


def test_a_reading_that_is_taken_back_takes_its_dispute_from_the_queue_and_given_again_opens_another(office, ani):
    case = drawn(office)
    (item,) = items_of(office, case)

    undo(office, ani, settle(office, ani, item.id, Given(Act.CHANGE, 1, Answer(HOSPITAL))))
    assert [dispute.state for dispute in items_of(office, case, "dispute")] == ["withdrawn"]

    settle(office, ani, item.id, Given(Act.CHANGE, 3, Answer(HOSPITAL)))
    assert sorted(dispute.state for dispute in items_of(office, case, "dispute")) == ["open", "withdrawn"]


def test_a_blind_reading_can_be_taken_back_and_given_again(office, ani):
    (item,) = items_of(office, drawn(office))
    undo(office, ani, settle(office, ani, item.id, Given(Act.CHANGE, 1, Answer(HEALTH))))

    settle(office, ani, item.id, Given(Act.CHANGE, 3, Answer(HEALTH)))
    assert row(office, ItemRow, item.id).state == "settled"
