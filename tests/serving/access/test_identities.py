"""Which user a person of the provider is."""

from __future__ import annotations

from dataclasses import replace
from threading import Thread

import pytest

from serving.access.accounts import change_user, deactivate
from serving.access.errors import AccountClosed, WrongCredentials
from serving.access.id_tokens import Identity
from serving.access.identities import officer_for
from serving.access.login import log_in, log_in_known
from serving.access.sessions import find
from serving.access.users import find_user, list_users
from serving.casework.officers import Right
from tests.serving.access.worlds import HERE, HOURS, PASSWORD, a_user, acts, user_row

TUTI = Identity("https://sso.example.go.id", "u-77", "tuti", "Tuti Lestari", "tuti@example.go.id", ("admin",))


def test_a_newcomer_gets_an_account_without_any_right(office, admin):
    officer = officer_for(office, TUTI)

    user = find_user(office, admin, "tuti")
    assert officer.rights == user.rights == frozenset()
    assert (user.full_name, user.local, user.active) == ("Tuti Lestari", False, True)
    assert acts(office) == [("oidc", "user.added", officer.id)]


def test_a_person_who_comes_again_is_the_same_user_with_the_rights_given_since(office, admin):
    first = officer_for(office, TUTI)
    change_user(office, admin, first.id, rights=(Right.REVIEW,))

    again = officer_for(office, replace(TUTI, name="tuti.l", email=None))

    assert (again.id, again.rights) == (first.id, frozenset((Right.REVIEW,)))
    assert len(list_users(office, admin)) == 2


@pytest.mark.parametrize("name", ["wayan", "WAYAN "])
def test_who_takes_an_administrators_name_at_the_provider_is_not_the_administrator(office, admin, name):
    officer = officer_for(office, replace(TUTI, name=name))

    assert officer.id != admin.id
    assert officer.rights == frozenset()
    assert officer.name.startswith("wayan-")


def test_the_same_subject_of_another_issuer_is_another_person(office, admin):
    assert officer_for(office, TUTI).id != officer_for(office, replace(TUTI, issuer="https://other.example")).id


@pytest.mark.parametrize("name", ["", "Tuti Lestari", "<b>", "x" * 300])
def test_a_name_that_cannot_be_used_is_replaced(office, admin, name):
    officer = officer_for(office, replace(TUTI, name=name, full_name=name))

    assert officer.name.startswith("oidc-")
    assert user_row(office, officer.id).full_name


def test_a_closed_account_stays_closed(office, admin):
    deactivate(office, admin, officer_for(office, TUTI).id)

    with pytest.raises(AccountClosed):
        officer_for(office, TUTI)
    with pytest.raises(AccountClosed):
        log_in_known(office, find_user(office, admin, "tuti").id, HOURS)


def test_two_windows_of_a_newcomer_make_one_account(office, admin):
    found: list[str] = []
    threads = [Thread(target=lambda: found.append(officer_for(office, TUTI).id)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 4
    assert len(set(found)) == 1


def test_who_comes_by_the_provider_gets_a_session_and_no_way_in_by_password(office, admin, attempts):
    officer = officer_for(office, TUTI)

    granted = log_in_known(office, officer.id, HOURS)

    assert find(office, granted.token).officer == officer
    for password in (PASSWORD, ""):
        with pytest.raises(WrongCredentials):
            log_in(office, attempts, "tuti", password, HERE, HOURS)


def test_a_local_user_is_not_found_by_an_email_of_the_same_name(office, admin):
    local = a_user(office, admin, "tuti@example.go.id")

    assert officer_for(office, replace(TUTI, name="tuti@example.go.id")).id != local
