"""A case as the intake system sees it: its state and the answer that holds now, without its text."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import or_, select

from serving.casework.case_clocks import Clock, clocks_of
from serving.casework.office import Office
from serving.casework.officers import Officer
from serving.store.errors import NoSuchCase
from serving.store.schema import CaseRow, ItemRow, OutcomeRow
from triage.review import ItemState, Purpose


class OutcomeOut(BaseModel):
    """Something that an agency told of a case."""

    model_config = ConfigDict(frozen=True)

    event: str
    happened_at: datetime
    agency: str | None
    right_agency: str | None


class CaseOut(BaseModel):
    """A case: `state` is routed, in_review, settled, withdrawn or erased; `review` is the item that waits, if any."""

    model_config = ConfigDict(frozen=True)

    case: str
    id: str
    parent: str | None
    state: str
    received_at: datetime
    agency: str | None
    copies: list[str]
    category: str | None
    urgency: str | None
    kind: str | None
    refused_by: list[str]
    incident: str | None
    review: str | None
    clocks: list[Clock]
    outcomes: list[OutcomeOut]


def case_view(office: Office, who: Officer, case: str) -> CaseOut:
    """Return a case that this program brought, by its id or by the id that the program gave it.

    Raises:
        NoSuchCase: there is none.
    """
    with office.database.reading() as session:
        named = or_(CaseRow.id == case, CaseRow.external_id == case)
        row = session.scalar(select(CaseRow).where(named, CaseRow.client == who.id))
        if row is None:
            raise NoSuchCase(got=case[:80])
        items = select(ItemRow.id).where(
            ItemRow.case == row.id, ItemRow.state == ItemState.OPEN.value, ItemRow.purpose != Purpose.AUDIT.value
        )
        told = session.scalars(
            select(OutcomeRow).where(OutcomeRow.case == row.id).order_by(OutcomeRow.happened_at)
        ).all()
        return CaseOut(
            case=row.id,
            id=row.external_id,
            parent=row.parent,
            state=row.state,
            received_at=row.received_at,
            agency=row.agency,
            copies=row.copies,
            category=row.category,
            urgency=row.urgency,
            kind=row.kind,
            refused_by=row.refused_by,
            incident=row.incident,
            review=session.scalar(items),
            clocks=clocks_of(session, office, row),
            outcomes=[
                OutcomeOut(
                    event=one.event, happened_at=one.happened_at, agency=one.agency, right_agency=one.right_agency
                )
                for one in told
            ],
        )
