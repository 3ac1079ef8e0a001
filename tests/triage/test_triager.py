"""The one path from complaints to decisions, end to end, with a model whose scores a test can write down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.misconduct.signs import read_misconduct
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
    a_lane_point,
    a_point,
    a_policy,
    a_prediction,
    a_router,
    complaints,
    predictions,
)
from triage.complaint import Complaint, Confidentiality
from triage.dangers import Danger, DangerSignal, Scope
from triage.decision import Action
from triage.errors import UnknownRegion
from triage.places import Span
from triage.policy import UrgentLane
from triage.prediction import Prediction, RoutingFit
from triage.taxonomy import Name
from triage.triager import Triager

HEALTH, INSPECTORATE = "kabkota.kesehatan", "kabkota.inspektorat"
SURE_OF_HEALTH = a_prediction(role={HEALTH: 0.96, "pusat.kpk": 0.04}, kind={"pengaduan_non_pengawasan": 1.0})
CERTIFIED = (a_point(0.9),)
House = Callable[..., Triager]

WASTE, LIGHTS = "kabkota.lingkungan-hidup", "kabkota.perhubungan"
PROBLEMS = {"sampah": WASTE, "lampu": LIGHTS, "puskesmas": HEALTH, "inspektorat": INSPECTORATE}


@dataclass(frozen=True)
class ReadingPredictor(FixedPredictor):
    """A predictor that knows a few words: the first one in a text says the role, and `answer` where none is there."""

    sure: float = 0.95
    asked: list[str] = field(default_factory=list)

    def predict(self, complaints: Sequence[Complaint]) -> list[Prediction]:
        self.asked.extend(complaint.text for complaint in complaints)
        return [self._read(complaint.full_text.casefold()) for complaint in complaints]

    def _read(self, text: str) -> Prediction:
        said = sorted((word for word in PROBLEMS if word in text), key=text.index)
        if not said:
            return self.answer
        role = {PROBLEMS[said[0]]: self.sure, "pusat.kpk": 1.0 - self.sure}
        return a_prediction(role=role, kind={"pengaduan_non_pengawasan": 1.0})


@pytest.fixture(scope="module")
def house(directory, calendar, clocks) -> House:
    def build(answer=SURE_OF_HEALTH, points=CERTIFIED, **known: Any) -> Triager:
        policy, tenant = known.pop("policy", a_policy()), known.pop("tenant", None)
        predictor = known.pop("predictor", None) or FixedPredictor(answer, points)
        return Triager(predictor, a_router(directory, tenant), policy, calendar, clocks, **known)

    return build


@pytest.fixture(scope="module")
def reading_house(house) -> House:
    """Build a house whose model reads a few words and whose readers are those of the service."""
    return lambda sure=0.95, **known: house(
        predictor=ReadingPredictor(SURE_OF_HEALTH, CERTIFIED, sure=sure),
        readers=(read_readability, read_misconduct),
        **known,
    )


def codes(triage) -> list[str]:
    return [reason.code.value for reason in triage.decision.reasons]


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
    assert codes(triage) == ["no_agency_known"]


def test_a_town_that_the_text_names_needs_no_hint(house):
    (triage,) = house()([a_complaint("Atap bocor di Kelurahan Mojo, Kecamatan Gubeng, Surabaya.")], NOW)

    assert triage.decision.agency.slug == "kabkota.kesehatan:35.78"
    assert triage.places[0].region.code == MOJO


def test_the_law_that_spoke_stands_in_the_triage_and_in_the_evidence(house):
    (triage,) = house(a_prediction(role={HEALTH: 0.5, "kabkota.pln": 0.5}))(
        [a_complaint("Listrik padam sejak subuh.", region=SURABAYA)], NOW
    )

    assert "listrik-pln" in [rule.id for rule in triage.rules]
    assert triage.candidates[0].agency.slug == "kabkota.pln:35.78"
    assert "jurisdiction" in [reason.code.value for reason in triage.candidates[0].evidence]


def test_what_was_fitted_with_the_model_calibrates_the_agency(house):
    doubting = FixedPredictor(SURE_OF_HEALTH, CERTIFIED, RoutingFit(slope=0.5))

    (plain,), (fitted,) = (h([a_complaint(region=SURABAYA)], NOW) for h in (house(), house(predictor=doubting)))
    assert fitted.candidates[0].probability < plain.candidates[0].probability
    assert (plain.decision.action, fitted.decision.action) == (Action.AUTO_ROUTE, Action.REVIEW)


def test_no_complaints_make_no_decisions(house):
    assert house()([], NOW) == []


# --- confidential reports -------------------------------------------------------------------


ACCUSATIONS = (
    "Bendahara puskesmas meminta uang untuk surat sehat.",
    "Ada pungli di loket inspektorat, dan sampah menumpuk. Selain itu lampu jalan di sana mati semua.",
    "Petugas sampah diduga korupsi uang solar di Kota Malang.",
)
PLAIN = (
    "Sampah menumpuk di Kelurahan Mojo, Kecamatan Gubeng, Surabaya.",
    "Sampah di pasar menumpuk dua minggu. Selain itu lampu jalan di depan sekolah mati semua.",
    "1. Lampu jalan di gang kami mati. 2. Sampah tidak pernah diangkut. 3. Antrean puskesmas sangat lama sekali.",
    "Antrean puskesmas di Sleman terlalu panjang.",
    "Mohon perhatian.",
)
SEEN = tuple(f"{role}:{town}" for role in PROBLEMS.values() for town in (SURABAYA, "35.73", "34.04"))


@given(
    complaints(confidentiality=Confidentiality.SECRET),
    predictions(),
    st.sampled_from([None, SURABAYA, REGENCY_OF_BANDUNG]),
)
def test_a_secret_complaint_never_reaches_the_unit_it_accuses(house, complaint, prediction, tenant):
    (triage,) = house(prediction, tenant=tenant)([complaint], NOW)

    assert triage.decision.action is not Action.AUTO_ROUTE
    stays_away_from_the_accused(triage, complaint)


@given(complaints(), predictions(kind="pengaduan_pengawasan"), st.sampled_from([None, SURABAYA]))
def test_a_supervisory_complaint_never_reaches_the_unit_it_accuses(house, complaint, prediction, tenant):
    (triage,) = house(prediction, tenant=tenant)([complaint], NOW)

    assert triage.decision.action is not Action.AUTO_ROUTE
    stays_away_from_the_accused(triage, complaint)


@given(st.sampled_from(ACCUSATIONS), complaints(), st.lists(st.sampled_from(SEEN), unique=True, max_size=3))
def test_a_report_of_misconduct_never_reaches_the_unit_it_accuses(reading_house, text, drawn, refused_by):
    complaint = a_complaint(text, region=drawn.region, confidentiality=drawn.confidentiality, refused_by=(*refused_by,))
    (triage,) = reading_house(tenant=SURABAYA)([complaint], NOW)

    assert "misconduct" in codes(triage)
    assert triage.decision.action is not Action.AUTO_ROUTE
    stays_away_from_the_accused(triage, complaint)


@given(st.sampled_from((*ACCUSATIONS, *PLAIN)), complaints(), st.lists(st.sampled_from(SEEN), unique=True, max_size=4))
def test_an_agency_that_refused_is_neither_proposed_nor_told(reading_house, text, drawn, refused_by):
    complaint = a_complaint(text, region=drawn.region, confidentiality=drawn.confidentiality, refused_by=(*refused_by,))
    (triage,) = reading_house(tenant=SURABAYA)([complaint], NOW)

    told = [candidate.agency for candidate in triage.candidates] + [triage.decision.agency, *triage.decision.copies]
    assert not {agency.slug for agency in told if agency is not None} & set(refused_by)


def stays_away_from_the_accused(triage, complaint: Complaint) -> None:
    """Check that neither the unit that is most probably accused, nor anyone by way of a copy, gets the report."""
    assert triage.decision.copies == ()
    assert triage.decision.desk is None
    if triage.decision.agency is not None:
        assert triage.decision.agency.slug not in complaint.refused_by
        assert triage.decision.agency not in [candidate.agency for candidate in triage.candidates[:1]]


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
    overseers = (
        "kabkota.inspektorat:35.78",
        "provinsi.inspektorat:35",
        "pusat.kementerian-panrb",
        "pusat.ombudsman",
    )
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


def test_a_secret_complaint_about_a_local_office_of_the_state_is_proposed_to_the_body_above_it(house):
    (triage,) = house(a_prediction(role={"kabkota.imigrasi": 0.9, "pusat.kpk": 0.1}))([secret()], NOW)

    assert triage.decision.agency.slug == "provinsi.imigrasi:35"


# --- bounces, thresholds, readers -----------------------------------------------------------


def test_a_bounced_complaint_is_not_proposed_to_the_agency_that_refused(house):
    (triage,) = house()([a_complaint(region=SURABAYA, refused_by=("kabkota.kesehatan:35.78",))], NOW)

    assert [candidate.agency.slug for candidate in triage.candidates] == ["pusat.kpk"]
    assert "refused_before" in codes(triage)


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


# --- the hand-over of the urgent lane -------------------------------------------------------


def urgent(*signals: tuple[Danger, Scope]) -> Prediction:
    """Return a prediction that enters the lane, with signs of danger."""
    answer = a_prediction(role={HEALTH: 1.0}, urgency={"sedang": 0.1, "darurat": 0.9})
    read = [
        DangerSignal(f"{of}.uji", of, "darurat", scope, Span("text", 0, 4), Name("Tanda.")) for of, scope in signals
    ]
    return replace(answer, dangers=tuple(read))


FLOODED = urgent((Danger.FLOOD, Scope.NOW), (Danger.FIRE, Scope.PAST))


@pytest.mark.parametrize(
    ("text", "region", "tenant", "agency"),
    [
        ("Air masuk rumah di Kelurahan Mojo, Kecamatan Gubeng, Surabaya.", None, None, "Kota Surabaya"),
        ("Air masuk rumah.", BADUNG, SURABAYA, "Kabupaten Badung"),
        ("Air masuk rumah.", None, SURABAYA, "Kota Surabaya"),
        ("Air masuk rumah.", None, None, "setempat (BPBD)"),
    ],
)
def test_who_is_called_follows_from_the_place_the_hint_or_the_tenant(house, text, region, tenant, agency):
    (triage,) = house(FLOODED, tenant=tenant)([a_complaint(text, region=region)], NOW)

    assert triage.decision.contacts[0].name.id == f"Badan Penanggulangan Bencana Daerah {agency}"
    assert "damkar-113" not in [contact.service for contact in triage.decision.contacts]


@pytest.mark.parametrize(
    ("points", "share", "threshold"),
    [
        ((a_lane_point(0.2), a_lane_point(0.4, share=0.03)), 0.06, 0.2),
        ((a_lane_point(0.2), a_lane_point(0.4, share=0.03)), 0.03, 0.4),
        ((a_lane_point(0.2),), 0.05, None),
        ((), 0.04, None),
    ],
)
def test_the_lane_takes_the_models_threshold_for_the_share_of_the_policy_or_the_policys_own(
    house, points, share, threshold
):
    lane = UrgentLane(share=share, threshold=0.3)
    triager = house(
        predictor=FixedPredictor(SURE_OF_HEALTH, CERTIFIED, lane_points=points), policy=a_policy(urgent_lane=lane)
    )

    assert (triager.lane_point and triager.lane_point.threshold) == threshold
    for chance in (0.19, 0.25, 0.35, 0.45):
        answer = a_prediction(role={HEALTH: 1.0}, urgency={"sedang": 1.0 - chance, "darurat": chance})
        asked = replace(triager, predictor=FixedPredictor(answer, CERTIFIED, lane_points=points))
        lifted = asked([a_complaint(region=SURABAYA)], NOW)[0].decision.action is Action.URGENT_LANE
        assert lifted is (chance >= (threshold or 0.3))


def test_a_sign_of_danger_lifts_a_complaint_that_the_model_thinks_calm(house):
    calm = a_prediction(role={HEALTH: 1.0}, urgency={"sedang": 1.0, "darurat": 0.0})
    (triage,) = house(replace(FLOODED, scores=calm.scores))([a_complaint(region=SURABAYA)], NOW)

    assert triage.decision.action is Action.URGENT_LANE
    assert codes(triage)[0] == "danger_sign"
    assert triage.decision.contacts


def test_a_lane_that_was_entered_without_a_danger_by_name_calls_112(house):
    (triage,) = house(urgent((Danger.FIRE, Scope.ASKED)))([a_complaint(region=SURABAYA)], NOW)

    assert [contact.service for contact in triage.decision.contacts] == ["darurat-112"]


# --- several problems in one complaint ------------------------------------------------------

TWO_PROBLEMS = "Sampah di pasar menumpuk dua minggu. Selain itu lampu jalan di depan sekolah mati semua."


def test_the_second_problem_is_copied_to_its_own_agency(reading_house):
    (triage,) = reading_house()([a_complaint(TWO_PROBLEMS, region=SURABAYA)], NOW)

    assert triage.decision.agency.slug == f"{WASTE}:35.78"
    assert [agency.slug for agency in triage.decision.copies] == [f"{LIGHTS}:35.78"]
    assert "second_problem" in codes(triage)


def test_a_second_problem_whose_agency_is_unsure_is_copied_to_nobody(reading_house):
    cautious = a_policy(copy_threshold=0.999)

    assert reading_house(policy=cautious)([a_complaint(TWO_PROBLEMS, region=SURABAYA)], NOW)[0].decision.copies == ()


def test_two_problems_of_one_agency_need_no_copy(reading_house):
    twice = "Sampah di pasar menumpuk dua minggu. Selain itu sampah di sungai tidak pernah diangkat."

    assert reading_house()([a_complaint(twice, region=SURABAYA)], NOW)[0].decision.copies == ()


def test_the_agency_of_a_second_problem_that_refused_gets_no_copy(reading_house):
    refused = a_complaint(TWO_PROBLEMS, region=SURABAYA, refused_by=(f"{LIGHTS}:35.78",))

    copies = reading_house()([refused], NOW)[0].decision.copies
    assert f"{LIGHTS}:35.78" not in [agency.slug for agency in copies]


def test_a_secret_complaint_with_two_problems_is_copied_to_nobody(reading_house):
    hidden = a_complaint(TWO_PROBLEMS, region=SURABAYA, confidentiality=Confidentiality.SECRET)

    assert reading_house()([hidden], NOW)[0].decision.copies == ()


def test_a_complaint_of_one_problem_is_read_by_the_model_once(reading_house):
    triager = reading_house()
    triager([a_complaint("Sampah di pasar menumpuk dua minggu.", region=SURABAYA)], NOW)

    assert triager.predictor.asked == ["Sampah di pasar menumpuk dua minggu."]
