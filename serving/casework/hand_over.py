"""The hand-over of an urgent item, read from the stored answer: whom to call, and the clock of the urgent lane."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from serving.casework.office import Office
from serving.casework.proposals import is_hidden, latest_decision
from serving.engine.answer import ContactOut
from serving.store.schema import CaseRow, DecisionRow, ItemRow
from triage.deadlines import local_day
from triage.emergency import dialled
from triage.review import ItemState, Purpose
from triage.time_zones import time_zone


class UrgentClock(BaseModel):
    """Until when an urgent item must be looked at and handed over, in the time of its place."""

    model_config = ConfigDict(frozen=True)

    answer_by: datetime
    overdue: bool
    today: bool


class ContactLine(ContactOut):
    """A service to call; `dial` is what a telephone dials, null where no number is on file."""

    dial: str | None


class HandOver(BaseModel):
    """What an urgent item asks for at once; `clock` runs while the item is open.

    `guarded` says that the report may accuse somebody, who must not be called. `unchecked` says that an operator
    has not tried every number.
    """

    model_config = ConfigDict(frozen=True)

    clock: UrgentClock | None
    contacts: list[ContactLine]
    guarded: bool
    unchecked: bool


def hand_over(office: Office, item: ItemRow, case: CaseRow, decision: DecisionRow | None) -> HandOver | None:
    """Return the hand-over of an urgent item; None for any other, and for one decided before there were contacts."""
    if item.purpose != Purpose.URGENT or decision is None or "contacts" not in decision.decision:
        return None
    told = [ContactOut.model_validate(one) for one in decision.decision["contacts"]]
    contacts = [ContactLine(**one.model_dump(), dial=dialled(one.number) if one.number else None) for one in told]
    return HandOver(
        clock=_clock(office, item, case, decision),
        contacts=contacts,
        guarded=is_hidden(case, decision),
        unchecked=any(one.number is not None and one.checked is None for one in contacts),
    )


def urgent_clock(session: Session, office: Office, item: ItemRow, case: CaseRow) -> UrgentClock | None:
    """Return the clock of an item in the urgent lane; None for any other item, and for one that is settled."""
    if item.purpose != Purpose.URGENT:
        return None
    decision = latest_decision(session, case.id)
    return None if decision is None else _clock(office, item, case, decision)


def _clock(office: Office, item: ItemRow, case: CaseRow, decision: DecisionRow) -> UrgentClock | None:
    written = decision.decision.get("answer_by")
    if written is None or item.state != ItemState.OPEN:
        return None
    zone, now = time_zone(case.place or case.region_hint), office.now()
    due = datetime.fromisoformat(written)
    return UrgentClock(
        answer_by=due.astimezone(zone), overdue=due < now, today=local_day(due, zone) == local_day(now, zone)
    )
