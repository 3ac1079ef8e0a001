"""What every act needs: the store, the catalogues that name things, the policy, the time, and where ids come from."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import select

from serving.settings import Settings
from serving.store import migrate
from serving.store.database import Database
from serving.store.schema import CaseKeyRow
from serving.store.vault import Vault
from triage.calendar import Calendar
from triage.deadlines import Clocks, load_clocks
from triage.directory import Directory, load_directory
from triage.policy import Policy, load_policy
from triage.taxonomy import Taxonomy, load_taxonomy


@dataclass(frozen=True)
class Office:
    """The place where cases are worked on; all acts of `serving.casework` take one.

    `audit_key` seeds the draws of the blind audit. `keep_raw` says whether unmasked texts are kept,
    each encrypted with its case's key.
    """

    database: Database
    vault: Vault
    directory: Directory
    taxonomy: Taxonomy
    policy: Policy
    calendar: Calendar
    clocks: Clocks
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    audit_key: bytes = b""
    keep_raw: bool = False

    def close(self) -> None:
        """Give back the connections."""
        self.database.close()


def try_key(database: Database, vault: Vault) -> None:
    """Check that the store's key opens what is in the store, before anything is written under another.

    Raises:
        KeyMissing, KeyWrong: it does not.
    """
    with database.reading() as session:
        wrapped = session.scalar(select(CaseKeyRow.wrapped).limit(1))
    if wrapped is not None:
        vault.open(wrapped)


def open_office(settings: Settings) -> Office:
    """Open the store that the settings name, bring its tables up to date, and return the office on it.

    Raises:
        TriageError: the store, its key, the policy or an overlay can't be used.
    """
    database = Database(settings.store)
    if settings.store_upgrade:
        migrate.upgrade(database)
    else:
        migrate.check(database)
    vault = Vault(settings.store_key.get_secret_value(), secrets.token_bytes)
    try_key(database, vault)
    if settings.keep_raw and not vault.can_keep_secrets:
        vault.encrypt(b"", "")  # says that the key is missing
    return Office(
        database=database,
        vault=vault,
        directory=load_directory(settings.directory),
        taxonomy=load_taxonomy(),
        policy=load_policy(settings.policy),
        calendar=Calendar.indonesia(),
        clocks=load_clocks(),
        now=lambda: datetime.now(UTC),
        new_id=lambda: uuid4().hex,
        audit_key=settings.audit_key.get_secret_value().encode(),
        keep_raw=settings.keep_raw,
    )
