"""The legal clocks of a case as they stand today: in the zone of its place, paused while the reporter is waited for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, tzinfo

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session

from serving.casework.office import Office
from serving.store.schema import CaseRow, OutcomeRow
from triage.deadlines import Deadline, Pause, closes_by, days_left, known_deadlines, local_day
from triage.errors import CalendarTooShort
from triage.records import OutcomeEvent
from triage.time_zones import time_zone

AUTO_CLOSE = "auto_close"
_ENDING = (OutcomeEvent.REPLIED, OutcomeEvent.ANSWERED, OutcomeEvent.CLOSED)


class Clock(BaseModel):
    """A step, its last day, and the working days left (negative: overdue; null: beyond the calendar).

    `auto_close` is the day after which an answered case closes by itself; `waiting` says that the clocks
    stand still until the reporter answers.
    """

    model_config = ConfigDict(frozen=True)

    step: str
    due: date
    days_left: int | None
    source: str
    waiting: bool = False


def clocks_of(session: Session, office: Office, case: CaseRow) -> list[Clock]:
    """Return the clocks of a case in order of time, by the kind that holds now.

    A deadline beyond the years of the calendar is left out.
    """
    zone = time_zone(case.place or case.region_hint)
    received, today = local_day(min(case.received_at, case.admitted_at), zone), local_day(office.now(), zone)
    told = session.scalars(select(OutcomeRow).where(OutcomeRow.case == case.id).order_by(OutcomeRow.happened_at)).all()
    pauses = pauses_of(told, zone)
    steps = known_deadlines(case.kind or "", received, office.calendar, office.clocks, pauses, today)
    waiting = any(pause.end is None for pause in pauses)
    clocks = [
        Clock(
            step=one.step.value,
            due=one.due,
            days_left=_left(office, one, today),
            source=one.source,
            waiting=waiting,
        )
        for one in steps
    ]
    return [*clocks, *_closing(office, told, zone, steps, today)]


def pauses_of(told: Sequence[OutcomeRow], zone: tzinfo) -> list[Pause]:
    """Return the times in which the agency waited for the reporter, from question to answer; the last may be open."""
    pauses: list[Pause] = []
    since: date | None = None
    for outcome in told:
        day = local_day(outcome.happened_at, zone)
        if outcome.event == OutcomeEvent.ASKED and since is None:
            since = day
        elif outcome.event in _ENDING and since is not None:
            pauses.append(Pause(since, day))
            since = None
    return [*pauses, Pause(since)] if since is not None else pauses


def _closing(
    office: Office, told: Sequence[OutcomeRow], zone: tzinfo, steps: Sequence[Deadline], today: date
) -> list[Clock]:
    """Return the day on which an answered case closes, if nothing came after the answer."""
    if not told or told[-1].event != OutcomeEvent.ANSWERED:
        return []
    try:
        due = closes_by(local_day(told[-1].happened_at, zone), office.calendar, office.clocks)
        left = office.calendar.working_days_between(today, due)
    except CalendarTooShort:
        return []
    return [Clock(step=AUTO_CLOSE, due=due, days_left=left, source=office.clocks.version)]


def _left(office: Office, deadline: Deadline, today: date) -> int | None:
    try:
        return days_left(deadline, today, office.calendar)
    except CalendarTooShort:
        return None
