"""Logging in: one answer for all that is wrong, a limit for trying, and a lock that grows.

A locked account answers as a wrong password does, even to the right one. Told otherwise, whoever tries
names would learn which exist, and whoever tries passwords would learn from the lock itself when one was
right, and come back when it ends.

Source: OWASP Authentication Cheat Sheet; NIST SP 800-63B section 5.2.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from serving.access import passwords
from serving.access.attempts import Attempts
from serving.access.errors import AccountClosed, WrongCredentials
from serving.access.passwords import Verified
from serving.access.sessions import Opened, open_session
from serving.access.users import normal_name, officer_of
from serving.casework.office import Office
from serving.casework.officers import Officer
from serving.store import audit_log
from serving.store.schema import UserRow

FAILURES = 8
"""Wrong passwords in a row, after which an account is locked."""
FIRST_LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(hours=24)
_NOBODY = "anonymous"


@dataclass(frozen=True, slots=True)
class Granted:
    """A login that went well: the token is for the cookie, `csrf` for the session's forms."""

    token: str
    csrf: str
    officer: Officer
    ends_at: datetime


def log_in(office: Office, attempts: Attempts, name: str, password: str, address: str, hours: float) -> Granted:
    """Open a session of `hours` for a name and its password, tried from a network address.

    The password is checked outside of any transaction, so that the work of hashing holds up no writer.

    Raises:
        TooManyLogins: there were too many from the address or for the name.
        WrongCredentials: no such name, a wrong password, or an account that is closed, locked or without password.
    """
    name = normal_name(name)
    attempts.count(name, address, office.now())
    with office.database.reading() as session:
        row = session.scalars(select(UserRow).where(UserRow.name == name)).first()
    checked = row.password if row else None
    verified = passwords.verified(checked, password)
    with office.database.writing() as session:
        held = session.scalars(select(UserRow).where(UserRow.name == name).with_for_update()).first()
        granted = _decided(session, office, held, checked, verified, hours)
    if granted is None:
        raise WrongCredentials()
    attempts.forget(name)
    return granted


def log_in_known(office: Office, user: str, hours: float) -> Granted:
    """Open a session for a user by id whom a login provider has shown to be there (`serving.access.oidc`).

    Raises:
        AccountClosed: the account was closed.
    """
    with office.database.writing() as session:
        row = session.scalars(select(UserRow).where(UserRow.id == user).with_for_update()).one()
        if not row.active:
            raise AccountClosed()
        return _granted(session, office, row, hours)


def lock_after(failures: int) -> timedelta | None:
    """Return how long an account is locked after so many wrong passwords in a row; None before the eighth.

    The lock doubles with each further one, up to a day.
    """
    if failures < FAILURES:
        return None
    doubled = min(failures - FAILURES, 10)
    return min(FIRST_LOCK * 2**doubled, LONGEST_LOCK)


def _decided(
    session: Session, office: Office, row: UserRow | None, checked: str | None, verified: Verified, hours: float
) -> Granted | None:
    """Grant, or write the failure down; `checked` is the hash that was looked at, which may be another by now."""
    now = office.now()
    locked = row is not None and row.locked_until is not None and row.locked_until > now
    if row is not None and row.active and not locked and row.password == checked and verified.right:
        row.password = verified.renewed or row.password
        return _granted(session, office, row, hours)
    if row is not None and row.active and not locked:
        row.failures += 1
        lock = lock_after(row.failures)
        row.locked_until = now + lock if lock else None
    audit_log.append(session, now, _NOBODY, "login.failed", row.id if row else None)
    return None


def _granted(session: Session, office: Office, row: UserRow, hours: float) -> Granted:
    now = office.now()
    row.failures, row.locked_until, row.last_login_at = 0, None, now
    opened: Opened = open_session(session, row.id, now, hours)
    audit_log.append(session, now, row.id, "login.succeeded", row.id)
    return Granted(opened.token, opened.csrf, officer_of(row), opened.ends_at)
