"""Who stands for an incident in the queue: one open item of each agency, the others wait behind it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from serving.store.schema import IncidentRow, ItemRow, SkipRow
from triage.review import ItemState, Purpose

ALONE = (Purpose.AUDIT.value, Purpose.DISPUTE.value)
"""Purposes whose items never wait behind another's."""


def elect_leaders(session: Session, incident: str) -> None:
    """Let one open item of each agency stand for the others in the queue, as urgent and as early due as any of them."""
    session.flush()
    query = select(ItemRow).where(
        ItemRow.incident == incident, ItemRow.state == ItemState.OPEN.value, ItemRow.purpose.not_in(ALONE)
    )
    groups: dict[tuple[str | None, str], list[ItemRow]] = {}
    for row in session.scalars(query.order_by(ItemRow.opened_at, ItemRow.id)):
        groups.setdefault((row.agency, row.tier), []).append(row)
    urgency = session.get_one(IncidentRow, incident).urgency
    for rows in groups.values():
        leader = next((row for row in rows if row.claimed_by is not None and row.leads), rows[0])
        for row in rows:
            row.leads = row is leader
        leader.urgency = max(urgency, *(row.urgency for row in rows))
        leader.due = min(row.due for row in rows)


def line_up(session: Session, incident: IncidentRow, items: Sequence[ItemRow]) -> None:
    """Let new items wait behind the leader of their agency, or lead; a flood's 400th report reads no other 399.

    Every leader becomes as urgent as the incident is now.
    """
    session.flush()
    leading = (
        ItemRow.incident == incident.id,
        ItemRow.state == ItemState.OPEN.value,
        ItemRow.leads.is_(True),
        ItemRow.purpose.not_in(ALONE),
    )
    for item in items:
        if item.purpose in ALONE:
            continue
        same = (ItemRow.agency == item.agency, ItemRow.tier == item.tier, ItemRow.id != item.id)
        leader = session.scalars(select(ItemRow).where(*leading, *same).limit(1)).first()
        item.leads = leader is None
        if leader is not None:
            leader.due = min(leader.due, item.due)
            if item.urgency > leader.urgency:  # who put the incident off did not know of this
                session.execute(delete(SkipRow).where(SkipRow.item == leader.id))
        session.flush()
    session.execute(
        update(ItemRow).where(*leading, ItemRow.urgency < incident.urgency).values(urgency=incident.urgency)
    )
