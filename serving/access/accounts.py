"""Keeping users: adding, changing and closing accounts, each an entry of the audit log."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from serving.access import passwords, sessions
from serving.access.errors import NameTaken, WrongCredentials
from serving.access.users import held_row, scope_of, usable_full_name, usable_language, usable_name, usable_scope
from serving.casework.office import Office
from serving.casework.officers import Officer, Right, Scope, rights_of
from serving.store import audit_log
from serving.store.schema import ApiKeyRow, UserRow
from serving.store.vault import digest_of
from triage.review import Tier


def add_user(
    office: Office,
    by: Officer,
    name: str,
    full_name: str,
    password: str | None,
    rights: Iterable[Right] = (),
    scope: Scope | None = None,
    language: str = "id",
) -> str:
    """Add a user and return the id; without a password nobody can log in by the name until one is set.

    Without a scope the user gets that of who adds them.

    Raises:
        NotAllowed: `by` is no administrator.
        NameTaken, NameUnusable, FullNameUnusable, UnknownLanguage, PasswordTooWeak: what was given can't be taken.
        UnknownAgency, NotABody, OutsideScope: the scope is none that `by` may give.
    """
    by.must(Right.ADMIN)
    scope = usable_scope(office, by, scope or by.scope)
    name, full_name = usable_name(name), usable_full_name(full_name)
    row = new_row(office, name, full_name, usable_language(language))
    if password is not None:
        row.password = passwords.hashed(passwords.checked(password, name, full_name))
    _give(row, rights, scope)
    with office.database.writing() as session:
        insert(session, office, by.id, row)
        return row.id


def change_user(
    office: Office,
    by: Officer,
    user: str,
    *,
    full_name: str | None = None,
    rights: Iterable[Right] | None = None,
    scope: Scope | None = None,
    language: str | None = None,
) -> None:
    """Change what is given of a user, by id; it holds from the user's next request on.

    Raises:
        NoSuchUser: there is none, or `by` does not keep that part of the administration.
        NotAllowed, FullNameUnusable, UnknownLanguage, UnknownAgency, NotABody, OutsideScope: as in `add_user`.
    """
    by.must(Right.ADMIN)
    with office.database.writing() as session:
        row = held_row(session, office, by, user)
        if full_name is not None:
            row.full_name = usable_full_name(full_name)
        if language is not None:
            row.language = usable_language(language)
        given = scope_of(row) if scope is None else usable_scope(office, by, scope)
        _give(row, rights_of(row.rights) if rights is None else rights, given)
        log(session, office, by.id, "user.changed", row)


def set_password(office: Office, by: Officer, user: str, password: str) -> None:
    """Set a user's password as an administrator; the user's sessions end, and a lock is taken off.

    Raises:
        NotAllowed, NoSuchUser: as in `change_user`.
        PasswordTooWeak: the password can't be taken.
    """
    by.must(Right.ADMIN)
    with office.database.reading() as session:
        row = held_row(session, office, by, user)
    kept = passwords.hashed(passwords.checked(password, row.name, row.full_name))
    with office.database.writing() as session:
        _renew(session, office, by.id, held_row(session, office, by, user), kept)


def change_password(office: Office, who: Officer, old: str, new: str) -> None:
    """Change one's own password; all one's sessions end, the one that asked as well.

    Whoever calls this counts the attempts (`serving.access.attempts`), as at a login.

    Raises:
        WrongCredentials: the old password is wrong, or one comes by OIDC and has none.
        PasswordTooWeak: the new one can't be taken.
    """
    with office.database.reading() as session:
        row = session.get_one(UserRow, who.id)
    before = row.password
    if not passwords.verified(before, old).right:
        raise WrongCredentials()
    kept = passwords.hashed(passwords.checked(new, row.name, row.full_name))
    with office.database.writing() as session:
        row = session.scalars(select(UserRow).where(UserRow.id == who.id).with_for_update()).one()
        if row.password != before or not row.active:
            raise WrongCredentials()
        _renew(session, office, who.id, row, kept)


def unlock(office: Office, by: Officer, user: str) -> None:
    """Take off the lock that wrong passwords brought.

    Raises:
        NotAllowed, NoSuchUser: as in `change_user`.
    """
    by.must(Right.ADMIN)
    with office.database.writing() as session:
        row = held_row(session, office, by, user)
        row.failures, row.locked_until = 0, None
        log(session, office, by.id, "user.unlocked", row)


def deactivate(office: Office, by: Officer, user: str) -> None:
    """Close an account: its sessions end, its keys are revoked; what the user did stays.

    Raises:
        NotAllowed, NoSuchUser: as in `change_user`.
    """
    by.must(Right.ADMIN)
    with office.database.writing() as session:
        row = held_row(session, office, by, user)
        row.active = False
        sessions.close_all(session, row.id)
        theirs = update(ApiKeyRow).where(ApiKeyRow.user == row.id, ApiKeyRow.revoked_at.is_(None))
        session.execute(theirs.values(revoked_at=office.now()))
        log(session, office, by.id, "user.deactivated", row)


def reactivate(office: Office, by: Officer, user: str) -> None:
    """Open a closed account again; its old keys stay revoked.

    Raises:
        NotAllowed, NoSuchUser: as in `change_user`.
    """
    by.must(Right.ADMIN)
    with office.database.writing() as session:
        row = held_row(session, office, by, user)
        row.active, row.failures, row.locked_until = True, 0, None
        log(session, office, by.id, "user.reactivated", row)


def new_row(office: Office, name: str, full_name: str, language: str = "id") -> UserRow:
    """Return a user without a right, a password or a past, of the whole nation."""
    return UserRow(
        id=office.new_id(), name=name, full_name=full_name, password=None, subject=None, rights=[],
        scope=Tier.NATIONAL.value, scope_agency=None, active=True, language=language, made_at=office.now(),
        failures=0, locked_until=None, last_login_at=None,
    )  # fmt: skip


def insert(session: Session, office: Office, actor: str, row: UserRow) -> None:
    """Write a new user and the entry of the audit log.

    Raises:
        NameTaken: the name, or the provider's subject, is another user's.
    """
    session.add(row)
    try:
        session.flush()
    except IntegrityError:
        raise NameTaken(got=row.name) from None
    log(session, office, actor, "user.added", row)


def log(session: Session, office: Office, actor: str, act: str, row: UserRow) -> None:
    """Write an act on a user; the digest lets one check later which rights and scope were given, and tells no name."""
    given = {"rights": row.rights, "scope": row.scope, "agency": row.scope_agency}
    audit_log.append(session, office.now(), actor, act, row.id, digest_of(row.id.encode(), given))


def _renew(session: Session, office: Office, actor: str, row: UserRow, kept: str) -> None:
    row.password, row.failures, row.locked_until = kept, 0, None
    sessions.close_all(session, row.id)
    log(session, office, actor, "user.password_set", row)


def _give(row: UserRow, rights: Iterable[Right], scope: Scope) -> None:
    row.rights = sorted({right.value for right in rights})
    row.scope, row.scope_agency = scope.tier.value, scope.agency
