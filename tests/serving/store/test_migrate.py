"""Migrations: an empty database and one of every released version reach the tables of this version."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import MetaData, func, select, text

from serving.casework.settle import Given, settle
from serving.store import audit_log, migrate
from serving.store.database import Database
from serving.store.errors import StoreOutdated
from serving.store.schema import Base, ItemRow, VerdictRow
from tests.serving.store.filling import RELEASED, fill
from tests.serving.store.worlds import an_office, an_officer
from triage.verdicts import Act

ROOT = Path(__file__).resolve().parents[3]
REVISIONS = migrate.revisions()
TABLES = Base.metadata.sorted_tables


def opened(path: Path, revision: str) -> Database:
    """Lay a released database on the disk as it stood at somebody's, and open it."""
    connection = sqlite3.connect(path)
    connection.executescript((RELEASED / f"{revision}.sql").read_text("utf-8"))
    connection.close()
    return Database(f"sqlite:///{path}")


def rows_of(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES}


def test_an_empty_database_gets_the_tables_of_this_version(empty_url):
    database = Database(empty_url)
    assert migrate.current(database) is None
    with pytest.raises(StoreOutdated, match="no tables"):
        migrate.check(database)

    migrate.upgrade(database)

    migrate.check(database)
    assert migrate.differences(database) == []


def test_upgrading_twice_changes_nothing(empty_url):
    database = Database(empty_url)
    for _ in range(2):
        migrate.upgrade(database)

    assert migrate.current(database) == REVISIONS[-1]


@pytest.mark.parametrize("revision", REVISIONS)
def test_an_empty_store_of_every_revision_goes_on_to_this_one(empty_url, revision):
    database = Database(empty_url)
    migrate.upgrade(database, revision)
    assert migrate.current(database) == revision

    migrate.upgrade(database)

    migrate.check(database)
    assert migrate.differences(database) == []


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_released_store_opens_with_all_its_rows(tmp_path, revision):
    database = opened(tmp_path / "lama.db", revision)
    with database.reading() as session:
        tables = MetaData()
        tables.reflect(session.connection())
        before = {
            name: session.scalar(select(func.count()).select_from(table)) for name, table in tables.tables.items()
        }
    assert all(before.values()), "the dump leaves a table empty: fill it in tests/serving/store/filling.py"

    migrate.upgrade(database)

    migrate.check(database)
    assert migrate.differences(database) == []
    after = rows_of(database)
    assert {name: after[name] for name in before if name in after} == {
        name: count for name, count in before.items() if name in after
    }
    with database.reading() as session:
        for mapper in Base.registry.mappers:
            session.scalars(select(mapper)).all()
        audit_log.verify(session)


@pytest.mark.parametrize("revision", REVISIONS)
def test_work_goes_on_in_every_released_store(tmp_path, revision):
    opened(tmp_path / "lama.db", revision).close()
    office = an_office(f"sqlite:///{tmp_path / 'lama.db'}", ids="lanjut")
    migrate.upgrade(office.database)
    officer = an_officer(office, "tuti")
    with office.database.reading() as session:
        undone = select(VerdictRow.item).where(VerdictRow.act == "undo")
        item = session.scalars(select(ItemRow).where(ItemRow.id.in_(undone), ItemRow.state == "open")).first()

    settle(office, officer, item.id, Given(Act.ACCEPT, item.version))

    with office.database.reading() as session:
        audit_log.verify(session)


def test_every_revision_has_a_dump_that_was_frozen_when_it_was_released():
    assert sorted(path.stem for path in RELEASED.glob("*.sql")) == sorted(REVISIONS)


def test_a_full_store_can_be_made_on_both_databases(store_url):
    office = an_office(store_url)

    fill(office)

    assert all(rows_of(office.database).values())
    office.close()


def test_a_store_of_a_later_version_is_told(store_url):
    database = Database(store_url)
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StoreOutdated, match="9999"):
        migrate.check(database)


def test_two_servers_that_start_at_once_both_find_the_tables(empty_url):
    program = (
        "import sys; from serving.store import migrate; from serving.store.database import Database; "
        "database = Database(sys.argv[1]); migrate.upgrade(database); migrate.check(database)"
    )
    servers = [
        subprocess.Popen([sys.executable, "-c", program, empty_url], cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    problems = [server.communicate(timeout=60)[1] for server in servers]

    assert [server.returncode for server in servers] == [0, 0, 0], problems
