"""Keeping users: by whom, of which part of the administration, and what the audit log holds of it."""

from __future__ import annotations

from threading import Thread

import pytest

from serving.access import api_keys
from serving.access.accounts import (
    add_user,
    change_password,
    change_user,
    deactivate,
    reactivate,
    set_password,
    unlock,
)
from serving.access.errors import (
    FullNameUnusable,
    NameTaken,
    NameUnusable,
    NoSuchUser,
    NotABody,
    OutsideScope,
    PasswordTooWeak,
    UnknownLanguage,
    WrongCredentials,
)
from serving.access.login import log_in
from serving.access.sessions import find
from serving.access.users import find_user, list_users
from serving.casework.officers import NotAllowed, Officer, Right, Scope
from tests.serving.access.worlds import HERE, HOURS, OTHER_PASSWORD, PASSWORD, a_user, acts, sessions_of, user_row
from tests.serving.store.worlds import HEALTH, OTHER_HEALTH, SURABAYA_GOVERNMENT, a_body, a_unit, an_officer
from triage.errors import UnknownAgency
from triage.review import Tier


def test_a_user_is_added_with_what_was_given_and_an_entry_of_the_log(office, admin):
    user = add_user(office, admin, " Sari ", "Sari  Dewi", PASSWORD, (Right.REVIEW, Right.SECRET), a_unit(), "en")

    kept = find_user(office, admin, "SARI")
    assert (kept.id, kept.name, kept.full_name, kept.language) == (user, "sari", "Sari Dewi", "en")
    assert (kept.rights, kept.scope) == (frozenset((Right.REVIEW, Right.SECRET)), a_unit())
    assert (kept.active, kept.local, kept.last_login_at) == (True, True, None)
    assert acts(office) == [(admin.id, "user.added", user)]


def test_the_password_stands_nowhere_but_as_a_hash(office, admin):
    row = user_row(office, a_user(office, admin))

    assert row.password.startswith("$argon2id$")
    assert all(PASSWORD not in str(value) for value in vars(row).values())
    assert not hasattr(find_user(office, admin, "sari"), "password")


