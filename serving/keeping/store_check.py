"""Whether a store can be used by this version with this key, and how much is in it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from serving.casework.office import try_key
from serving.store import migrate
from serving.store.database import Database
from serving.store.errors import StoreOutdated
from serving.store.schema import CaseRow, ItemRow, VerdictRow
from serving.store.vault import Vault
from triage.review import ItemState


@dataclass(frozen=True, slots=True)
class StoreState:
    """A store that can be used: its revision, and its rows."""

    revision: str
    cases: int
    waiting: int
    verdicts: int
    keeps_secrets: bool


def check_store(database: Database, vault: Vault) -> StoreState:
    """Return how a store stands, after a look at its tables and at one key in it.

    Raises:
        StoreOutdated: the tables are older, newer or changed by hand.
        KeyMissing, KeyWrong: the store's key opens nothing that is in it.
    """
    migrate.check(database)
    if different := migrate.differences(database):
        raise StoreOutdated(got=f"{len(different)} differences in the tables")
    try_key(database, vault)
    with database.reading() as session:
        return StoreState(
            revision=migrate.revisions()[-1],
            cases=session.scalar(select(func.count()).select_from(CaseRow)) or 0,
            waiting=session.scalar(
                select(func.count()).select_from(ItemRow).where(ItemRow.state == ItemState.OPEN.value)
            )
            or 0,
            verdicts=session.scalar(select(func.count()).select_from(VerdictRow)) or 0,
            keeps_secrets=vault.can_keep_secrets,
        )
