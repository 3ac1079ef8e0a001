"""Which verdict on an item stands: the last one that was not taken back."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from serving.store.schema import VerdictRow
from triage.verdicts import Act


def in_force(session: Session, item: str) -> VerdictRow | None:
    """Return the last verdict on an item that was not taken back; None if there is none."""
    rows = session.scalars(select(VerdictRow).where(VerdictRow.item == item).order_by(VerdictRow.version)).all()
    undone = {row.undoes for row in rows if row.undoes}
    standing = [row for row in rows if row.id not in undone and row.act != Act.UNDO.value]
    return standing[-1] if standing else None


def first_said(session: Session, item: str) -> VerdictRow | None:
    """Return the first verdict that settled an item, taken back or not; None if it was only handed on."""
    settling = select(VerdictRow).where(
        VerdictRow.item == item, VerdictRow.act.not_in((Act.UNDO.value, Act.ESCALATE.value))
    )
    return session.scalars(settling.order_by(VerdictRow.version).limit(1)).first()
