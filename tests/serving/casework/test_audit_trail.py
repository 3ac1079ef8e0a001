"""Reading the audit log, on every database: newest first, by act, person, subject and time, for managers alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from serving.casework.audit_trail import Entry, TrailFilter, trail, verify
from serving.casework.office import Office
from serving.casework.officers import NotAllowed, Officer, Right
from serving.store import audit_log
from tests.serving.store.worlds import an_officer, clock_of


@pytest.fixture
def mega(office: Office) -> Officer:
    return an_officer(office, "mega", (Right.MANAGE,), full_name="Mega Lestari")


def note(office: Office, act: str, actor: str, subject: str | None = None) -> None:
    with office.database.writing() as session:
        audit_log.append(session, office.now(), actor, act, subject)


def acts(entries: list[Entry]) -> list[str]:
    return [entry.act for entry in entries]


def test_entries_come_newest_first_and_page_by_their_number(office, mega):
    for act in ("case.admitted", "secret.seen", "verdict.accept"):
        note(office, act, mega.id, "case-1")

    assert acts(trail(office, mega, TrailFilter())) == ["verdict.accept", "secret.seen", "case.admitted"]
    assert acts(trail(office, mega, TrailFilter(), limit=1)) == ["verdict.accept"]
    assert acts(trail(office, mega, TrailFilter(), before=2)) == ["case.admitted"]


def test_people_are_found_by_login_name_or_id_and_called_by_their_full_name(office, mega):
    note(office, "user.changed", "kanal", mega.id)
    note(office, "secret.seen", mega.id, "case-1")

    assert acts(trail(office, mega, TrailFilter(actor="mega"))) == ["secret.seen"]
    assert acts(trail(office, mega, TrailFilter(actor=mega.id))) == ["secret.seen"]
    found = trail(office, mega, TrailFilter(subject="mega"))[0]
    assert (found.actor_name, found.subject_name) == ("kanal", "Mega Lestari")


def test_the_last_moment_of_a_period_is_not_part_of_it(office, mega):
    begin = office.now()
    note(office, "case.admitted", "kanal", "case-1")
    clock_of(office).move(hours=1)
    note(office, "secret.seen", mega.id, "case-1")

    wanted = TrailFilter(since=begin, until=begin + timedelta(hours=1))
    assert acts(trail(office, mega, wanted)) == ["case.admitted"]


def test_only_managers_read_and_verify_the_log(office):
    curious = an_officer(office, "sari", [right for right in Right if right is not Right.MANAGE])

    with pytest.raises(NotAllowed):
        trail(office, curious, TrailFilter())
    with pytest.raises(NotAllowed):
        verify(office, curious)


def test_a_chain_that_holds_tells_its_length_and_head(office, mega):
    note(office, "case.admitted", "kanal", "case-1")
    held = verify(office, mega)
    note(office, "secret.seen", mega.id, "case-1")

    assert held.entries == 1
    assert verify(office, mega, held.head).entries == 2
