"""Whom to call: for every danger somebody, in the order of the catalogue, by region, and never the same one twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import CODES, MOJO, SURABAYA
from triage.dangers import Danger, DangerSignal, Scope
from triage.emergency import EmergencyContacts, Service, dangers_now, dialled, load_emergency
from triage.errors import BrokenCatalog, UnknownRegion
from triage.places import Span
from triage.taxonomy import Name

SLEMAN, CENTRAL_JAKARTA = "34.04", "31.71"
Written = Callable[[str], Path]


@pytest.fixture(scope="module")
def emergency(directory) -> EmergencyContacts:
    return load_emergency(None, directory.roles)


@pytest.fixture
def written(tmp_path) -> Written:
    """Write an operator's own file."""

    def write(text: str) -> Path:
        path = tmp_path / "kontak.yaml"
        path.write_text(f"version: uji\n{text}", encoding="utf-8")
        return path

    return write


def a_signal(danger: Danger, scope: Scope = Scope.NOW, level: str = "darurat") -> DangerSignal:
    return DangerSignal(f"{danger}.uji", danger, level, scope, Span("text", 0, 4), Name("Tanda uji.", "A test sign."))


def dangers() -> st.SearchStrategy[list[Danger]]:
    return st.lists(st.sampled_from(Danger), max_size=4)


def regions() -> st.SearchStrategy[str | None]:
    return st.sampled_from((None, SLEMAN, CENTRAL_JAKARTA, "31", "3404", *CODES))


def slugs(contacts) -> list[str]:
    return [contact.service for contact in contacts]


# --- what holds for every danger and every region -------------------------------------------


@pytest.mark.parametrize("danger", Danger)
def test_every_danger_calls_somebody_with_a_number_and_112_among_them(emergency, directory, danger):
    contacts = emergency.contacts([danger], None, directory)

    assert "112" in [contact.number for contact in contacts]


@given(dangers(), regions())
def test_contacts_are_named_in_both_languages_and_occur_once(emergency, directory, dangers, region):
    contacts = emergency.contacts(dangers, region, directory)

    assert contacts
    assert any(contact.number for contact in contacts)
    assert len(set(slugs(contacts))) == len(contacts)
    assert all(contact.name.id and contact.name.in_language("en") and contact.source for contact in contacts)
    assert all(contact.note.id and contact.note.en for contact in contacts)


@given(dangers(), st.sampled_from(Danger), regions())
def test_a_further_danger_adds_to_whom_is_called_and_takes_nobody_away(emergency, directory, dangers, more, region):
    first = slugs(emergency.contacts(dangers, region, directory)) if dangers else []

    assert slugs(emergency.contacts([*dangers, more], region, directory))[: len(first)] == first


@given(dangers(), regions())
def test_asked_twice_the_contacts_are_the_same(emergency, directory, dangers, region):
    assert emergency.contacts(dangers, region, directory) == emergency.contacts(dangers, region, directory)


def test_where_no_danger_is_known_112_is_called(emergency, directory):
    assert slugs(emergency.contacts([], None, directory)) == ["darurat-112"]


def test_no_bundled_number_is_said_to_be_checked(emergency):
    """Nobody has dialled them; whoever does writes the day into a file of their own."""
    local = [service for entry in emergency.regions.values() for service in entry.services]

    assert all(service.checked is None for service in (*emergency.services.values(), *local))


# --- by region ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("region", "name"),
    [
        (MOJO, "Command Center 112 Surabaya"),
        (CENTRAL_JAKARTA, "Jakarta Siaga 112"),
        ("3273", "Bandung Siaga 112"),
        ("32.04", "Nomor darurat 112"),
        (None, "Nomor darurat 112"),
    ],
)
def test_112_is_called_what_the_region_calls_it(emergency, directory, region, name):
    (contact,) = emergency.contacts([], region, directory)

    assert contact.name.id == name


def test_where_112_may_not_answer_it_says_so_and_where_it_does_it_does_not(emergency, directory):
    elsewhere, here = (emergency.contacts([], region, directory)[0] for region in (SLEMAN, SURABAYA))

    assert "Belum tersambung" in elsewhere.note.id
    assert "Belum tersambung" not in here.note.id


@pytest.mark.parametrize(
    ("region", "name"),
    [
        (SLEMAN, "Badan Penanggulangan Bencana Daerah Kabupaten Sleman"),
        (MOJO, "Badan Penanggulangan Bencana Daerah Kota Surabaya"),
        ("35", "Badan Penanggulangan Bencana Daerah Provinsi Jawa Timur"),
        (CENTRAL_JAKARTA, "Badan Penanggulangan Bencana Daerah Provinsi Daerah Khusus Ibukota Jakarta"),
        (None, "Badan Penanggulangan Bencana Daerah setempat (BPBD)"),
    ],
)
def test_an_agency_without_a_known_number_is_named_for_the_region(emergency, directory, region, name):
    agency = emergency.contacts([Danger.FLOOD], region, directory)[0]

    assert (agency.name.id, agency.number) == (name, None)


def test_a_region_that_is_none_is_refused(emergency, directory):
    with pytest.raises(UnknownRegion):
        emergency.contacts([Danger.FLOOD], "98.76", directory)


# --- what the text says is there ------------------------------------------------------------


