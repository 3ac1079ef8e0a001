"""The queue as people see it: one line for each item that waits, with the names they know."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from serving.casework.hand_over import UrgentClock, urgent_clock
from serving.casework.incident_view import IncidentOut, incident_of
from serving.casework.names import Named, Names
from serving.casework.office import Office
from serving.casework.officers import Officer
from serving.casework.proposals import proposal_for
from serving.casework.queue import EVERYTHING, QueueFilter, as_item, page
from serving.store.schema import CaseRow, ItemRow
from triage.deadlines import local_day
from triage.review import Purpose
from triage.tasks import Task
from triage.time_zones import time_zone

_EXCERPT = 160


class QueueRow(BaseModel):
    """One item in the queue; `probability` is that of the proposed agency. A blind reading shows no label."""

    model_config = ConfigDict(frozen=True)

    id: str
    case: str
    external_id: str
    purpose: str
    blind: bool
    version: int
    urgency_rank: int
    due: date
    overdue: bool
    urgent_clock: UrgentClock | None
    received_at: datetime
    title: str
    excerpt: str
    secret: bool
    mine: bool
    place: Named | None
    agency: Named | None
    category: Named | None
    probability: float | None
    incident: IncidentOut | None


def rows(
    office: Office, who: Officer, wanted: QueueFilter = EVERYTHING, offset: int = 0, limit: int = 25
) -> list[QueueRow]:
    """Return a page of the queue in its order: urgency, then deadline, then doubt."""
    found = page(office, who, wanted, offset, limit)
    with office.database.reading() as session:
        return lines(session, office, who, found)


def lines(session: Session, office: Office, who: Officer, found: list[tuple[ItemRow, CaseRow]]) -> list[QueueRow]:
    """Return items with their cases as lines; the text of a secret case is not quoted in a list."""
    names = Names(office)
    return [_line(session, office, names, who, item, case) for item, case in found]


def _line(session: Session, office: Office, names: Names, who: Officer, item: ItemRow, case: CaseRow) -> QueueRow:
    blind = item.purpose == Purpose.AUDIT
    proposal = None if blind else proposal_for(session, item, case)
    today = local_day(office.now(), time_zone(case.place or case.region_hint))
    return QueueRow(
        id=item.id,
        case=case.id,
        external_id=case.external_id,
        purpose=item.purpose,
        blind=blind,
        version=item.version,
        urgency_rank=item.urgency,
        due=item.due,
        overdue=item.due < today,
        urgent_clock=urgent_clock(session, office, item, case),
        received_at=case.received_at,
        title="" if case.secret else case.title,
        excerpt="" if case.secret else _cut(case.text),
        secret=case.secret,
        mine=as_item(item).holder(office.now()) == who.id,
        place=None if blind else names.region(case.place),
        agency=names.agency(proposal.agency) if proposal else None,
        category=names.label(Task.CATEGORY, proposal.category) if proposal else None,
        probability=None if blind else 1.0 - item.doubt,
        incident=None if blind else incident_of(session, names, who, item),
    )


def _cut(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _EXCERPT else f"{plain[:_EXCERPT].rsplit(' ', 1)[0]} …"