@pytest.mark.parametrize("right", [right for right in Right if right is not Right.ADMIN])
def test_only_an_administrator_keeps_users(office, admin, right):
    user = a_user(office, admin)
    other = an_officer(office, "budi", (right,))

    for act in (
        lambda: add_user(office, other, "joko", "Joko", PASSWORD),
        lambda: change_user(office, other, user, rights=()),
        lambda: set_password(office, other, user, OTHER_PASSWORD),
        lambda: unlock(office, other, user),
        lambda: deactivate(office, other, user),
        lambda: reactivate(office, other, user),
        lambda: list_users(office, other),
        lambda: find_user(office, other, "sari"),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert acts(office) == [(admin.id, "user.added", user)]


def test_an_administrator_of_a_body_keeps_its_own_users_only(office, admin):
    own = Officer("u-adm", "adm", frozenset((Right.ADMIN,)), a_body())
    national = a_user(office, admin, "sari")
    elsewhere = a_user(office, admin, "budi", scope=a_unit(OTHER_HEALTH))
    within = add_user(office, own, "joko", "Joko", PASSWORD, (Right.REVIEW,), a_unit(HEALTH))

    assert [user.id for user in list_users(office, own)] == [within]
    for foreign in (national, elsewhere):
        with pytest.raises(NoSuchUser):
            change_user(office, own, foreign, rights=(Right.ADMIN,))
        with pytest.raises(NoSuchUser):
            set_password(office, own, foreign, OTHER_PASSWORD)
        with pytest.raises(NoSuchUser):
            api_keys.issue(office, own, foreign, "uji")
    assert user_row(office, national).rights == ["review"]


@pytest.mark.parametrize("wider", [Scope(), a_unit(OTHER_HEALTH)])
def test_an_administrator_of_a_body_gives_no_scope_beyond_it(office, admin, wider):
    own = Officer("u-adm", "adm", frozenset((Right.ADMIN,)), a_body())
    within = add_user(office, own, "joko", "Joko", PASSWORD, (), a_unit(HEALTH))

    with pytest.raises(OutsideScope):
        add_user(office, own, "tuti", "Tuti", PASSWORD, (), wider)
    with pytest.raises(OutsideScope):
        change_user(office, own, within, scope=wider)


def test_without_a_scope_a_user_gets_that_of_the_administrator(office, admin):
    own = Officer("u-adm", "adm", frozenset((Right.ADMIN,)), a_body())

    user = add_user(office, own, "joko", "Joko", PASSWORD)

    assert (user_row(office, user).scope, user_row(office, user).scope_agency) == ("body", SURABAYA_GOVERNMENT)


def test_a_name_is_given_once(office, admin):
    a_user(office, admin, "sari")

    with pytest.raises(NameTaken):
        a_user(office, admin, "Sari")
    assert len(list_users(office, admin)) == 2


def test_of_two_who_add_the_same_name_at_once_one_is_told(office, admin):
    told = []

    def add() -> None:
        try:
            told.append(a_user(office, admin, "sari"))
        except NameTaken:
            told.append(None)

    threads = [Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len([user for user in told if user]) == 1
    assert len(told) == 4


@pytest.mark.parametrize("name", ["", "a", "sari dewi", "<script>", "a" * 65, "-sari", "sari\n", "såri"])
def test_a_name_that_cannot_be_typed_everywhere_is_refused(office, admin, name):
    if name == "sari\n":  # blanks around a name are no mistake
        assert a_user(office, admin, name)
        return
    with pytest.raises(NameUnusable):
        a_user(office, admin, name)


def test_what_cannot_be_kept_is_refused_before_anything_is_written(office, admin):
    for mistake, act in (
        (FullNameUnusable, lambda: add_user(office, admin, "sari", " ", PASSWORD)),
        (FullNameUnusable, lambda: add_user(office, admin, "sari", "Sari\u202e", PASSWORD)),
        (UnknownLanguage, lambda: add_user(office, admin, "sari", "Sari", PASSWORD, language="fr")),
        (PasswordTooWeak, lambda: add_user(office, admin, "sari", "Sari", "sari")),
        (UnknownAgency, lambda: add_user(office, admin, "sari", "Sari", PASSWORD, (), Scope(Tier.UNIT, "x:1"))),
        (NotABody, lambda: add_user(office, admin, "sari", "Sari", PASSWORD, (), Scope(Tier.BODY, HEALTH))),
    ):
        with pytest.raises(mistake):
            act()
    assert acts(office) == []


def test_changed_rights_hold_from_the_next_request_on(office, admin, attempts):
    user = a_user(office, admin)
    token = log_in(office, attempts, "sari", PASSWORD, HERE, HOURS).token

    change_user(office, admin, user, rights=(Right.AUDIT,), scope=a_body())

    officer = find(office, token).officer
    assert (officer.rights, officer.scope) == (frozenset((Right.AUDIT,)), a_body())
    assert acts(office)[-1] == (admin.id, "user.changed", user)


def test_what_is_not_given_is_not_changed(office, admin):
    user = a_user(office, admin, rights=(Right.REVIEW,), scope=a_unit())

    change_user(office, admin, user, full_name="Sari D.")

    kept = find_user(office, admin, "sari")
    assert (kept.full_name, kept.rights, kept.scope) == ("Sari D.", frozenset((Right.REVIEW,)), a_unit())


def test_a_new_password_ends_the_sessions_and_takes_off_the_lock(office, admin, attempts):
    user = a_user(office, admin)
    log_in(office, attempts, "sari", PASSWORD, HERE, HOURS)
    with office.database.writing() as session:
        row = session.get_one(type(user_row(office, user)), user)
        row.failures, row.locked_until = 9, office.now().replace(year=2027)

    set_password(office, admin, user, OTHER_PASSWORD)

    assert sessions_of(office, user) == []
    assert log_in(office, attempts, "sari", OTHER_PASSWORD, HERE, HOURS).officer.id == user
    assert acts(office)[2] == (admin.id, "user.password_set", user)


def test_one_changes_the_own_password_by_the_old_one_only(office, admin, attempts):
    user = a_user(office, admin)
    who = log_in(office, attempts, "sari", PASSWORD, HERE, HOURS).officer

    with pytest.raises(WrongCredentials):
        change_password(office, who, OTHER_PASSWORD, "empat kursi tanpa sandaran")
    with pytest.raises(PasswordTooWeak):
        change_password(office, who, PASSWORD, "sari")
    change_password(office, who, PASSWORD, OTHER_PASSWORD)

    assert sessions_of(office, user) == []
    assert log_in(office, attempts, "sari", OTHER_PASSWORD, HERE, HOURS).officer.id == user


def test_a_closed_account_has_no_session_and_no_key_and_cannot_log_in(office, admin, attempts):
    user = a_user(office, admin)
    token = log_in(office, attempts, "sari", PASSWORD, HERE, HOURS).token
    key = api_keys.issue(office, admin, user, "uji")

    deactivate(office, admin, user)

    assert find(office, token) is None
    assert api_keys.officer_of_key(office, key) is None
    with pytest.raises(WrongCredentials):
        log_in(office, attempts, "sari", PASSWORD, HERE, HOURS)


def test_an_account_that_is_opened_again_does_not_bring_back_old_keys(office, admin, attempts):
    user = a_user(office, admin)
    key = api_keys.issue(office, admin, user, "uji")
    deactivate(office, admin, user)

    reactivate(office, admin, user)

    assert api_keys.officer_of_key(office, key) is None
    assert log_in(office, attempts, "sari", PASSWORD, HERE, HOURS).officer.id == user
