"""Opening a review item: every item begins here, whatever brought its case before a person."""

from __future__ import annotations

from datetime import date, datetime

from serving.casework.office import Office
from serving.store.schema import CaseRow, ItemRow
from triage.review import ItemState, Purpose, Tier

LAST_DAY = date(9999, 12, 31)
"""The due day of an item whose deadline lies beyond the calendar: it comes last among its like."""


def opened(
    office: Office,
    case: CaseRow,
    purpose: Purpose,
    tier: Tier,
    urgency: int,
    due: date | None,
    doubt: float,
    now: datetime,
    reading: int = 1,
) -> ItemRow:
    """Return a new item for a case, free and leading; it is not added to any session yet."""
    return ItemRow(
        id=office.new_id(),
        case=case.id,
        purpose=purpose.value,
        reading=reading,
        tier=tier.value,
        origin=tier.value,
        state=ItemState.OPEN.value,
        version=1,
        urgency=urgency,
        due=due or LAST_DAY,
        doubt=doubt,
        agency=case.agency,
        body=case.body,
        secret=case.secret,
        incident=case.incident,
        leads=True,
        claimed_by=None,
        claimed_until=None,
        opened_at=now,
        settled_at=None,
        settled_by=None,
    )
