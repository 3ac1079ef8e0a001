"""Keys of programs: shown once, kept as a hash; what a program does with one happens in its user's name."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from serving.access.errors import KeyEndsInPast, NoSuchKey
from serving.access.users import held_row, keeps, officer_of, scope_of, usable_full_name
from serving.casework.office import Office
from serving.casework.officers import Officer, Right
from serving.store import audit_log
from serving.store.schema import ApiKeyRow, UserRow

PREFIX = "tri_"
"""By it a scanner of repositories knows a key that was left lying about."""
_BYTES = 32
_USED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What is known of a key after it was shown."""

    id: str
    label: str
    user: str
    made_at: datetime
    used_at: datetime | None
    ends_at: datetime | None
    revoked_at: datetime | None


def issue(office: Office, by: Officer, user: str, label: str, ends_at: datetime | None = None) -> str:
    """Make a key for a user by id and return it; it can't be seen again.

    Raises:
        NotAllowed: `by` is no administrator.
        NoSuchUser: there is none, or `by` does not keep that part of the administration.
        FullNameUnusable: the label is empty or too long.
        KeyEndsInPast: it would end before it begins.
    """
    by.must(Right.ADMIN)
    now = office.now()
    if ends_at is not None and ends_at <= now:
        raise KeyEndsInPast(got=ends_at.isoformat())
    key = PREFIX + secrets.token_urlsafe(_BYTES)
    row = ApiKeyRow(
        id=office.new_id(), hash=_digest(key), label=usable_full_name(label), user=user, made_at=now,
        used_at=None, ends_at=ends_at, revoked_at=None,
    )  # fmt: skip
    with office.database.writing() as session:
        held_row(session, office, by, user)
        session.add(row)
        audit_log.append(session, now, by.id, "key.issued", user, row.id)
    return key


def revoke(office: Office, by: Officer, key: str) -> None:
    """Revoke a key by its id, at once and for good.

    Raises:
        NotAllowed: `by` is no administrator.
        NoSuchKey: there is none, it was revoked, or its user is not kept by `by`.
    """
    by.must(Right.ADMIN)
    with office.database.writing() as session:
        row = session.scalars(select(ApiKeyRow).where(ApiKeyRow.id == key).with_for_update()).first()
        if row is None or row.revoked_at is not None or not _keeps(session, office, by, row):
            raise NoSuchKey(got=key)
        row.revoked_at = office.now()
        audit_log.append(session, row.revoked_at, by.id, "key.revoked", row.user, row.id)


def list_keys(office: Office, by: Officer, user: str | None = None) -> list[ApiKey]:
    """Return the keys of a user by id, or of all users that `by` keeps, the oldest first.

    Raises:
        NotAllowed: `by` is no administrator.
    """
    by.must(Right.ADMIN)
    query = select(ApiKeyRow).order_by(ApiKeyRow.made_at, ApiKeyRow.id)
    if user is not None:
        query = query.where(ApiKeyRow.user == user)
    with office.database.reading() as session:
        return [_key_of(row) for row in session.scalars(query).all() if _keeps(session, office, by, row)]


def officer_of_key(office: Office, key: str | None) -> Officer | None:
    """Return in whose name a program acts; None for a key that is unknown, revoked or over, or whose user was closed.

    That the key was used is written at most once a minute.
    """
    if not key or not key.startswith(PREFIX):
        return None
    now = office.now()
    with office.database.reading() as session:
        query = select(ApiKeyRow, UserRow).join(UserRow, UserRow.id == ApiKeyRow.user)
        found = session.execute(query.where(ApiKeyRow.hash == _digest(key), UserRow.active)).first()
    if found is None:
        return None
    row, user = found
    if row.revoked_at is not None or (row.ends_at is not None and row.ends_at <= now):
        return None
    if row.used_at is None or row.used_at <= now - _USED_EVERY:
        _use(office, row.id, now)
    return officer_of(user)


def _use(office: Office, key: str, now: datetime) -> None:
    earlier = or_(ApiKeyRow.used_at.is_(None), ApiKeyRow.used_at < now)
    with office.database.writing() as session:
        session.execute(update(ApiKeyRow).where(ApiKeyRow.id == key, earlier).values(used_at=now))


def _keeps(session: Session, office: Office, by: Officer, row: ApiKeyRow) -> bool:
    return keeps(office, by, scope_of(session.get_one(UserRow, row.user)))


def _key_of(row: ApiKeyRow) -> ApiKey:
    return ApiKey(row.id, row.label, row.user, row.made_at, row.used_at, row.ends_at, row.revoked_at)


def _digest(key: str) -> str:
    """Return what is kept of a key: it is random enough that a plain hash can't be turned back."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
