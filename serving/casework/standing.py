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