def test_only_a_danger_that_is_there_now_calls_anybody():
    past = [a_signal(Danger.FIRE, scope) for scope in Scope if scope is not Scope.NOW]

    assert dangers_now(past) == ()
    assert dangers_now([*past, a_signal(Danger.GAS)]) == (Danger.GAS,)


def test_the_gravest_danger_comes_first_and_each_once():
    signals = [
        a_signal(Danger.TREE, level="tinggi"),
        a_signal(Danger.FIRE),
        a_signal(Danger.TREE),
        a_signal(Danger.FIRE),
    ]

    assert dangers_now(signals) == (Danger.FIRE, Danger.TREE)


# --- numbers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "dial"),
    [("112", "112"), ("119 ext. 8", "119"), ("08111-129-129", "08111129129"), ("+62 274 1", "+622741")],
)
def test_a_telephone_dials_the_digits(number, dial):
    assert dialled(number) == dial


def test_every_bundled_number_can_be_dialled(emergency):
    numbers = [service.number for service in emergency.services.values() if service.number]

    assert len(numbers) > 10
    assert all(dialled(number).isdigit() for number in numbers)


# --- an operator's own file -----------------------------------------------------------------

POST = """
      - {slug: posko, name: {id: Posko, en: Post}, number: "0274 000000", checked: 2026-12-01, source: uji,
         use: {id: Banjir., en: Floods.}}
"""


def test_an_own_file_may_change_one_number_and_leave_the_rest(written, directory):
    own = load_emergency(
        written(
            'services:\n  - {slug: polisi-110, name: {id: Polres, en: Police}, number: "0274 000001", '
            "checked: 2026-12-01, source: uji, use: {id: Kejahatan., en: Crime.}}\n"
        )
    )
    police, other = own.contacts([Danger.CRIME], SLEMAN, directory)

    assert (police.name.id, police.number, police.checked) == ("Polres", "0274 000001", date(2026, 12, 1))
    assert other.service == "darurat-112"
    assert own.version == f"{load_emergency().version}+uji"


def test_a_service_of_the_own_region_is_called_before_those_of_the_country(written, directory):
    own = load_emergency(written(f'regions:\n  "34.04":\n    services:{POST}    dangers: {{flood: [posko]}}\n'))

    assert slugs(own.contacts([Danger.FLOOD], f"{SLEMAN}.01", directory))[:2] == ["posko", "bpbd"]
    assert "posko" not in slugs(own.contacts([Danger.FLOOD], SURABAYA, directory))


def test_an_own_entry_of_a_region_keeps_what_the_bundled_one_has(written, directory):
    own = load_emergency(written(f'regions:\n  "3578":\n    services:{POST}    dangers: {{flood: [posko]}}\n'))
    called = own.contacts([Danger.FLOOD], MOJO, directory)

    assert called[0].service == "posko"
    assert "Command Center 112 Surabaya" in [contact.name.id for contact in called]


def test_an_own_order_takes_the_place_of_the_bundled_one(written, directory):
    own = load_emergency(written("dangers: {fire: [darurat-112]}\nunknown: [polisi-110]\n"))

    assert slugs(own.contacts([Danger.FIRE], None, directory)) == ["darurat-112"]
    assert slugs(own.contacts([], None, directory)) == ["polisi-110"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("dangers: {fire: [sihir]}", "fire calls the unknown service sihir"),
        ("unknown: [sihir]", "unknown calls the unknown service sihir"),
        ("dangers: {meteor: [darurat-112]}", "meteor"),
        ("dangers: {fire: []}", "dangers.fire"),
        ('regions: {"34.04": {dangers: {fire: [sihir]}}}', "sihir (region 34.04)"),
        ('regions: {"98.76": {services: []}}', "there is no region 98.76"),
        ("regions: {34.04: {services: []}}", "a text in quotes, not a number"),
        (
            "services: [{slug: a, name: {id: A}, number: 112, use: {id: B}, source: c, checked: null}]",
            "a text in quotes",
        ),
        ("services: [{slug: a, name: {id: A}, number: 'satu', use: {id: B}, source: c, checked: null}]", "number"),
        ("services: [{slug: a, name: {id: A}, number: '1', use: {id: B}, source: c}]", "checked"),
        (
            "services: [{slug: a, name: {id: A}, use: {id: B}, source: c, checked: null}]",
            "neither a number nor an office",
        ),
        (
            "services: [{slug: a, name: {id: A}, number: '1', national: no, use: {id: B}, source: c, checked: null}]",
            "a note must say so",
        ),
        (
            "services: [{slug: a, name: {id: A}, office: sihir, use: {id: B}, source: c, checked: null}]",
            "the unknown office sihir",
        ),
    ],
)
def test_a_file_that_would_fail_when_somebody_needs_it_is_refused_when_it_is_read(written, directory, text, problem):
    with pytest.raises(BrokenCatalog, match=r"kontak\.yaml") as refused:
        load_emergency(written(text + "\n"), directory.roles)

    assert problem in str(refused.value)


def test_every_service_of_the_catalogue_is_called_by_some_danger(emergency):
    called = {slug for listed in emergency.dangers.values() for slug in listed}

    assert set(emergency.services) - called == set()
    assert all(isinstance(service, Service) for service in emergency.services.values())
