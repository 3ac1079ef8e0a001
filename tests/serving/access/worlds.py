"""Who logs in, with what, and what the audit log and the tables hold of it."""

from __future__ import annotations

from sqlalchemy import select

from serving.access.accounts import add_user
from serving.casework.office import Office
from serving.casework.officers import Officer, Right, Scope
from serving.store import audit_log
from serving.store.schema import AuditRow, SessionRow, UserRow

PASSWORD = "kuda hijau di atas meja"
OTHER_PASSWORD = "tiga payung dan satu lampu"
HERE = "192.0.2.7"
HOURS = 12.0


def a_user(
    office: Office, admin: Officer, name: str = "sari", rights: tuple[Right, ...] = (Right.REVIEW,), **known: Scope
) -> str:
    return add_user(office, admin, name, name.title(), PASSWORD, rights, **known)


def user_row(office: Office, user: str) -> UserRow:
    with office.database.reading() as session:
        return session.get_one(UserRow, user)


def sessions_of(office: Office, user: str) -> list[SessionRow]:
    with office.database.reading() as session:
        return list(session.scalars(select(SessionRow).where(SessionRow.user == user)))


def acts(office: Office) -> list[tuple[str, str, str | None]]:
    """Return actor, act and subject of every entry of the audit log, whose chain holds."""
    with office.database.reading() as session:
        audit_log.verify(session)
        rows = session.scalars(select(AuditRow).order_by(AuditRow.seq)).all()
        return [(row.actor, row.act, row.subject) for row in rows]
