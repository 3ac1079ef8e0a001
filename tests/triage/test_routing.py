"""From scores and places to agencies, with the probability of the agency itself."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import (
    EAST_JAVA,
    GUBENG,
    MOJO,
    REGENCY_OF_BANDUNG,
    SURABAYA,
    a_place,
    a_prediction,
    a_rule,
    fits,
    places,
    predictions,
    rules,
)
from triage.directory import load_directory
from triage.errors import ProbabilityOutOfRange
from triage.places import PlaceSource
from triage.prediction import Distribution, RoutingFit, SimilarCase
from triage.routing import Candidate, calibrated_probability, rank

HEALTH, HOSPITAL, KPK = "kabkota.kesehatan", "kabkota.rsud", "pusat.kpk"
PLN, STREET_LIGHTS = "kabkota.pln", "kabkota.perhubungan"


def probabilities(candidates: list[Candidate]) -> dict[str, float]:
    return {candidate.agency.slug: candidate.probability for candidate in candidates}


def evidence(candidate: Candidate) -> list[str]:
    return [reason.code.value for reason in candidate.evidence]


# --- what holds for every ranking -----------------------------------------------------------


@given(predictions(), places(), rules(), st.none() | fits())
def test_agencies_never_hold_more_belief_than_there_is(directory, prediction, where, spoken, fit):
    assert sum(probabilities(rank(prediction, where, directory, (), spoken, fit)).values()) <= 1.0 + 1e-9


@given(predictions(), places(), rules(), st.none() | fits())
def test_the_most_probable_agency_comes_first_and_each_comes_once(directory, prediction, where, spoken, fit):
    ranked = rank(prediction, where, directory, (), spoken, fit)

    assert all(one.probability >= next_one.probability for one, next_one in pairwise(ranked))
    assert len(probabilities(ranked)) == len(ranked)


@given(predictions(), places(), rules(), fits())
def test_calibration_keeps_the_order_of_the_agencies(directory, prediction, where, spoken, fit):
    plain = rank(prediction, where, directory, (), spoken, RoutingFit(rule_trust=fit.rule_trust))
    calibrated = rank(prediction, where, directory, (), spoken, fit)

    assert [one.agency for one in calibrated] == [one.agency for one in plain]


@given(predictions(), places(), rules())
def test_an_agency_lies_where_a_place_is_or_above_it_or_is_national(directory, prediction, where, spoken):
    codes = [f"{place.region.code}." for place in where]

    for candidate in rank(prediction, where, directory, (), spoken):
        region = candidate.agency.region
        assert region is None or any(code.startswith(f"{region}.") for code in codes)


@given(predictions(), places(), rules(), st.none() | fits(), st.data())
def test_an_agency_that_refused_never_occurs(directory, prediction, where, spoken, fit, data):
    before = [candidate.agency.slug for candidate in rank(prediction, where, directory, (), spoken, fit)]
    refused = data.draw(st.lists(st.sampled_from([*before, "pusat.ombudsman"]), unique=True))
    after = rank(prediction, where, directory, refused, spoken, fit)

    assert not set(probabilities(after)) & set(refused)
    assert sum(probabilities(after).values()) <= 1.0 + 1e-9
    assert {candidate.agency.slug for candidate in after} >= set(before) - set(refused)


@given(predictions(), places(), st.data())
def test_a_refusal_leaves_the_agencies_of_other_roles_in_proportion(directory, prediction, where, data):
    ranked = rank(prediction, where, directory)
    before = [one for one in ranked if of_one_role(one) and one.probability > 1e-9]
    refused = data.draw(st.sampled_from([KPK, *(one.agency.slug for one in before)]))
    after = probabilities(rank(prediction, where, directory, [refused]))

    ratios = [after[one.agency.slug] / one.probability for one in before if one.role != refused.partition(":")[0]]
    assert all(ratio == pytest.approx(ratios[0]) and ratio >= 1.0 - 1e-9 for ratio in ratios)


def of_one_role(candidate: Candidate) -> bool:
    """Return whether an agency has all its belief from its own role; one office of Surabaya runs water and markets."""
    return candidate.role == candidate.agency.role not in ("kabkota.air-minum", "kabkota.pasar")


@given(predictions(), places())
def test_a_refusal_said_twice_counts_once(directory, prediction, where):
    refusing = rank(prediction, where, directory, [KPK])

    assert rank(prediction, where, directory, [KPK, KPK]) == refusing


@given(predictions(), places())
def test_a_national_role_keeps_its_whole_belief_wherever_the_matter_lies(directory, prediction, where):
    ranked = probabilities(rank(prediction, where, directory))

    for role, score in prediction.roles:
        if role.startswith("pusat.") and score >= 0.001:
            assert ranked[role] == pytest.approx(score)


@given(predictions())
def test_without_a_place_only_national_agencies_are_named(directory, prediction):
    for candidate in rank(prediction, [], directory):
        assert candidate.agency.region is None
        assert candidate.role == candidate.agency.role
        assert candidate.probability == pytest.approx(prediction.roles[candidate.agency.role])


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


def test_a_city_gathers_the_belief_of_all_its_places(directory):
    """Which kelurahan it is doesn't matter to the health office of the city."""
    unsure = [a_place(MOJO, 0.5), a_place(GUBENG, 0.2), a_place("35.78.03", 0.2)]

    ranked = rank(a_prediction(role={HEALTH: 0.6, "kelurahan.pemerintahan": 0.4}), unsure, directory)
    assert probabilities(ranked) == pytest.approx(
        {
            "kabkota.kesehatan:35.78": 0.6 * 0.9,
            "kelurahan.pemerintahan:35.78.08.1002": 0.4 * 0.5,
            "kecamatan.pemerintahan:35.78.08": 0.4 * 0.2 * 0.2,
            "kecamatan.pemerintahan:35.78.03": 0.4 * 0.2 * 0.2,
        }
    )
    assert ranked[0].place == a_place(MOJO, 0.5)


