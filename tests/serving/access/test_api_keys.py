"""Keys of programs: shown once, good until they end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from serving.access.api_keys import issue, list_keys, officer_of_key, revoke
from serving.access.errors import FullNameUnusable, KeyEndsInPast, NoSuchKey, NoSuchUser
from serving.casework.officers import NotAllowed, Officer, Right
from serving.store.schema import ApiKeyRow, UserRow
from tests.serving.access.worlds import a_user, acts
from tests.serving.store.worlds import OTHER_HEALTH, a_body, a_unit, an_officer, clock_of


@pytest.fixture
def user(office, admin):
    return a_user(office, admin, "kanal", (Right.INTAKE,))


def test_a_program_acts_in_its_users_name(office, admin, user):
    officer = officer_of_key(office, issue(office, admin, user, "kanal web"))

    assert (officer.id, officer.rights) == (user, frozenset((Right.INTAKE,)))


def test_a_key_is_shown_once_and_kept_as_a_hash(office, admin, user):
    key = issue(office, admin, user, "kanal  web")

    (kept,) = list_keys(office, admin, user)
    assert key.startswith("tri_")
    assert len(key) > 40
    assert (kept.label, kept.user, kept.used_at) == ("kanal web", user, None)
    assert key not in repr(kept)
    assert acts(office)[-1] == (admin.id, "key.issued", user)


def test_no_other_word_is_a_key(office, admin, user):
    key = issue(office, admin, user, "uji")
    with office.database.reading() as session:
        kept = session.query(ApiKeyRow).one().hash

    for other in (None, "", "tri_", key[4:], key + " ", key.upper(), kept, "tri_" + kept, "tri_\udcff"):
        assert officer_of_key(office, other) is None


def test_a_revoked_key_is_dead_at_once_and_stays_in_the_list(office, admin, user):
    key = issue(office, admin, user, "uji")
    (kept,) = list_keys(office, admin, user)

    revoke(office, admin, kept.id)

    assert officer_of_key(office, key) is None
    assert list_keys(office, admin, user)[0].revoked_at == office.now()
    assert acts(office)[-1] == (admin.id, "key.revoked", user)
    with pytest.raises(NoSuchKey):
        revoke(office, admin, kept.id)


def test_a_key_ends_at_its_moment(office, admin, user):
    key = issue(office, admin, user, "uji", office.now() + timedelta(days=1))
    clock_of(office).move(hours=23)
    assert officer_of_key(office, key) is not None

    clock_of(office).move(hours=1)

    assert officer_of_key(office, key) is None


def test_a_key_that_outlived_its_account_is_none(office, admin, user):
    key = issue(office, admin, user, "uji")
    with office.database.writing() as session:
        session.get_one(UserRow, user).active = False

    assert officer_of_key(office, key) is None


def test_use_is_written_once_a_minute(office, admin, user):
    key, begun = issue(office, admin, user, "uji"), office.now()
    officer_of_key(office, key)
    clock_of(office).move(seconds=59)
    officer_of_key(office, key)
    assert list_keys(office, admin)[0].used_at == begun

    clock_of(office).move(seconds=1)
    officer_of_key(office, key)

    assert list_keys(office, admin)[0].used_at == office.now()


def test_keys_are_kept_by_administrators_of_that_part_only(office, admin):
    elsewhere = a_user(office, admin, "joko", scope=a_unit(OTHER_HEALTH))
    issue(office, admin, elsewhere, "uji")
    own = Officer("u-adm", "adm", frozenset((Right.ADMIN,)), a_body())
    (kept,) = list_keys(office, admin)

    assert list_keys(office, own) == []
    with pytest.raises(NoSuchKey):
        revoke(office, own, kept.id)
    with pytest.raises(NoSuchUser):
        issue(office, own, elsewhere, "uji")
    with pytest.raises(NotAllowed):
        issue(office, an_officer(office, "budi"), elsewhere, "uji")


def test_what_makes_no_key_is_refused(office, admin, user):
    with pytest.raises(KeyEndsInPast):
        issue(office, admin, user, "uji", office.now())
    with pytest.raises(FullNameUnusable):
        issue(office, admin, user, "  ")
    with pytest.raises(NoSuchUser):
        issue(office, admin, "nobody", "uji")
    assert list_keys(office, admin) == []
