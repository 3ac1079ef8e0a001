"""The audit chain on both databases: it verifies, tells of tampering, and is only ever added to."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from serving.casework.office import Office
from serving.casework.settle import Given, settle
from serving.store import audit_log
from serving.store.errors import ChainBroken
from serving.store.schema import AuditRow, OutcomeRow, VerdictRow
from tests.serving.store.worlds import a_case, an_item, an_officer, clock_of
from tests.worlds import JAKARTA, NOW
from triage.verdicts import Act

ADD_ONLY = (AuditRow, VerdictRow, OutcomeRow)


def a_chain(office: Office, length: int = 4) -> str:
    """Write acts into the log and return its last hash."""
    for number in range(length):
        with office.database.writing() as session:
            audit_log.append(session, office.now(), "u-sari", "verdict.accept", f"case-{number}", "d" * 64)
        clock_of(office).move(seconds=1)
    return verified(office)[1]


def verified(office: Office, head: str | None = None) -> tuple[int, str]:
    with office.database.reading() as session:
        return audit_log.verify(session, head)


def tampered(office: Office, statement: str) -> None:
    """Change the table behind the database's back, as its owner could."""
    with office.database.writing() as session:
        if office.database.is_sqlite:
            session.execute(text("DROP TRIGGER IF EXISTS audit_log_no_update"))
            session.execute(text("DROP TRIGGER IF EXISTS audit_log_no_delete"))
        else:
            session.execute(text("ALTER TABLE audit_log DISABLE TRIGGER audit_log_added_only"))
        session.execute(text(statement))


def one_row_in_every_add_only_table(office: Office) -> None:
    case = a_case(office)
    item = an_item(office, case)
    settle(office, an_officer(office, "sari"), item.id, Given(Act.ACCEPT, 1))
    with office.database.writing() as session:
        session.add(
            OutcomeRow(
                id="hasil", case=case.id, happened_at=NOW, told_at=NOW, told_by="kanal", event="closed",
                agency=None, right_agency=None,
            )
        )  # fmt: skip


def test_an_empty_log_verifies_and_begins_at_the_genesis(office):
    assert verified(office) == (0, audit_log.GENESIS)
    assert verified(office, head=audit_log.GENESIS) == (0, audit_log.GENESIS)


def test_every_entry_follows_from_the_one_before_it(office):
    head = a_chain(office)

    with office.database.reading() as session:
        rows = session.scalars(select(AuditRow).order_by(AuditRow.seq)).all()
    assert [row.seq for row in rows] == [1, 2, 3, 4]
    assert [row.before for row in rows] == [audit_log.GENESIS, *(row.hash for row in rows[:-1])]
    assert rows[-1].hash == head


def test_the_chain_is_the_same_whatever_zone_the_moment_was_told_in(office):
    with office.database.writing() as session:
        audit_log.append(session, NOW.astimezone(JAKARTA) + timedelta(microseconds=1), "u-sari", "login")

    assert verified(office)[0] == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET actor = 'u-lain' WHERE seq = 2",
        "UPDATE audit_log SET digest = NULL WHERE seq = 2",
        "UPDATE audit_log SET before = hash WHERE seq = 2",
        "DELETE FROM audit_log WHERE seq = 2",
        "DELETE FROM audit_log WHERE seq = 1",
    ],
)
def test_an_entry_that_was_changed_or_dropped_is_told(office, statement):
    a_chain(office)
    tampered(office, statement)

    with pytest.raises(ChainBroken):
        verified(office)


def test_an_entry_with_a_hash_of_its_own_still_breaks_what_follows(office):
    a_chain(office)
    with office.database.reading() as session:
        forged = session.get_one(AuditRow, 2)
        forged.actor = "u-lain"
        again = audit_log.hash_of(forged)
    tampered(office, f"UPDATE audit_log SET actor = 'u-lain', hash = '{again}' WHERE seq = 2")

    with pytest.raises(ChainBroken, match="entry 3"):
        verified(office)


def test_cutting_off_the_end_is_told_by_a_hash_that_was_written_down(office):
    head = a_chain(office)
    tampered(office, "DELETE FROM audit_log WHERE seq = 4")

    assert verified(office)[0] == 3
    with pytest.raises(ChainBroken, match="cut off"):
        verified(office, head)


def test_a_hash_written_down_earlier_is_found_in_a_longer_chain(office):
    head = a_chain(office)
    a_chain(office, 2)

    assert verified(office, head)[0] == 6


def test_a_long_chain_verifies_page_by_page(office, monkeypatch):
    monkeypatch.setattr(audit_log, "_PAGE", 3)
    a_chain(office, 7)

    assert verified(office)[0] == 7


def test_an_act_that_fails_leaves_no_entry(office):
    a_chain(office, 1)

    with suppress(RuntimeError), office.database.writing() as session:
        audit_log.append(session, office.now(), "u-sari", "login")
        raise RuntimeError

    assert verified(office)[0] == 1


@pytest.mark.parametrize("table", ADD_ONLY, ids=lambda table: table.__tablename__)
@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_itself_refuses_to_change_what_is_only_added(office, table, change):
    one_row_in_every_add_only_table(office)
    key = next(iter(table.__table__.primary_key.columns))
    statement = update(table).values({key: key}) if change == "update" else delete(table)

    with pytest.raises(DBAPIError, match="added only"), office.database.writing() as session:
        session.execute(statement)

    with office.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(table)) == 1


def test_a_refusal_of_the_database_quotes_nothing_that_was_written(office):
    one_row_in_every_add_only_table(office)

    with pytest.raises(DBAPIError) as refused, office.database.writing() as session:
        session.execute(update(VerdictRow).values(agency="kata-rahasia"))

    assert "kata-rahasia" not in str(refused.value)
