"""One database, by its URL: reading and writing transactions that behave alike on SQLite and PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm import Session

from serving.store.errors import StoreBusy, StoreUnreachable

_BUSY_SECONDS = 30.0
_WRITES = "writes"
_TURN = 7_316_034_520
"""The advisory lock of PostgreSQL that a writing transaction holds from its start."""
_LOCKED = frozenset({"40001", "40P01", "55P03"})
"""PostgreSQL's codes for a transaction that others stood in the way of: serialization, deadlock, lock not available."""


class Database:
    """A pool of connections.

    SQLite runs in WAL mode and takes its one write lock at the start of a writing transaction;
    PostgreSQL takes an advisory lock there. So two writers wait for each other instead of failing
    in the middle, and what a writer has read holds until it commits. Readers wait for nobody.

    Raises:
        StoreUnreachable: the URL is none, or the driver for it is not installed.
    """

    def __init__(self, url: str, pool: int = 10) -> None:
        try:
            self.url = make_url(_with_driver(url))
            self.engine = self._open(pool)
        except (ArgumentError, ImportError) as problem:
            raise StoreUnreachable(kind=type(problem).__name__) from None

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session on one snapshot, which is rolled back at the end."""
        reader = self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="REPEATABLE READ")
        with self._told(), Session(reader, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session that is committed at the end, whole or not at all.

        Raises:
            StoreBusy: another writer held the database for too long; nothing was changed.
            StoreUnreachable: the database went away; nothing was changed.
        """
        writer = self.engine.execution_options(**{_WRITES: True})
        with self._told(), Session(writer, expire_on_commit=False) as session, session.begin():
            if not self.is_sqlite:
                take_turn(session.connection())
            yield session

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()

    def _open(self, pool: int) -> Engine:
        if self.is_sqlite:
            if self.url.database:
                Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
            engine = create_engine(
                self.url, pool_size=pool, max_overflow=2 * pool, connect_args={"timeout": _BUSY_SECONDS}
            )
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        return create_engine(self.url, pool_size=pool, max_overflow=2 * pool, pool_pre_ping=True)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say what a driver's error means; its own message could quote what was being written."""
        try:
            yield
        except OperationalError as problem:
            if isinstance(problem.orig, sqlite3.OperationalError) and "locked" in str(problem.orig):
                raise StoreBusy() from None
            if getattr(problem.orig, "sqlstate", None) in _LOCKED:
                raise StoreBusy() from None
            raise StoreUnreachable(kind=type(problem.orig).__name__) from None
        except NoConnectionFree:
            raise StoreBusy() from None
        except DBAPIError as problem:
            if problem.connection_invalidated:
                raise StoreUnreachable(kind=type(problem.orig).__name__) from None
            problem.hide_parameters = True
            raise


def take_turn(connection: Connection) -> None:
    """Wait on PostgreSQL until no other writer is at work; the turn ends with the transaction."""
    connection.execute(text(f"SET LOCAL lock_timeout = {int(_BUSY_SECONDS * 1000)}"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})


def _with_driver(url: str) -> str:
    """Return the URL with the driver that this package installs; `postgres://` is an old way to write it."""
    scheme, mark, rest = url.partition("://")
    return f"postgresql+psycopg{mark}{rest}" if scheme in ("postgres", "postgresql") else url


def _prepare_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # the module's own BEGIN comes too late: at the first write
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "cache_size=-65536",
        "mmap_size=268435456",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
