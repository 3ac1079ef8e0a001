"""The hand-over of an urgent item on both databases: read from the stored answer, for those who may see it."""

from __future__ import annotations

from serving.casework import queue
from serving.casework.item_view import view
from serving.casework.officers import Right
from serving.casework.queue_view import rows
from serving.casework.settle import Given, settle
from serving.store.schema import DecisionRow
from tests.serving.store.worlds import a_secret_one, admitted, an_officer, clock_of
from tests.worlds import a_complaint
from triage.decision import Action
from triage.verdicts import Act


def urgent(office, **known) -> str:
    return admitted(office, action=Action.URGENT_LANE, **known)["review"]


def test_an_urgent_item_says_whom_to_call_and_until_when(office):
    told = view(office, an_officer(office, "sari"), urgent(office)).hand_over

    assert (told.contacts[0].service, told.contacts[0].dial) == ("pln-123", "123")
    assert told.contacts[1].name.id.endswith("Kota Surabaya")
    assert told.clock.answer_by.isoformat() == "2026-03-09T11:00:00+07:00"
    assert (told.clock.overdue, told.clock.today, told.guarded, told.unchecked) == (False, True, False, True)


def test_the_clock_is_overdue_when_its_minute_has_passed(office):
    item, who = urgent(office), an_officer(office, "sari")

    clock_of(office).move(minutes=60)
    assert not view(office, who, item).hand_over.clock.overdue
    clock_of(office).move(minutes=1)
    assert view(office, who, item).hand_over.clock.overdue
    clock_of(office).move(hours=14)
    (row,) = rows(office, who)
    assert (row.urgent_clock.overdue, row.urgent_clock.today) == (True, False)


def test_the_clock_is_told_in_the_time_of_the_place(office):
    item = urgent(office, complaint=a_complaint(region="51.03"))

    clock = view(office, an_officer(office, "sari"), item).hand_over.clock
    assert (clock.answer_by.isoformat(), clock.answer_by.tzname()) == ("2026-03-09T12:00:00+08:00", "WITA")


def test_a_settled_item_keeps_its_contacts_and_has_no_clock(office):
    item, who = urgent(office), an_officer(office, "sari")
    queue.claim(office, who, item)
    settle(office, who, item, Given(Act.ACCEPT, 1))

    told = view(office, who, item).hand_over
    assert told.clock is None
    assert told.contacts


def test_an_item_that_is_not_urgent_has_no_hand_over(office):
    item, who = admitted(office)["review"], an_officer(office, "sari")

    assert view(office, who, item).hand_over is None
    assert [row.urgent_clock for row in rows(office, who)] == [None]


def test_a_report_that_may_accuse_somebody_is_guarded(office):
    item = urgent(office, complaint=a_secret_one())

    assert view(office, an_officer(office, "rahma", (Right.REVIEW, Right.SECRET)), item).hand_over.guarded


def test_an_item_that_was_decided_before_there_were_contacts_is_shown_without(office):
    item, who = urgent(office), an_officer(office, "sari")
    with office.database.writing() as session:
        row = session.query(DecisionRow).one()
        row.decision = {key: of for key, of in row.decision.items() if key not in ("contacts", "answer_by")}

    assert view(office, who, item).hand_over is None
    assert [row.urgent_clock for row in rows(office, who)] == [None]
