"""The one path from complaints to decisions, end to end, with a model whose scores a test can write down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.readability import read_readability
from tests.worlds import (
    BADUNG,
    EAST_JAVA,
    GUBENG,
    MOJO,
    NOW,
    REGENCY_OF_BANDUNG,
    SURABAYA,
    FixedPredictor,
    a_complaint,
    a_point,
    a_policy,
    a_prediction,
    complaints,
    predictions,
)
from triage.complaint import Confidentiality
from triage.decision import Action
from triage.errors import UnknownRegion
from triage.triager import Triager

HEALTH, INSPECTORATE = "kabkota.kesehatan", "kabkota.inspektorat"
SURE_OF_HEALTH = a_prediction(role={HEALTH: 0.96, "pusat.kpk": 0.04}, kind={"pengaduan_non_pengawasan": 1.0})
CERTIFIED = (a_point(0.9),)
House = Callable[..., Triager]


@pytest.fixture(scope="module")
def house(directory, calendar, clocks) -> House:
    def build(answer=SURE_OF_HEALTH, points=CERTIFIED, **known: Any) -> Triager:
        policy = known.pop("policy", a_policy())
        return Triager(FixedPredictor(answer, points), directory, policy, calendar, clocks, **known)

    return build


def secret(region: str | None = SURABAYA, **known: Any):
    return a_complaint("Kepala puskesmas meminta uang.", confidentiality=Confidentiality.SECRET, region=region, **known)


def test_a_complaint_with_a_place_reaches_the_agency_of_that_place(house):
    (triage,) = house()([a_complaint(region=MOJO)], NOW)

    assert triage.decision.action is Action.AUTO_ROUTE
    assert triage.decision.agency.name.id == "Dinas Kesehatan Kota Surabaya"
    assert (triage.complaint_id, triage.prediction) == ("A-1", SURE_OF_HEALTH)
    assert triage.decision.agency == triage.candidates[0].agency


def test_the_same_scores_reach_another_agency_in_another_town(house):
    towns = [SURABAYA, REGENCY_OF_BANDUNG, BADUNG]
    triages = house()([a_complaint(id=town, region=town) for town in towns], NOW)

    assert [triage.complaint_id for triage in triages] == towns
    assert [triage.decision.agency.slug for triage in triages] == [f"{HEALTH}:{town}" for town in towns]


def test_a_complaint_without_a_place_belongs_to_the_town_that_runs_the_house(house):
    (triage,) = house(tenant=SURABAYA)([a_complaint()], NOW)

    assert triage.decision.agency.slug == "kabkota.kesehatan:35.78"


def test_a_local_matter_without_any_place_goes_to_a_person(house):
    (triage,) = house(a_prediction(role={HEALTH: 1.0}))([a_complaint()], NOW)

    assert (triage.decision.action, triage.decision.agency) == (Action.REVIEW, None)
    assert [reason.code.value for reason in triage.decision.reasons] == ["no_agency_known"]


def test_no_complaints_make_no_decisions(house):
    assert house()([], NOW) == []


# --- confidential reports -------------------------------------------------------------------


@given(
    complaints(confidentiality=Confidentiality.SECRET, refused_by=()),
    predictions(),
    st.sampled_from([None, SURABAYA, REGENCY_OF_BANDUNG]),
)
def test_a_secret_complaint_never_reaches_the_unit_it_accuses(house, complaint, prediction, tenant):
    (triage,) = house(prediction, tenant=tenant)([complaint], NOW)

    assert triage.decision.action is not Action.AUTO_ROUTE
    accused = {candidate.agency.role for candidate in triage.candidates} - {INSPECTORATE}
    for agency in (triage.decision.agency, *triage.decision.copies):
        assert agency.role in {INSPECTORATE, "provinsi.inspektorat", "pusat.kementerian-panrb"}
        assert agency.role not in accused


@pytest.mark.parametrize(
    ("region", "refused_by", "overseer"),
    [
        (MOJO, (), "kabkota.inspektorat:35.78"),
        (GUBENG, (), "kabkota.inspektorat:35.78"),
        (EAST_JAVA, (), "provinsi.inspektorat:35"),
        (None, (), "pusat.kementerian-panrb"),
        (SURABAYA, ("kabkota.inspektorat:35.78",), "provinsi.inspektorat:35"),
        (SURABAYA, ("kabkota.inspektorat:35.78", "provinsi.inspektorat:35"), "pusat.kementerian-panrb"),
    ],
)
def test_a_secret_complaint_is_proposed_to_the_inspectorate_or_the_level_above(house, region, refused_by, overseer):
    (triage,) = house()([secret(region, refused_by=refused_by)], NOW)

    assert (triage.decision.action, triage.decision.agency.slug) == (Action.REVIEW, overseer)


def test_a_secret_complaint_that_all_overseers_refused_is_proposed_to_nobody(house):
    overseers = ("kabkota.inspektorat:35.78", "provinsi.inspektorat:35", "pusat.kementerian-panrb")
    (triage,) = house()([secret(refused_by=overseers)], NOW)

    assert (triage.decision.action, triage.decision.agency) == (Action.REVIEW, None)


@pytest.mark.parametrize(
    ("accused", "overseer"),
    [
        ("kabkota.inspektorat", "provinsi.inspektorat:35"),
        ("provinsi.inspektorat", "pusat.kementerian-panrb"),
        (HEALTH, "kabkota.inspektorat:35.78"),
    ],
)
def test_a_secret_complaint_about_the_inspectorate_itself_is_proposed_to_the_level_above(house, accused, overseer):
    (triage,) = house(a_prediction(role={accused: 0.9, "pusat.kpk": 0.1}))([secret()], NOW)

    assert triage.decision.agency.slug == overseer


def test_a_complaint_about_misconduct_is_overseen_although_it_is_public(house):
    misconduct = a_prediction(role={HEALTH: 1.0}, kind={"pengaduan_pengawasan": 0.6, "aspirasi": 0.4})
    (triage,) = house(misconduct)([a_complaint(region=SURABAYA)], NOW)

    assert (triage.decision.action, triage.decision.kind) == (Action.REVIEW, "pengaduan_pengawasan")
    assert triage.decision.agency.role == INSPECTORATE


def test_an_anonymous_complaint_is_routed_like_any_other(house):
    anonymous = a_complaint(region=SURABAYA, confidentiality=Confidentiality.ANONYMOUS)

    assert house()([anonymous], NOW)[0].decision.action is Action.AUTO_ROUTE


# --- bounces, thresholds, readers -----------------------------------------------------------


def test_a_bounced_complaint_is_not_proposed_to_the_agency_that_refused(house):
    (triage,) = house()([a_complaint(region=SURABAYA, refused_by=("kabkota.kesehatan:35.78",))], NOW)

    assert [candidate.agency.slug for candidate in triage.candidates] == ["pusat.kpk"]
    assert "refused_before" in [reason.code.value for reason in triage.decision.reasons]


@pytest.mark.parametrize(
    ("points", "action"),
    [
        ((a_point(0.99), a_point(0.9, target_error=0.1)), Action.REVIEW),
        ((a_point(0.99, target_error=0.1), a_point(0.9)), Action.AUTO_ROUTE),
        ((a_point(0.9, target_error=0.1),), Action.REVIEW),
        ((a_point(0.9, answer="category"),), Action.REVIEW),
        ((), Action.REVIEW),
    ],
)
def test_only_a_threshold_for_the_agency_at_the_error_of_the_policy_lets_the_machine_route(house, points, action):
    (triage,) = house(points=points, policy=a_policy(target_error=0.05))([a_complaint(region=SURABAYA)], NOW)

    assert triage.decision.action is action


def test_a_text_without_words_is_read_by_a_person_however_sure_the_model_is(house):
    triages = house(readers=(read_readability,))(
        [a_complaint(text, region=SURABAYA) for text in ("😡😡😡", "Atap bocor")], NOW
    )

    assert [triage.decision.action for triage in triages] == [Action.REVIEW, Action.AUTO_ROUTE]


def test_the_audit_draws_by_its_key_and_only_what_the_machine_routed(house):
    batch = [a_complaint(id=f"A-{n}", region=SURABAYA) for n in range(60)] + [secret(id=f"S-{n}") for n in range(60)]
    half = a_policy(audit_share=0.5)

    first, again, other = (
        [triage.decision.audit for triage in house(policy=half, audit_key=key)(batch, NOW)]
        for key in (b"a", b"a", b"b")
    )
    assert first == again != other
    assert 15 < sum(first[:60]) < 45
    assert not any(first[60:])


def test_a_hint_that_is_no_region_stops_the_batch_with_the_code(house):
    with pytest.raises(UnknownRegion, match=r"98\.76"):
        house()([a_complaint(region=SURABAYA), a_complaint(region="98.76")], NOW)


def test_a_complaint_is_decided_alike_alone_and_in_a_batch(house):
    batch = [a_complaint(id="A-1", region=MOJO), secret(id="A-2"), a_complaint(id="A-3", region=BADUNG)]
    triager = house(audit_key=b"kunci")

    assert triager(batch, NOW) == [triager([complaint], NOW)[0] for complaint in batch]
