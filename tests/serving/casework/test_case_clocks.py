"""The clocks of a case as they stand today: what the agency did, and whom it waits for, moves them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from serving.casework.case_clocks import clocks_of
from serving.casework.officers import Officer, Right
from serving.keeping.outcomes import tell
from serving.store.schema import CaseRow
from tests.serving.store.worlds import admitted, an_office, clock_of
from tests.worlds import NOW, a_complaint
from triage.records import OutcomeEvent

CHANNEL = Officer("kanal", "kanal", frozenset((Right.INTAKE,)))


@pytest.fixture
def office(tmp_path):
    made = an_office(f"sqlite:///{tmp_path}/uji.db")
    yield made
    made.close()


def clocks(office, case):
    with office.database.reading() as session:
        return {clock.step: clock for clock in clocks_of(session, office, session.get_one(CaseRow, case))}


def happens(office, case, event, days):
    clock_of(office).move(days=days)
    tell(office, CHANNEL, case, event, None, None, office.now())


def test_while_the_reporter_is_waited_for_no_day_is_lost(office):
    case = admitted(office)["case"]
    happens(office, case, OutcomeEvent.ASKED, days=1)
    asked = clocks(office, case)["finish"]

    clock_of(office).move(days=7)
    waiting = clocks(office, case)["finish"]
    assert (waiting.waiting, waiting.days_left) == (True, asked.days_left)
    assert waiting.due > asked.due

    happens(office, case, OutcomeEvent.REPLIED, days=0)
    clock_of(office).move(days=7)
    answered = clocks(office, case)["finish"]
    assert answered.waiting is False
    assert answered.due == waiting.due


def test_an_answered_case_closes_by_itself_unless_something_follows(office):
    case = admitted(office)["case"]
    assert "auto_close" not in clocks(office, case)

    happens(office, case, OutcomeEvent.ANSWERED, days=1)
    closing = clocks(office, case)["auto_close"]
    assert office.calendar.working_days_between(office.now().date(), closing.due) == office.clocks.auto_close

    happens(office, case, OutcomeEvent.CLOSED, days=1)
    assert "auto_close" not in clocks(office, case)


def test_an_evening_in_java_is_the_next_day_in_papua(office):
    evening = NOW.replace(hour=22, minute=30)
    clock_of(office).time = evening + timedelta(minutes=1)

    west = clocks(office, admitted(office, a_complaint(id="barat", region="35.78", received_at=evening))["case"])
    east = clocks(office, admitted(office, a_complaint(id="timur", region="91.71", received_at=evening))["case"])

    assert east["verify"].due > west["verify"].due
