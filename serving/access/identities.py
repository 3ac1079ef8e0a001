"""From a person that a login provider knows to a user of ours.

Nobody is refused, and nobody gets a right: an administrator can't know a provider's subject beforehand,
so a newcomer gets an account without any right, and shows up in the list of users. An account is found
by issuer and subject only. A name or an e-mail address is what the provider lets people choose, and
finding accounts by it would hand a local administrator's account to whoever takes the name there.
Groups are read and not turned into rights.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import select

from serving.access.accounts import insert, new_row
from serving.access.errors import AccountClosed, FullNameUnusable, NameTaken, NameUnusable
from serving.access.id_tokens import Identity
from serving.access.users import officer_of, usable_full_name, usable_name
from serving.casework.office import Office
from serving.casework.officers import Officer
from serving.store.schema import UserRow

_ACTOR = "oidc"
_ROOM = 50


def officer_for(office: Office, identity: Identity) -> Officer:
    """Return the officer of a person; one who comes for the first time gets an account without any right.

    Raises:
        AccountClosed: the account was closed.
    """
    officer = _known(office, identity)
    if officer is not None:
        return officer
    row = new_row(office, _name(identity), _full_name(identity))
    row.subject = identity.key
    try:
        with office.database.writing() as session:
            if session.scalars(select(UserRow.id).where(UserRow.name == row.name)).first() is not None:
                row.name = _longer(row.name, identity)
            insert(session, office, _ACTOR, row)
            return officer_of(row)
    except NameTaken:
        # Two windows of one newcomer came back at once, and the other was first.
        officer = _known(office, identity)
        if officer is None:
            raise
        return officer


def _known(office: Office, identity: Identity) -> Officer | None:
    with office.database.reading() as session:
        row = session.scalars(select(UserRow).where(UserRow.subject == identity.key)).first()
    if row is not None and not row.active:
        raise AccountClosed()
    return officer_of(row) if row is not None else None


def _name(identity: Identity) -> str:
    try:
        return usable_name(identity.name)
    except NameUnusable:
        return _longer("oidc", identity)


def _full_name(identity: Identity) -> str:
    try:
        return usable_full_name(identity.full_name)
    except FullNameUnusable:
        return _name(identity)


def _longer(name: str, identity: Identity) -> str:
    """Return a name that nobody else gets: with a piece of the hash of issuer and subject."""
    return f"{name[:_ROOM]}-{hashlib.sha256(identity.key.encode()).hexdigest()[:12]}"
