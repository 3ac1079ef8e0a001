"""The stores that the contract suite runs on: SQLite in a file, and a PostgreSQL that is really started."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from serving.casework.office import Office
from serving.store import migrate
from serving.store.database import Database
from tests.serving.store.postgres import Postgres, PostgresMissing, a_postgres
from tests.serving.store.worlds import an_office

KINDS_OF_STORE = ("sqlite", "postgresql")
_TEMPLATE = "bermigrasi"


def _migrated(url: str) -> str:
    database = Database(url)
    migrate.upgrade(database)
    database.close()
    return url


@cache
def _the_postgres() -> Postgres:
    """Begin the one server of this run: for every conftest file with these fixtures pytest would begin another."""
    stack = ExitStack()
    server = stack.enter_context(a_postgres())
    atexit.register(stack.close)
    _migrated(server.create(_TEMPLATE))
    return server


@pytest.fixture(scope="session")
def postgres() -> Postgres:
    try:
        return _the_postgres()
    except PostgresMissing as missing:
        pytest.skip(f"no PostgreSQL here: {missing}")


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    _migrated(f"sqlite:///{path}")
    return path


@pytest.fixture(params=KINDS_OF_STORE)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'kosong.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.fresh()
    yield url
    server.drop(url)


@pytest.fixture(params=KINDS_OF_STORE)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with the tables of this version and no rows."""
    if request.param == "sqlite":
        path = tmp_path / "uji.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.fresh(_TEMPLATE)
    yield url
    server.drop(url)


@pytest.fixture
def office(store_url: str) -> Iterator[Office]:
    office = an_office(store_url)
    yield office
    office.close()
