"""Users as the store keeps them: their names, and the part of the administration that they belong to."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from serving.access.errors import (
    FullNameUnusable,
    NameUnusable,
    NoSuchUser,
    NotABody,
    OutsideScope,
    UnknownLanguage,
)
from serving.casework.labels import body_slug
from serving.casework.office import Office
from serving.casework.officers import Officer, Right, Scope, rights_of
from serving.store.schema import UserRow
from triage.review import Tier

LANGUAGES = ("id", "en")
_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,63}")
_LONGEST_FULL_NAME = 200


@dataclass(frozen=True, slots=True)
class User:
    """What an administrator sees of a user; `local` users log in with a password, others at the provider."""

    id: str
    name: str
    full_name: str
    rights: frozenset[Right]
    scope: Scope
    language: str
    active: bool
    local: bool
    made_at: datetime
    last_login_at: datetime | None
    locked_until: datetime | None


def officer_of(row: UserRow) -> Officer:
    """Return the officer that a row is of."""
    return Officer(row.id, row.name, rights_of(row.rights), scope_of(row), row.language)


def scope_of(row: UserRow) -> Scope:
    """Return the part of the administration that a row's user works for."""
    return Scope(Tier(row.scope), row.scope_agency)


def list_users(office: Office, by: Officer) -> list[User]:
    """Return the users of the part of the administration that `by` keeps, by name.

    Raises:
        NotAllowed: `by` is no administrator.
    """
    by.must(Right.ADMIN)
    with office.database.reading() as session:
        rows = session.scalars(select(UserRow).order_by(UserRow.name)).all()
        return [_user_of(row) for row in rows if keeps(office, by, scope_of(row))]


def find_user(office: Office, by: Officer, name: str) -> User:
    """Return a user by name.

    Raises:
        NotAllowed: `by` is no administrator.
        NoSuchUser: nobody has the name, or `by` does not keep that part of the administration.
    """
    by.must(Right.ADMIN)
    with office.database.reading() as session:
        row = session.scalars(select(UserRow).where(UserRow.name == normal_name(name))).first()
    if row is None or not keeps(office, by, scope_of(row)):
        raise NoSuchUser()
    return _user_of(row)


def held_row(session: Session, office: Office, by: Officer, user: str) -> UserRow:
    """Return a user's row by id, held until the writing transaction ends.

    Raises:
        NoSuchUser: there is none, or `by` does not keep that part of the administration.
    """
    row = session.scalars(select(UserRow).where(UserRow.id == user).with_for_update()).first()
    if row is None or not keeps(office, by, scope_of(row)):
        raise NoSuchUser()
    return row


def keeps(office: Office, by: Officer, scope: Scope) -> bool:
    """Return whether a scope lies in that of an administrator: the nation holds all, a K/L/D its units."""
    if by.scope.tier is Tier.NATIONAL:
        return True
    if by.scope.tier is Tier.BODY:
        return scope.agency is not None and body_slug(scope.agency, office) == by.scope.agency
    return scope == by.scope


def normal_name(name: str) -> str:
    """Return a user's name as it is compared: composed, in small letters, without blanks around it."""
    return unicodedata.normalize("NFKC", name.encode("utf-8", "replace").decode()).strip().casefold()


def usable_name(name: str) -> str:
    """Return a name as it is kept.

    Raises:
        NameUnusable: it holds what a name may not.
    """
    normal = normal_name(name)
    if not _NAME.fullmatch(normal):
        raise NameUnusable()
    return normal


def usable_full_name(name: str) -> str:
    """Return a full name, or a label, without needless blanks.

    Raises:
        FullNameUnusable: it is empty or too long, or holds what can't be seen.
    """
    plain = " ".join(name.split())
    if not 0 < len(plain) <= _LONGEST_FULL_NAME or not plain.isprintable():
        raise FullNameUnusable()
    return plain


def usable_language(language: str) -> str:
    """Return a language of the pages.

    Raises:
        UnknownLanguage: it is none.
    """
    if language not in LANGUAGES:
        raise UnknownLanguage(got=language, allowed=", ".join(LANGUAGES))
    return language


def usable_scope(office: Office, by: Officer, scope: Scope) -> Scope:
    """Return a scope that an administrator may give.

    Raises:
        UnknownAgency: the directory has no such agency.
        NotABody: the scope is `body`, and the agency is a unit.
        OutsideScope: it lies outside that of `by`.
    """
    if scope.agency is not None:
        body = body_slug(scope.agency, office)
        if scope.tier is Tier.BODY and body != scope.agency:
            raise NotABody(got=scope.agency, body=body)
    if not keeps(office, by, scope):
        raise OutsideScope()
    return scope


def _user_of(row: UserRow) -> User:
    return User(
        row.id, row.name, row.full_name, rights_of(row.rights), scope_of(row), row.language, row.active,
        row.subject is None, row.made_at, row.last_login_at, row.locked_until,
    )  # fmt: skip
