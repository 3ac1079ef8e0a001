"""An incident as people see it: how many report it, where, since when, and what waits."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from serving.casework.leaders import ALONE
from serving.casework.names import Named, Names
from serving.casework.officers import Officer
from serving.casework.queue import theirs
from serving.store.schema import IncidentRow, ItemRow
from triage.review import ItemState
from triage.tasks import Task


class IncidentOut(BaseModel):
    """One event that many report. `waiting` counts the items that one verdict would settle."""

    model_config = ConfigDict(frozen=True)

    id: str
    place: Named | None
    category: Named | None
    urgency: int
    first_at: datetime
    last_at: datetime
    reports: int
    waiting: int


def incident_of(session: Session, names: Names, who: Officer, item: ItemRow) -> IncidentOut | None:
    """Return the incident that an item belongs to; None where it stands alone."""
    if item.incident is None:
        return None
    return shown(session, names, who, session.get_one(IncidentRow, item.incident))


def shown(session: Session, names: Names, who: Officer, row: IncidentRow) -> IncidentOut:
    """Return an incident with names, and how many of its items wait for this officer."""
    waiting = (
        select(func.count())
        .select_from(ItemRow)
        .where(
            ItemRow.incident == row.id,
            ItemRow.state == ItemState.OPEN.value,
            ItemRow.purpose.not_in(ALONE),
            theirs(who),
        )
    )
    return IncidentOut(
        id=row.id,
        place=names.region(row.place),
        category=names.label(Task.CATEGORY, row.category),
        urgency=row.urgency,
        first_at=row.first_at,
        last_at=row.last_at,
        reports=row.reports,
        waiting=session.scalar(waiting) or 0,
    )
