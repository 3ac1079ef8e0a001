"""Reading a whole store as it was at one moment, however long the reading takes and whatever is written meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from serving.store.database import Database


@contextmanager
def snapshot(database: Database) -> Iterator[Session]:
    """Give a reading session that sees one moment; PostgreSQL must be told so, SQLite (WAL) does it by itself."""
    with database.reading() as session:
        if not database.is_sqlite:
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session
