"""From scores and places to agencies, with the probability of the agency itself."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import CODES, EAST_JAVA, REGENCY_OF_BANDUNG, SURABAYA, a_place, a_prediction, predictions
from triage.directory import load_directory
from triage.errors import ProbabilityOutOfRange
from triage.places import Place
from triage.routing import Candidate, rank

HEALTH, HOSPITAL, KPK = "kabkota.kesehatan", "kabkota.rsud", "pusat.kpk"


def places() -> st.SearchStrategy[list[Place]]:
    return st.lists(st.builds(a_place, st.sampled_from(CODES), st.floats(0.0, 1.0)), max_size=3)


def probabilities(candidates: list[Candidate]) -> dict[str, float]:
    return {candidate.agency.slug: candidate.probability for candidate in candidates}


# --- what holds for every ranking -----------------------------------------------------------


@given(predictions(), places())
def test_agencies_never_hold_more_belief_than_there_is(directory, prediction, where):
    assert sum(probabilities(rank(prediction, where, directory)).values()) <= 1.0 + 1e-9


@given(predictions(), places())
def test_the_most_probable_agency_comes_first_and_each_comes_once(directory, prediction, where):
    ranked = rank(prediction, where, directory)

    assert all(one.probability >= next_one.probability for one, next_one in pairwise(ranked))
    assert len(probabilities(ranked)) == len(ranked)


@given(predictions(), places(), st.data())
def test_an_agency_that_refused_never_occurs_and_the_rest_is_conditional_on_it(directory, prediction, where, data):
    before = probabilities(rank(prediction, where, directory))
    refused = data.draw(st.lists(st.sampled_from([*before, "pusat.ombudsman"]), unique=True))
    after = probabilities(rank(prediction, where, directory, refused))

    left = 1.0 - sum(before.get(slug, 0.0) for slug in refused)
    assert not set(after) & set(refused)
    assert sum(after.values()) <= 1.0 + 1e-9
    if left > 1e-6:
        assert after == pytest.approx({slug: p / left for slug, p in before.items() if slug not in refused})


@given(predictions(), places())
def test_a_refusal_said_twice_counts_once(directory, prediction, where):
    refusing = rank(prediction, where, directory, [KPK])

    assert rank(prediction, where, directory, [KPK, KPK]) == refusing


@given(predictions())
def test_without_a_place_only_national_agencies_are_named(directory, prediction):
    for candidate in rank(prediction, [], directory):
        assert candidate.agency.region is None
        assert candidate.role == candidate.agency.role
        assert candidate.probability == pytest.approx(_score_of(candidate.agency.role, prediction))


def _score_of(role: str, prediction) -> float:
    return next(score for name, score in prediction.scores["role"] if name == role)


# --- small worlds ---------------------------------------------------------------------------


def test_a_role_becomes_the_agency_of_the_place(directory):
    (only,) = rank(a_prediction(role={HEALTH: 1.0}), [a_place(SURABAYA)], directory)

    assert (only.agency.slug, only.role, only.probability) == ("kabkota.kesehatan:35.78", HEALTH, 1.0)
    assert only.place == a_place(SURABAYA)


def test_the_belief_in_local_roles_goes_to_nobody_where_no_place_is_known(directory):
    assert probabilities(rank(a_prediction(role={HEALTH: 0.7, KPK: 0.3}), [], directory)) == {KPK: 0.3}


def test_the_hospitals_of_a_town_divide_their_role_by_their_shares(directory):
    ranked = probabilities(rank(a_prediction(role={HOSPITAL: 0.7, KPK: 0.3}), [a_place(SURABAYA)], directory))

    assert ranked == pytest.approx(
        {
            "kabkota.rsud:35.78": 0.7 * 30 / 35,
            KPK: 0.3,
            "kabkota.rsud:35.78#2": 0.7 * 4 / 35,
            "kabkota.rsud:35.78#3": 0.7 * 1 / 35,
        }
    )
    assert next(iter(ranked)) == "kabkota.rsud:35.78"


def test_two_roles_of_one_unit_add_up_to_one_candidate(tmp_path):
    path = tmp_path / "kota.yaml"
    path.write_text(
        f'region: "{SURABAYA}"\nunits: [{{name: Balai Sehat, roles: [{HEALTH}, {HOSPITAL}]}}]\n', encoding="utf-8"
    )
    both = a_prediction(role={HEALTH: 0.4, HOSPITAL: 0.4, KPK: 0.2})

    ranked = rank(both, [a_place(SURABAYA)], load_directory([path]))
    assert probabilities(ranked) == pytest.approx({"kabkota.kesehatan:35.78": 0.8, KPK: 0.2})


@pytest.mark.parametrize("order", [("kabkota.air-minum", "kabkota.pasar"), ("kabkota.pasar", "kabkota.air-minum")])
def test_a_candidate_stands_for_the_role_that_speaks_most_for_it(directory, order):
    """One office of Surabaya answers for water and markets; a policy that knows roles must see which it is."""
    scores = {"kabkota.air-minum": 0.1, "kabkota.pasar": 0.9}

    (only,) = rank(a_prediction(role={role: scores[role] for role in order}), [a_place(SURABAYA)], directory)
    assert only.role == "kabkota.pasar"


def test_a_candidate_stands_at_the_place_that_speaks_most_for_it(directory):
    unsure = [a_place("35.78.08", 0.2), a_place("35.78.03", 0.8)]

    (only,) = rank(a_prediction(role={HEALTH: 1.0}), unsure, directory)
    assert only.place == a_place("35.78.03", 0.8)


def test_two_possible_towns_divide_the_belief(directory):
    towns = [a_place(SURABAYA, 0.6), a_place(REGENCY_OF_BANDUNG, 0.3)]

    assert probabilities(rank(a_prediction(role={HEALTH: 1.0}), towns, directory)) == pytest.approx(
        {"kabkota.kesehatan:35.78": 0.6, "kabkota.kesehatan:32.04": 0.3}
    )


def test_places_that_are_surer_than_sure_together_are_scaled_down(directory):
    towns = [a_place(SURABAYA, 1.0), a_place(REGENCY_OF_BANDUNG, 1.0)]

    assert set(probabilities(rank(a_prediction(role={HEALTH: 1.0}), towns, directory)).values()) == {0.5}


def test_a_role_that_is_next_to_impossible_names_nobody(directory):
    assert list(probabilities(rank(a_prediction(role={KPK: 0.99995, HEALTH: 0.00005}), [], directory))) == [KPK]


def test_when_everyone_has_refused_nobody_is_left(directory):
    prediction = a_prediction(role={HEALTH: 0.6, KPK: 0.4})

    assert rank(prediction, [a_place(SURABAYA)], directory, [KPK, "kabkota.kesehatan:35.78"]) == []


def test_only_the_province_is_known_so_the_province_answers_for_a_town(directory):
    (only,) = rank(a_prediction(role={HEALTH: 1.0}), [a_place(EAST_JAVA)], directory)

    assert (only.agency.slug, only.role) == ("provinsi.pemerintahan:35", HEALTH)


@pytest.mark.parametrize("probability", [-0.1, 1.1, float("nan")])
def test_a_candidate_cannot_be_surer_than_sure(directory, probability):
    with pytest.raises(ProbabilityOutOfRange, match=r"bug in a predictor"):
        Candidate(directory.get(KPK), KPK, None, probability)
