"""Logging in: what comes in, what stays out, and what nobody learns from the answer."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from serving.access import passwords
from serving.access.accounts import deactivate, set_password, unlock
from serving.access.attempts import Attempts
from serving.access.errors import TooManyLogins, WrongCredentials
from serving.access.login import FAILURES, FIRST_LOCK, LONGEST_LOCK, lock_after, log_in
from serving.access.sessions import find
from serving.casework.office import Office
from serving.store.schema import UserRow
from tests.serving.access.worlds import HERE, HOURS, OTHER_PASSWORD, PASSWORD, a_user, acts, sessions_of, user_row
from tests.serving.store.worlds import clock_of


def fail(office: Office, attempts: Attempts, name: str = "sari", times: int = 1, address: str = HERE) -> str:
    """Try a wrong password, waiting long enough between the tries that no rate limit speaks."""
    said = ""
    for _ in range(times):
        clock_of(office).move(minutes=1)
        with pytest.raises(WrongCredentials) as wrong:
            log_in(office, attempts, name, OTHER_PASSWORD, address, HOURS)
        said = str(wrong.value)
    return said


def test_the_right_password_opens_a_session(office, admin, attempts):
    user = a_user(office, admin)

    granted = log_in(office, attempts, " SARI", PASSWORD, HERE, HOURS)

    assert granted.officer.id == user
    assert find(office, granted.token).csrf == granted.csrf
    assert granted.ends_at == office.now() + timedelta(hours=HOURS)
    assert user_row(office, user).last_login_at == office.now()
    assert acts(office)[-1] == (user, "login.succeeded", user)


def test_all_that_is_wrong_is_told_in_the_same_words(office, admin, attempts):
    for name in ("sari", "budi", "joko", "tuti"):
        a_user(office, admin, name)
    deactivate(office, admin, user_id(office, "budi"))
    with office.database.writing() as session:
        session.get_one(UserRow, user_id(office, "joko")).password = None
    fail(office, attempts, "tuti", FAILURES)

    said = {
        fail(office, attempts, name) for name in ("sari", "budi", "joko", "tuti", "nobody", "", "\udcff", "x" * 9999)
    }

    with pytest.raises(WrongCredentials) as wrong:
        log_in(office, attempts, "tuti", PASSWORD, HERE, HOURS)
    assert said == {str(wrong.value)}


def test_a_password_that_was_replaced_while_it_was_checked_opens_nothing(office, admin, attempts, monkeypatch):
    user = a_user(office, admin)
    really = passwords.verified

    def checked_slowly(kept: str | None, password: str) -> passwords.Verified:
        verified = really(kept, password)
        set_password(office, admin, user, OTHER_PASSWORD)
        return verified

    monkeypatch.setattr(passwords, "verified", checked_slowly)

    with pytest.raises(WrongCredentials):
        log_in(office, attempts, "sari", PASSWORD, HERE, HOURS)
    assert sessions_of(office, user) == []


def user_id(office: Office, name: str) -> str:
    with office.database.reading() as session:
        return session.query(UserRow).filter_by(name=name).one().id


def test_what_was_typed_as_a_name_is_not_in_the_log(office, admin, attempts):
    user = a_user(office, admin)

    fail(office, attempts, PASSWORD)
    fail(office, attempts, "sari")

    assert acts(office)[-2:] == [("anonymous", "login.failed", None), ("anonymous", "login.failed", user)]


@pytest.mark.parametrize("name", ["sari", "nobody"])
def test_a_login_checks_one_hash_whether_the_name_is_known_or_not(office, admin, attempts, monkeypatch, name):
    a_user(office, admin)
    checks = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:
            checks.append(hash)
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "HASHER", Counting(time_cost=1, memory_cost=8, parallelism=1))
    fail(office, attempts, name)

    assert len(checks) == 1


def test_the_eighth_wrong_password_locks_the_account_for_a_quarter_of_an_hour(office, admin, attempts):
    user = a_user(office, admin)
    fail(office, attempts, times=FAILURES - 1)
    assert user_row(office, user).locked_until is None

    fail(office, attempts)

    assert user_row(office, user).locked_until == office.now() + FIRST_LOCK
    with pytest.raises(WrongCredentials):
        log_in(office, attempts, "sari", PASSWORD, HERE, HOURS)
    assert sessions_of(office, user) == []
    clock_of(office).move(minutes=15)
    assert log_in(office, attempts, "sari", PASSWORD, HERE, HOURS).officer.id == user


def test_trying_while_locked_makes_the_lock_no_longer(office, admin, attempts):
    user = a_user(office, admin)
    fail(office, attempts, times=FAILURES)
    until = user_row(office, user).locked_until

    fail(office, attempts, times=5)

    assert user_row(office, user).locked_until == until
    assert user_row(office, user).failures == FAILURES


def test_the_next_wrong_password_after_a_lock_doubles_it(office, admin, attempts):
    user = a_user(office, admin)
    fail(office, attempts, times=FAILURES)
    clock_of(office).move(minutes=15)

    fail(office, attempts)

    assert user_row(office, user).locked_until == office.now() + 2 * FIRST_LOCK


def test_the_right_password_begins_the_count_anew(office, admin, attempts):
    user = a_user(office, admin)
    fail(office, attempts, times=FAILURES - 1)

    log_in(office, attempts, "sari", PASSWORD, HERE, HOURS)

    assert user_row(office, user).failures == 0
    fail(office, attempts, times=FAILURES - 1)
    assert user_row(office, user).locked_until is None


def test_an_administrator_takes_off_a_lock(office, admin, attempts):
    user = a_user(office, admin)
    fail(office, attempts, times=FAILURES)

    unlock(office, admin, user)

    assert log_in(office, attempts, "sari", PASSWORD, HERE, HOURS).officer.id == user


def test_wrong_passwords_at_once_are_all_counted(office, admin):
    user = a_user(office, admin)

    def try_once() -> None:
        with pytest.raises(WrongCredentials):
            log_in(office, Attempts(), "sari", OTHER_PASSWORD, HERE, HOURS)

    threads = [Thread(target=try_once) for _ in range(FAILURES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert user_row(office, user).failures == FAILURES
    assert user_row(office, user).locked_until is not None


@given(st.integers(0, 10_000))
def test_a_lock_never_shrinks_and_ends_within_a_day(failures):
    lock, longer = lock_after(failures), lock_after(failures + 1)

    assert (lock is None) == (failures < FAILURES)
    assert lock is None or (FIRST_LOCK <= lock <= LONGEST_LOCK and longer >= lock)


def test_too_many_tries_for_a_name_wait_even_with_the_right_password(office, admin):
    a_user(office, admin)
    attempts = Attempts(per_name="2/5 minutes")
    for _ in range(2):
        with pytest.raises(WrongCredentials):
            log_in(office, attempts, "sari", OTHER_PASSWORD, HERE, HOURS)

    with pytest.raises(TooManyLogins) as waits:
        log_in(office, attempts, "SARI", PASSWORD, "198.51.100.9", HOURS)

    assert 1 <= waits.value.fields["retry_after"] <= 300


def test_a_name_that_nobody_has_is_limited_in_the_same_way(office):
    attempts = Attempts(per_name="2/5 minutes")
    for _ in range(2):
        with pytest.raises(WrongCredentials):
            log_in(office, attempts, "nobody", PASSWORD, HERE, HOURS)

    with pytest.raises(TooManyLogins):
        log_in(office, attempts, "nobody", PASSWORD, HERE, HOURS)


def test_a_limit_ends_when_its_window_has_moved_on(office, attempts):
    for _ in range(10):
        attempts.count("sari", HERE, office.now())
    with pytest.raises(TooManyLogins) as waits:
        attempts.count("sari", HERE, office.now())

    assert waits.value.fields["retry_after"] == 300
    clock_of(office).move(seconds=301)
    attempts.count("sari", HERE, office.now())


def test_one_address_cannot_go_through_all_names(office, attempts):
    for number in range(60):
        attempts.count(f"user{number}", HERE, office.now())

    with pytest.raises(TooManyLogins):
        attempts.count("sari", HERE, office.now())
    attempts.count("sari", "198.51.100.9", office.now())


@pytest.mark.parametrize(
    ("one", "other"),
    [("2001:db8::1", "2001:db8::ffff:2"), ("::ffff:192.0.2.7", "192.0.2.7"), ("fe80::1%eth0", "fe80::2%eth1")],
)
def test_the_addresses_of_one_machine_count_together(office, one, other):
    attempts = Attempts(per_address="1/5 minutes")
    attempts.count("sari", one, office.now())

    with pytest.raises(TooManyLogins):
        attempts.count("budi", other, office.now())


def test_a_login_that_went_well_clears_the_count_of_its_name(office, admin):
    a_user(office, admin)
    attempts = Attempts(per_name="2/5 minutes")

    for _ in range(5):
        log_in(office, attempts, "sari", PASSWORD, HERE, HOURS)


def test_a_hash_of_older_parameters_is_renewed_at_the_login(office, admin, attempts, monkeypatch):
    user = a_user(office, admin)
    before = user_row(office, user).password
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))

    log_in(office, attempts, "sari", PASSWORD, HERE, HOURS)

    after = user_row(office, user).password
    assert after != before
    assert not passwords.HASHER.check_needs_rehash(after)
