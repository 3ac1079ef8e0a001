"""The hash-chained audit log: nobody can change, drop or slip in an act without the chain telling.

Source: Schneier and Kelsey 1999, "Secure audit logs to support computer forensics"; here a plain chain
of SHA-256, whose head can be written down elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from serving.store.errors import ChainBroken
from serving.store.schema import AuditRow

GENESIS = "0" * 64
_PAGE = 10_000


def append(
    session: Session, at: datetime, actor: str, act: str, subject: str | None = None, digest: str | None = None
) -> None:
    """Add one act: who (a user's or program's id) did what to which case or user; `digest` stands for the content.

    Must run in a writing transaction (`Database.writing`), in which there is one writer at a time.
    """
    session.flush()
    last = session.execute(select(AuditRow.seq, AuditRow.hash).order_by(AuditRow.seq.desc()).limit(1)).first()
    row = AuditRow(
        seq=last.seq + 1 if last else 1,
        at=at.astimezone(UTC),
        actor=actor,
        act=act,
        subject=subject,
        digest=digest,
        before=last.hash if last else GENESIS,
    )
    row.hash = hash_of(row)
    session.add(row)
    session.flush()


def hash_of(row: AuditRow) -> str:
    """Return the hash over all fields of an entry and the hash before it."""
    fields = [row.seq, row.at.astimezone(UTC).isoformat(), row.actor, row.act, row.subject, row.digest, row.before]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def verify(session: Session, head: str | None = None) -> tuple[int, str]:
    """Return the number of entries and the last hash of a chain that holds.

    `head` is a hash that was written down earlier: it must still occur, else the end was cut off.

    Raises:
        ChainBroken: an entry was changed, dropped or slipped in, or `head` does not occur.
    """
    count, last, seen = 0, GENESIS, head is None or head == GENESIS
    while rows := session.scalars(
        select(AuditRow).where(AuditRow.seq > count).order_by(AuditRow.seq).limit(_PAGE)
    ).all():
        for row in rows:
            if row.seq != count + 1:
                raise ChainBroken(seq=count + 1, problem="an entry is missing")
            if row.before != last:
                raise ChainBroken(seq=row.seq, problem="it does not follow from the entry before it")
            if hash_of(row) != row.hash:
                raise ChainBroken(seq=row.seq, problem="its content was changed")
            count, last = row.seq, row.hash
            seen = seen or last == head
        session.expunge_all()
    if not seen:
        raise ChainBroken(seq=count + 1, problem="the hash that was written down does not occur; the end was cut off")
    return count, last
