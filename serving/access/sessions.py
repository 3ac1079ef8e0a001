"""Browser sessions: a random token in a cookie, kept as a hash, which ends when idle and at a fixed hour.

Source: OWASP Session Management Cheat Sheet; RFC 6265 leaves the cookie's flags to the pages.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session as StoreSession

from serving.access.users import officer_of
from serving.casework.office import Office
from serving.casework.officers import Officer
from serving.store.schema import SessionRow, UserRow

IDLE = timedelta(hours=2)
_SEEN_EVERY = timedelta(minutes=1)
_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is logged in; `csrf` must come back with every form that changes something."""

    officer: Officer
    full_name: str
    csrf: str
    begun_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session: the token is for the cookie and is kept nowhere else."""

    token: str
    csrf: str
    ends_at: datetime


def open_session(store: StoreSession, user: str, now: datetime, hours: float) -> Opened:
    """Begin a session of a user by id, in the caller's transaction; sessions that ended are swept away.

    It ends after `hours` at the latest, and when it was idle for two.
    """
    _sweep(store, now)
    opened = Opened(
        secrets.token_urlsafe(_TOKEN_BYTES), secrets.token_urlsafe(_TOKEN_BYTES), now + timedelta(hours=hours)
    )
    store.add(
        SessionRow(
            token=_digest(opened.token), user=user, csrf=opened.csrf, begun_at=now, seen_at=now, ends_at=opened.ends_at
        )
    )
    return opened


def find(office: Office, token: str | None) -> Session | None:
    """Return the session of a cookie's token; None where there is none, it ended, or the account was closed.

    Rights are read anew at every call. That the session was seen is written at most once a minute,
    so that reading a page is seldom a write.
    """
    if not token:
        return None
    now = office.now()
    with office.database.reading() as store:
        query = select(SessionRow, UserRow).join(UserRow, UserRow.id == SessionRow.user)
        found = store.execute(query.where(SessionRow.token == _digest(token), UserRow.active)).first()
    if found is None:
        return None
    row, user = found
    if row.ends_at <= now or row.seen_at <= now - IDLE:
        return None
    if row.seen_at <= now - _SEEN_EVERY:
        _see(office, row.token, now)
    return Session(officer_of(user), user.full_name, row.csrf, row.begun_at, row.ends_at)


def csrf_matches(session: Session, given: str | None) -> bool:
    """Return whether a form came with its session's own token, in constant time."""
    return hmac.compare_digest(session.csrf.encode(), (given or "").encode("utf-8", "replace"))


def close(office: Office, token: str) -> None:
    """End one session, as at logging out; nothing happens where there is none."""
    with office.database.writing() as store:
        store.execute(delete(SessionRow).where(SessionRow.token == _digest(token)))


def close_all(store: StoreSession, user: str) -> None:
    """End all sessions of a user, in the caller's transaction."""
    store.execute(delete(SessionRow).where(SessionRow.user == user))


def _see(office: Office, digest: str, now: datetime) -> None:
    with office.database.writing() as store:
        store.execute(
            update(SessionRow).where(SessionRow.token == digest, SessionRow.seen_at < now).values(seen_at=now)
        )


def _sweep(store: StoreSession, now: datetime) -> None:
    store.execute(delete(SessionRow).where(or_(SessionRow.ends_at <= now, SessionRow.seen_at <= now - IDLE)))


def _digest(token: str) -> str:
    """Return what is kept of a token: it is random enough that a plain hash can't be turned back."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