def test_places_that_are_surer_than_sure_together_are_scaled_down(directory):
    towns = [a_place(SURABAYA, 1.0), a_place(REGENCY_OF_BANDUNG, 1.0)]

    assert set(probabilities(rank(a_prediction(role={HEALTH: 1.0}), towns, directory)).values()) == {0.5}


@pytest.mark.parametrize(("score", "named"), [(0.0009, [KPK]), (0.0011, [KPK, "kabkota.kesehatan:35.78"])])
def test_a_role_below_one_in_a_thousand_names_nobody(directory, score, named):
    ranked = rank(a_prediction(role={KPK: 1.0 - score, HEALTH: score}), [a_place(SURABAYA)], directory)

    assert list(probabilities(ranked)) == named


def test_when_everyone_has_refused_nobody_is_left(directory):
    prediction = a_prediction(role={HEALTH: 0.6, KPK: 0.4})

    assert rank(prediction, [a_place(SURABAYA)], directory, [KPK, "kabkota.kesehatan:35.78"]) == []


def test_only_the_province_is_known_so_the_province_answers_for_a_town(directory):
    (only,) = rank(a_prediction(role={HEALTH: 1.0}), [a_place(EAST_JAVA)], directory)

    assert (only.agency.slug, only.role) == ("provinsi.pemerintahan:35", HEALTH)
    assert only.probability == pytest.approx(0.2)  # it stands in for a town that nobody could name
    assert evidence(only) == ["parent_answers"]


def test_the_open_roles_are_routed_by_where_the_model_has_them(directory):
    closed = a_prediction(role={HEALTH: 1.0})
    opened = replace(closed, open_roles=Distribution((HEALTH, PLN), (0.1, 0.9)))

    assert next(iter(probabilities(rank(opened, [a_place(SURABAYA)], directory)))) == "kabkota.pln:35.78"


@pytest.mark.parametrize("probability", [-0.1, 1.1, float("nan")])
def test_a_candidate_cannot_be_surer_than_sure(directory, probability):
    with pytest.raises(ProbabilityOutOfRange, match=r"bug in a predictor"):
        Candidate(directory.get(KPK), KPK, None, probability)


# --- refusals -------------------------------------------------------------------------------


def test_the_role_of_an_agency_that_refused_keeps_three_tenths_elsewhere(directory):
    """ "Bukan wewenang" speaks against the place or the role: the next town's office stays possible, but less so."""
    towns = [a_place(SURABAYA, 0.5), a_place(REGENCY_OF_BANDUNG, 0.5)]
    unsure = a_prediction(role={HEALTH: 0.6, KPK: 0.4})

    left = 0.6 * 0.3 + 0.4
    assert probabilities(rank(unsure, towns, directory, ["kabkota.kesehatan:35.78"])) == pytest.approx(
        {KPK: 0.4 / left, "kabkota.kesehatan:32.04": 0.09 / left}
    )


def test_the_second_hospital_is_less_likely_once_the_first_has_refused(directory):
    unsure = a_prediction(role={HOSPITAL: 0.5, KPK: 0.5})
    ranked = probabilities(rank(unsure, [a_place(SURABAYA)], directory, ["kabkota.rsud:35.78"]))

    second, third = 0.5 * 4 / 35 * 0.3, 0.5 * 1 / 35 * 0.3
    left = 0.5 + 0.5 * 0.3
    assert ranked == pytest.approx(
        {KPK: 0.5 / left, "kabkota.rsud:35.78#2": second / left, "kabkota.rsud:35.78#3": third / left}
    )


def test_what_nobody_was_named_for_stays_possible_after_a_refusal(directory):
    """Half of the belief is in a town without a place; the KPK's refusal must not make the rest certain."""
    unsure = a_prediction(role={HEALTH: 0.5, KPK: 0.3, "pusat.ombudsman": 0.2})

    assert probabilities(rank(unsure, [], directory, [KPK])) == pytest.approx({"pusat.ombudsman": 0.2 / 0.79})


