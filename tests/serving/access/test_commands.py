"""`triage users` at the command line, on a store in a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from serving.access.api_keys import officer_of_key
from serving.access.attempts import Attempts
from serving.access.commands import DayUnreadable, PasswordFileUnreadable, PasswordTwice, users
from serving.access.errors import NameTaken, NoSuchUser, PasswordTooWeak, WrongCredentials
from serving.access.login import log_in
from serving.casework.office import Office
from serving.casework.officers import Right, ScopeUnclear, UnknownRight
from tests.serving.access.worlds import HERE, HOURS, OTHER_PASSWORD, PASSWORD, acts
from tests.serving.store.worlds import HEALTH, a_unit, an_office

Triage = Callable[..., Result]


@pytest.fixture
def url(migrated_sqlite: Path, tmp_path: Path) -> str:
    (tmp_path / "uji.db").write_bytes(migrated_sqlite.read_bytes())
    return f"sqlite:///{tmp_path / 'uji.db'}"


@pytest.fixture
def office(url: str) -> Iterator[Office]:
    office = an_office(url)
    yield office
    office.close()


@pytest.fixture
def triage(url: str) -> Triage:
    def called(*words: str, typed: str = "") -> Result:
        result = CliRunner().invoke(users, list(words), input=typed, env={"TRIAGE_STORE": url})
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return called


def add(triage: Triage, *more: str) -> Result:
    return triage("add", "sari", "--full-name", "Sari Dewi", *more, typed=f"{PASSWORD}\n{PASSWORD}\n")


def test_a_user_is_added_with_a_password_that_is_typed_twice_and_not_shown(triage, office):
    result = add(triage, "--right", "review", "--right", "secret", "--scope", f"unit {HEALTH}", "--language", "en")

    granted = log_in(office, Attempts(), "sari", PASSWORD, HERE, HOURS)
    assert PASSWORD not in result.output
    assert granted.officer.rights == frozenset((Right.REVIEW, Right.SECRET))
    assert (granted.officer.scope, granted.officer.language) == (a_unit(), "en")
    assert acts(office)[0] == ("operator", "user.added", granted.officer.id)


def test_two_different_passwords_are_asked_for_again(triage, office):
    triage("add", "sari", "--full-name", "Sari", typed=f"{PASSWORD}\n{OTHER_PASSWORD}\n{PASSWORD}\n{PASSWORD}\n")

    assert log_in(office, Attempts(), "sari", PASSWORD, HERE, HOURS)


def test_a_password_comes_from_the_first_line_of_a_file(triage, office, tmp_path):
    (tmp_path / "sandi").write_text(f"{PASSWORD}\r\nbaris kedua\n")

    add(triage, "--password-file", str(tmp_path / "sandi"))

    assert log_in(office, Attempts(), "sari", PASSWORD, HERE, HOURS)


def test_a_password_that_is_made_is_printed_once(triage, office):
    made = add(triage, "--generate").output.strip()

    assert log_in(office, Attempts(), "sari", made, HERE, HOURS)
    assert made not in triage("list").output


def test_the_list_shows_who_may_do_what_and_no_password(triage, office):
    add(triage, "--right", "review", "--scope", f"unit {HEALTH}")

    assert triage("list").output == f"sari\topen\tunit {HEALTH}\treview\t-\tSari Dewi\n"


def test_what_is_given_is_changed(triage, office):
    add(triage, "--right", "review")
    triage("change", "sari", "--right", "audit", "--right", "review", "--scope", f"unit {HEALTH}")
    assert triage("list").output.split("\t")[2:4] == [f"unit {HEALTH}", "audit,review"]

    triage("change", "sari", "--no-rights")

    assert triage("list").output.split("\t")[3] == "-"


def test_a_new_password_replaces_the_old_one(triage, office):
    add(triage)

    triage("set-password", "sari", typed=f"{OTHER_PASSWORD}\n{OTHER_PASSWORD}\n")

    with pytest.raises(WrongCredentials):
        log_in(office, Attempts(), "sari", PASSWORD, HERE, HOURS)
    assert log_in(office, Attempts(), "sari", OTHER_PASSWORD, HERE, HOURS)


def test_an_account_is_closed_and_opened_again(triage, office):
    add(triage)
    triage("deactivate", "sari")
    assert "\tclosed\t" in triage("list").output

    triage("reactivate", "sari")
    triage("unlock", "sari")

    assert "\topen\t" in triage("list").output
    assert [act for _, act, _ in acts(office)][1:] == ["user.deactivated", "user.reactivated", "user.unlocked"]


def test_a_key_is_printed_once_listed_without_itself_and_revoked(triage, office):
    add(triage, "--right", "intake")
    key = triage("key", "sari", "--label", "kanal web", "--until", "2099-01-31").output.strip()
    assert officer_of_key(office, key).name == "sari"
    listed = triage("keys", "sari").output
    assert key not in listed

    triage("revoke-key", listed.split("\t")[0])

    assert officer_of_key(office, key) is None
    assert "\trevoked\t" in triage("keys", "sari").output


def test_what_cannot_be_is_explained(triage, office, tmp_path):
    add(triage)
    for mistake, words in (
        (NameTaken, ("add", "sari", "--full-name", "Sari", "--generate")),
        (UnknownRight, ("add", "budi", "--full-name", "Budi", "--generate", "--right", "root")),
        (ScopeUnclear, ("add", "budi", "--full-name", "Budi", "--generate", "--scope", "unit")),
        (ScopeUnclear, ("add", "budi", "--full-name", "Budi", "--generate", "--scope", "dunia")),
        (PasswordTwice, ("set-password", "sari", "--generate", "--password-file", "x")),
        (PasswordFileUnreadable, ("set-password", "sari", "--password-file", str(tmp_path / "tak-ada"))),
        (PasswordTooWeak, ("set-password", "sari", "--password-file", "/dev/null")),
        (NoSuchUser, ("deactivate", "budi")),
        (DayUnreadable, ("key", "sari", "--label", "x", "--until", "besok")),
    ):
        with pytest.raises(mistake):
            triage(*words)
