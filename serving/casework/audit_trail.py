"""Reading the audit log: what was done, by whom, to what; contents are not in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from serving.casework.office import Office
from serving.casework.officers import Officer, Right
from serving.store import audit_log
from serving.store.schema import AuditRow, UserRow


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """What part of the log is looked at; None leaves a side open.

    People are named by id or login name; `since` is included, `until` is not.
    """

    act: str | None = None
    actor: str | None = None
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One act with the names behind its ids; a program, or somebody who is gone, is called by its id."""

    seq: int
    at: datetime
    actor: str
    actor_name: str
    act: str
    subject: str | None
    subject_name: str | None
    digest: str | None
    hash: str


@dataclass(frozen=True, slots=True)
class Verified:
    """A chain that holds: how many entries it has and the hash of the last, to be written down elsewhere."""

    entries: int
    head: str


def trail(office: Office, who: Officer, wanted: TrailFilter, before: int | None = None, limit: int = 50) -> list[Entry]:
    """Return entries, the last one first; `before` gives those with a smaller number than it.

    Raises:
        NotAllowed: who asks has no right to see the log.
    """
    who.must(Right.MANAGE)
    who.must_see_all()
    query = _wanted(wanted).order_by(AuditRow.seq.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditRow.seq < before)
    with office.database.reading() as session:
        rows = session.scalars(query).all()
        ids = {row.actor for row in rows} | {row.subject for row in rows if row.subject}
        users = select(UserRow.id, UserRow.full_name).where(UserRow.id.in_(ids))
        names = {user.id: user.full_name for user in session.execute(users)}
    return [
        Entry(
            seq=row.seq,
            at=row.at,
            actor=row.actor,
            actor_name=names.get(row.actor, row.actor),
            act=row.act,
            subject=row.subject,
            subject_name=names.get(row.subject, row.subject) if row.subject else None,
            digest=row.digest,
            hash=row.hash,
        )
        for row in rows
    ]


def verify(office: Office, who: Officer, head: str | None = None) -> Verified:
    """Return that the whole chain holds, and still has a head that was written down earlier.

    Raises:
        NotAllowed: who asks has no right to see the log.
        ChainBroken: it does not hold.
    """
    who.must(Right.MANAGE)
    who.must_see_all()
    with office.database.reading() as session:
        return Verified(*audit_log.verify(session, head))


def _wanted(wanted: TrailFilter) -> Select[AuditRow]:
    query = select(AuditRow)
    if wanted.act is not None:
        query = query.where(AuditRow.act == wanted.act)
    if wanted.actor is not None:
        query = query.where(_is(AuditRow.actor, wanted.actor))
    if wanted.subject is not None:
        query = query.where(_is(AuditRow.subject, wanted.subject))
    if wanted.since is not None:
        query = query.where(AuditRow.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditRow.at < wanted.until)
    return query


def _is(column: InstrumentedAttribute[Any], wanted: str) -> ColumnElement[bool]:
    """Say that a column holds an id, or the id of the user who logs in by this name."""
    return or_(column == wanted, column.in_(select(UserRow.id).where(UserRow.name == wanted)))
