"""What both databases must do alike: moments, transactions, snapshots, and errors that quote nothing."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError

from serving.casework.office import Office
from serving.store.database import Database
from serving.store.errors import StoreBusy, StoreUnreachable
from serving.store.schema import ControlRow, UserRow
from tests.serving.store.worlds import a_case, an_officer
from tests.worlds import JAKARTA, NOW
from triage.errors import NaiveTime

MOMENTS = st.datetimes(
    datetime(1990, 1, 1),
    datetime(2090, 1, 1),
    timezones=st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)


def set_switch(office: Office, name: str, at: datetime) -> None:
    with office.database.writing() as session:
        session.merge(ControlRow(name=name, value={"on": True}, set_by="u-sari", set_at=at))


def moment_of(office: Office, name: str) -> datetime:
    with office.database.reading() as session:
        return session.get_one(ControlRow, name).set_at


@given(moment=MOMENTS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_moment_keeps_its_instant_and_comes_back_with_a_zone(office, moment):
    set_switch(office, "uji", moment)

    kept = moment_of(office, "uji")
    assert (kept, kept.utcoffset()) == (moment, timedelta(0))


def test_moments_of_different_zones_are_compared_by_their_instant(office):
    earlier, later = NOW.astimezone(JAKARTA), NOW.astimezone(UTC) + timedelta(minutes=1)
    set_switch(office, "dulu", earlier)
    set_switch(office, "nanti", later)

    with office.database.reading() as session:
        after = session.scalars(select(ControlRow.name).where(ControlRow.set_at > earlier)).all()
    assert after == ["nanti"]


def test_a_time_without_a_zone_is_refused(office):
    with pytest.raises(Exception) as refused:  # noqa: PT011 - SQLAlchemy may wrap it
        set_switch(office, "uji", datetime(2026, 3, 9, 10, 0))

    assert isinstance(refused.value, NaiveTime) or isinstance(refused.value.__cause__, NaiveTime)


def test_a_transaction_is_kept_whole_or_not_at_all(office):
    with suppress(RuntimeError), office.database.writing() as session:
        session.add(ControlRow(name="uji", value={}, set_by="u", set_at=NOW))
        session.flush()
        raise RuntimeError

    with office.database.reading() as session:
        assert session.get(ControlRow, "uji") is None


def test_what_a_reading_session_changes_is_not_kept(office):
    an_officer(office, "sari")
    with office.database.reading() as session:
        session.execute(update(UserRow).values(full_name="Lain"))

    with office.database.reading() as session:
        assert session.scalar(select(UserRow.full_name)) == "Sari"


def test_a_reading_session_sees_one_snapshot_while_others_write(office):
    an_officer(office, "sari")
    with office.database.reading() as session:
        before = session.scalar(select(func.count()).select_from(UserRow))
        an_officer(office, "budi")
        after = session.scalar(select(func.count()).select_from(UserRow))

    assert (before, after) == (1, 1)


def test_a_row_cannot_point_to_a_case_that_is_not_there(office):
    with pytest.raises(IntegrityError):
        a_case(office, parent="tidak-ada")


def test_an_error_of_the_database_quotes_no_text_of_a_complaint(office):
    case = a_case(office)
    with pytest.raises(IntegrityError) as refused:
        a_case(office, id=case.id, text="kata-rahasia yang tidak boleh bocor")

    assert "kata-rahasia" not in f"{refused.value}{refused.value.__cause__}"


@pytest.mark.parametrize("url", ["bukan url", "oracle+tidakada://x/y"])
def test_a_url_that_is_none_is_told(url):
    with pytest.raises(StoreUnreachable):
        Database(url)


def test_a_server_that_does_not_answer_is_told_without_its_address():
    database = Database("postgresql://triage@/tidak_ada?host=/tidak/ada")

    with pytest.raises(StoreUnreachable) as told, database.reading() as session:
        session.execute(text("SELECT 1"))
    assert "/tidak/ada" not in str(told.value)


def test_a_writer_that_waits_too_long_is_told_to_come_again(store_url, monkeypatch):
    monkeypatch.setattr("serving.store.database._BUSY_SECONDS", 0.05)
    first, second = (Database(store_url) for _ in range(2))

    with first.writing() as session:
        session.execute(text("SELECT 1"))
        with pytest.raises(StoreBusy), second.writing() as other:
            other.execute(text("SELECT 1"))


def test_sqlite_writes_ahead_and_waits_for_the_disk(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'baru' / 'uji.db'}")

    with database.reading() as session:
        told = [session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys")]
    assert told == ["wal", 2, 1]
