"""Who looks into reports about officials: never the unit that is accused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import EAST_JAVA, GUBENG, MOJO, SURABAYA, a_place, a_prediction, places, predictions
from triage.oversight import overseer
from triage.routing import rank

HEALTH = "kabkota.kesehatan"
PANRB, OMBUDSMAN = "pusat.kementerian-panrb", "pusat.ombudsman"


@pytest.fixture(scope="module")
def overseeing(directory):
    """Return the slug of who oversees a role at a region, after some have refused."""

    def ask(role: str, region: str | None, *refused_by: str) -> str | None:
        where = [a_place(region)] if region is not None else []
        found = overseer(rank(a_prediction(role={role: 1.0}), where, directory), where, directory, refused_by)
        return found.slug if found is not None else None

    return ask


@pytest.mark.parametrize(
    ("role", "region", "slug"),
    [
        (HEALTH, SURABAYA, "kabkota.inspektorat:35.78"),
        ("kelurahan.pemerintahan", MOJO, "kabkota.inspektorat:35.78"),
        ("kecamatan.pemerintahan", GUBENG, "kabkota.inspektorat:35.78"),
        ("provinsi.pendidikan", SURABAYA, "provinsi.inspektorat:35"),
        ("kabkota.inspektorat", SURABAYA, "provinsi.inspektorat:35"),
        ("provinsi.inspektorat", SURABAYA, PANRB),
        ("provinsi.inspektorat", EAST_JAVA, PANRB),
    ],
)
def test_a_local_government_is_overseen_by_the_inspectorate_of_its_level_or_the_one_above(
    overseeing, role, region, slug
):
    assert overseeing(role, region) == slug


@pytest.mark.parametrize(
    ("role", "slug"),
    [
        ("kabkota.imigrasi", "provinsi.imigrasi:35"),
        ("kecamatan.kepolisian", "kabkota.kepolisian:35.78"),
        ("kabkota.kepolisian", "provinsi.kepolisian:35"),
        ("provinsi.kepolisian", "pusat.kepolisian"),
        ("kecamatan.kua", "kabkota.agama:35.78"),
        ("kabkota.agama", "provinsi.agama:35"),
        ("provinsi.bpjn", "pusat.kementerian-pekerjaan-umum"),
    ],
)
def test_a_local_office_of_the_state_is_overseen_by_the_body_above_it(overseeing, role, slug):
    """The inspectorate of the mayor has no say over the police or the immigration office."""
    assert overseeing(role, MOJO) == slug


@pytest.mark.parametrize(
    ("role", "slug"), [("pusat.kepolisian", PANRB), (PANRB, OMBUDSMAN), (OMBUDSMAN, PANRB), ("pusat.kpk", PANRB)]
)
def test_a_body_with_nobody_above_it_is_overseen_by_the_ministry_or_the_ombudsman(overseeing, role, slug):
    assert overseeing(role, SURABAYA) == slug


def test_who_refused_is_passed_over_up_to_the_last(overseeing):
    ladder = ["kabkota.inspektorat:35.78", "provinsi.inspektorat:35", PANRB, OMBUDSMAN]

    assert [overseeing(HEALTH, SURABAYA, *ladder[:refused]) for refused in range(5)] == [*ladder, None]


def test_without_a_candidate_the_place_says_who_oversees(directory):
    assert overseer([], [a_place(MOJO)], directory).slug == "kabkota.inspektorat:35.78"
    assert overseer([], [a_place(EAST_JAVA)], directory).slug == "provinsi.inspektorat:35"
    assert overseer([], [], directory).slug == PANRB


def test_the_town_of_the_accused_oversees_it_and_not_the_first_place(directory):
    """The text names two towns; the surer agency lies in the second."""
    where = [a_place("35.73", 0.5), a_place(SURABAYA, 0.5)]
    candidates = rank(a_prediction(role={HEALTH: 1.0}), where[::-1], directory, ["kabkota.kesehatan:35.73"])

    assert overseer(candidates, where, directory).slug == "kabkota.inspektorat:35.78"


@given(predictions(), places(), st.data())
def test_nobody_oversees_himself_or_what_he_has_refused(directory, prediction, where, data):
    candidates = rank(prediction, where, directory)
    ladder = ("kabkota.inspektorat:35.78", "provinsi.inspektorat:35", PANRB, OMBUDSMAN)
    refused = data.draw(st.lists(st.sampled_from(ladder), unique=True))
    found = overseer(candidates, where, directory, refused)

    if found is not None:
        assert found.slug not in refused
        assert found not in [candidate.agency for candidate in candidates[:1]]


def test_every_role_has_an_overseer_everywhere(directory):
    """No role leads into a circle or to nobody; the last two stand for all."""
    for role in directory.roles:
        candidates = rank(a_prediction(role={role: 1.0}), [a_place(MOJO)], directory)
        found = overseer(candidates, [a_place(MOJO)], directory)
        assert found is not None, role
        assert found != candidates[0].agency, role
