"""How long a session lasts, and what stands of it in the store."""

from __future__ import annotations

from dataclasses import replace

import pytest

from serving.access.login import log_in
from serving.access.sessions import close, csrf_matches, find
from serving.store.schema import UserRow
from tests.serving.access.worlds import HERE, HOURS, PASSWORD, a_user, sessions_of
from tests.serving.store.worlds import clock_of


@pytest.fixture
def user(office, admin):
    return a_user(office, admin)


@pytest.fixture
def granted(office, user, attempts):
    return log_in(office, attempts, "sari", PASSWORD, HERE, HOURS)


def test_a_token_finds_its_session_and_no_other_word_does(office, user, granted):
    assert find(office, granted.token).officer == granted.officer
    for other in (None, "", "x", granted.token[:-1], granted.token + " ", granted.csrf, "\udcff"):
        assert find(office, other) is None


def test_the_store_holds_no_token(office, user, granted):
    (row,) = sessions_of(office, user)

    assert row.token != granted.token
    assert len(row.token) == 64
    assert find(office, row.token) is None


def test_every_login_has_a_token_of_its_own(office, user, granted, attempts):
    again = log_in(office, attempts, "sari", PASSWORD, HERE, HOURS)

    assert again.token != granted.token
    assert again.csrf != granted.csrf
    assert find(office, granted.token) is not None


def test_an_idle_session_ends_after_two_hours(office, granted):
    clock_of(office).move(minutes=119)
    assert find(office, granted.token) is not None
    clock_of(office).move(minutes=119)
    assert find(office, granted.token) is not None

    clock_of(office).move(minutes=120)

    assert find(office, granted.token) is None


def test_a_session_ends_at_its_hour_however_busy_it_is(office, granted):
    for _ in range(11):
        clock_of(office).move(hours=1)
        assert find(office, granted.token) is not None

    clock_of(office).move(hours=1)

    assert find(office, granted.token) is None


def test_being_seen_is_written_once_a_minute(office, user, granted):
    begun = office.now()
    clock_of(office).move(seconds=59)
    find(office, granted.token)
    assert sessions_of(office, user)[0].seen_at == begun

    clock_of(office).move(seconds=1)
    find(office, granted.token)

    assert sessions_of(office, user)[0].seen_at == office.now()


def test_a_closed_session_is_gone_and_the_others_stay(office, user, granted, attempts):
    other = log_in(office, attempts, "sari", PASSWORD, HERE, HOURS)

    close(office, granted.token)
    close(office, "no such token")

    assert find(office, granted.token) is None
    assert find(office, other.token) is not None


def test_sessions_that_ended_are_swept_away_at_the_next_login(office, user, granted, attempts):
    clock_of(office).move(hours=3)

    log_in(office, attempts, "sari", PASSWORD, HERE, HOURS)

    assert len(sessions_of(office, user)) == 1


def test_a_session_that_outlived_its_account_is_none(office, user, granted):
    with office.database.writing() as session:
        session.get_one(UserRow, user).active = False

    assert find(office, granted.token) is None


def test_a_form_must_come_with_its_own_sessions_token(office, granted):
    session = find(office, granted.token)

    assert csrf_matches(session, granted.csrf)
    for other in (None, "", granted.token, granted.csrf[:-1], "é", "\udcff"):
        assert not csrf_matches(session, other)
    assert not csrf_matches(replace(session, csrf="other"), granted.csrf)