def test_a_refusal_never_makes_the_next_one_sure(directory):
    """The sure agency refused: what its role keeps is nobody's, so that a person looks at it."""
    sure = a_prediction(role={HEALTH: 0.96, KPK: 0.04})

    ranked = probabilities(rank(sure, [a_place(SURABAYA)], directory, ["kabkota.kesehatan:35.78"]))
    assert ranked == pytest.approx({KPK: 0.04 / (0.04 + 0.96 * 0.3)})


def test_a_refusal_by_an_agency_that_nobody_knows_is_passed_over(directory):
    prediction = a_prediction(role={HEALTH: 0.6, KPK: 0.4})

    assert probabilities(rank(prediction, [a_place(SURABAYA)], directory, ["dinas-sihir"])) == pytest.approx(
        {"kabkota.kesehatan:35.78": 0.6, KPK: 0.4}
    )


# --- the law, and how far it is believed ----------------------------------------------------


def test_a_rule_brings_in_an_agency_that_the_model_has_never_seen(directory):
    """Street lights belong to the town, the current in the house to PLN: no training row shows PLN here."""
    darkness = a_rule(PLN, weight=6.0)

    first = rank(a_prediction(role={STREET_LIGHTS: 0.5, KPK: 0.5}), [a_place(SURABAYA)], directory, (), [darkness])[0]
    assert (first.agency.slug, evidence(first)) == ("kabkota.pln:35.78", ["jurisdiction"])
    assert first.evidence[0].sentence("en") == "A rule for a test. (UU Uji 1/2026)"


def test_a_rule_for_a_role_that_training_knows_is_believed_as_far_as_it_was_fitted(directory):
    prediction = a_prediction(role={STREET_LIGHTS: 0.5, HEALTH: 0.5})
    spoken = [a_rule(HEALTH, weight=2.0)]

    doubted, believed = (
        probabilities(rank(prediction, [a_place(SURABAYA)], directory, (), spoken, RoutingFit(rule_trust=trust)))
        for trust in (0.0, 1.0)
    )
    assert doubted == pytest.approx({"kabkota.kesehatan:35.78": 0.5, "kabkota.perhubungan:35.78": 0.5})
    assert believed["kabkota.kesehatan:35.78"] == pytest.approx(1.0 / (1.0 + 2.718281828**-2.0))


def test_a_refused_agency_is_not_brought_back_by_the_law(directory):
    spoken = [a_rule(HEALTH, weight=3.0)]
    ranked = rank(
        a_prediction(role={HEALTH: 0.9, KPK: 0.1}), [a_place(SURABAYA)], directory, ["kabkota.kesehatan:35.78"], spoken
    )

    assert list(probabilities(ranked)) == [KPK]


# --- calibration on the agency --------------------------------------------------------------


def test_a_fitted_calibration_doubts_what_the_plain_product_believed(directory):
    (only,) = rank(a_prediction(role={KPK: 1.0}), [], directory, fit=RoutingFit(slope=0.1, intercept=-1.0))

    assert 0.5 < only.probability < 0.9


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0), fits())
def test_the_calibrated_probability_is_one_and_rises_with_the_raw_one(one, other, fit):
    lower, higher = (calibrated_probability(probability, fit) for probability in sorted((one, other)))

    assert 0.0 <= lower <= higher <= 1.0


def test_a_fit_that_changes_nothing_leaves_the_probability():
    assert calibrated_probability(0.3, RoutingFit()) == pytest.approx(0.3)


# --- what speaks for an agency --------------------------------------------------------------


def test_evidence_names_the_place_that_was_read_and_not_the_one_that_was_given(directory):
    read = replace(a_place(SURABAYA), source=PlaceSource.TEXT)
    prediction = a_prediction(role={HEALTH: 1.0})

    (by_text,), (by_hint,) = (rank(prediction, [place], directory) for place in (read, a_place(SURABAYA)))
    assert [reason.sentence("en") for reason in by_text.evidence] == ["The text names Kota Surabaya."]
    assert by_hint.evidence == ()


def test_a_national_agency_is_not_told_by_a_place(directory):
    read = replace(a_place(SURABAYA), source=PlaceSource.TEXT)

    assert rank(a_prediction(role={KPK: 1.0}), [read], directory)[0].evidence == ()


def test_evidence_counts_the_similar_cases_of_the_same_role(directory):
    alike = [SimilarCase(f"S-{n}", role, None, 0.9) for n, role in enumerate((HEALTH, HEALTH, KPK))]
    prediction = replace(a_prediction(role={HEALTH: 1.0}), similar=tuple(alike))

    (only,) = rank(prediction, [a_place(SURABAYA)], directory)
    assert [dict(reason.values) for reason in only.evidence] == [{"count": "2", "of": "3"}]
