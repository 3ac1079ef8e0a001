"""Bringing a database to the tables of this version (Alembic)."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from serving.store.database import Database, take_turn
from serving.store.errors import StoreOutdated
from serving.store.schema import Base


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the tables to `revision`; on a database that is there already, nothing happens."""
    with database._told(), database.engine.execution_options(writes=True).begin() as connection:
        if not database.is_sqlite:
            take_turn(connection)
        configured = _config()
        configured.attributes["connection"] = connection
        command.upgrade(configured, revision)


def revisions() -> list[str]:
    """Return every revision, the oldest first."""
    scripts = ScriptDirectory.from_config(_config())
    return [script.revision for script in scripts.walk_revisions()][::-1]


def current(database: Database) -> str | None:
    """Return the revision of a database; None for one without tables."""
    with database._told(), database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def check(database: Database) -> None:
    """Check that the tables are those of this version.

    Raises:
        StoreOutdated: they are older, newer or changed by hand.
    """
    head = revisions()[-1]
    if (found := current(database)) != head:
        raise StoreOutdated(got=found or "no tables", allowed=head)


def differences(database: Database) -> list[object]:
    """Return how the tables differ from what the code expects; empty when they agree."""
    with database.engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


def _config() -> Config:
    configured = Config()
    configured.set_main_option("script_location", str(Path(str(files("serving.store").joinpath("migrations")))))
    return configured
