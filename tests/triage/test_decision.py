"""The decision: what the machine may do by itself, what a person must see, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.worlds import (
    JAKARTA,
    NOW,
    SURABAYA,
    URGENCIES,
    a_complaint,
    a_lane_point,
    a_place,
    a_point,
    a_policy,
    a_prediction,
    a_sign,
    complaints,
    lane_points,
    operating_points,
    policies,
    predictions,
)
from triage.complaint import Confidentiality
from triage.dangers import Danger, Scope
from triage.deadlines import Step
from triage.decision import Action, Decision, Desk, decide
from triage.emergency import load_emergency
from triage.policy import RolloutException, RolloutMode, UrgentLane
from triage.reasons import Reason, ReasonCode
from triage.routing import Candidate, rank
from triage.tasks import Task

HEALTH = "kabkota.kesehatan"
NOTES = [Reason(ReasonCode.UNUSABLE_TEXT), Reason.of(ReasonCode.REFUSED_BEFORE, count=1)]
MISCONDUCT = Reason.of(ReasonCode.MISCONDUCT, sign="pungutan liar")
OTHERS = ("kabkota.kesehatan:35.78", "kabkota.lingkungan-hidup:35.78", "kabkota.rsud:35.78", "pusat.kpk")
Deciding = Callable[..., Decision]


def sure_of(role: str = HEALTH, probability: float = 1.0, **scores: Any):
    other = {"pusat.ombudsman": 1.0 - probability} if probability < 1.0 else {}
    return a_prediction(role={role: probability, **other}, **scores)


@pytest.fixture(scope="module")
def deciding(directory, calendar, clocks) -> Deciding:
    """Decide in a house where, unless told otherwise, everything allows the machine to route by itself."""

    def decide_here(complaint=None, prediction=None, candidates: Sequence[Candidate] | None = None, **known: Any):
        complaint, prediction = complaint or a_complaint(), prediction or sure_of()
        ranked = rank(prediction, [a_place(SURABAYA)], directory, complaint.refused_by)
        world = {
            "policy": a_policy(),
            "operating_point": a_point(),
            "lane_point": None,
            "oversight": directory.get("kabkota.inspektorat:35.78"),
            "noted": (),
            "others": (),
            "contacts": (),
            "calendar": calendar,
            "clocks": clocks,
            "now": NOW,
            "audit_key": b"kunci",
        }
        return decide(complaint, prediction, ranked if candidates is None else candidates, **{**world, **known})

    return decide_here


def codes(decision: Decision) -> list[str]:
    return [reason.code.value for reason in decision.reasons]


def others() -> st.SearchStrategy[list[str]]:
    """Draw the agencies of further problems, by slug; one may be named twice."""
    return st.lists(st.sampled_from(OTHERS), max_size=4)


# --- what holds for every complaint ---------------------------------------------------------


@given(
    complaints(),
    predictions(),
    operating_points(),
    policies(),
    st.lists(st.sampled_from([*NOTES, MISCONDUCT]), max_size=2),
)
def test_every_complaint_has_a_decision_with_reasons_in_words(deciding, complaint, prediction, point, policy, noted):
    decision = deciding(complaint, prediction, policy=policy, operating_point=point, noted=noted)

    assert decision.reasons
    assert all(reason.sentence("id") and reason.sentence("en") for reason in decision.reasons)
    assert len(decision.deadlines) == 3
    assert decision.policy_version == policy.version
    assert decision.audit <= (decision.action is Action.AUTO_ROUTE)
    if decision.action is Action.AUTO_ROUTE:
        assert decision.agency is not None
        assert point.threshold is not None
        assert ReasonCode.SURE_OF_AGENCY.value in codes(decision)


@example(datetime(2019, 5, 2, tzinfo=UTC))
@example(datetime(2027, 12, 20, tzinfo=UTC))
@given(st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)))
def test_a_complaint_from_a_year_whose_holidays_are_unknown_still_has_a_decision(deciding, received):
    assert isinstance(deciding(a_complaint(received_at=received), now=received), Decision)


def test_a_deadline_beyond_the_known_holidays_is_left_out_with_a_reason(deciding):
    late = datetime(2027, 12, 20, tzinfo=JAKARTA)
    decision = deciding(a_complaint(received_at=late), sure_of(kind={"pengaduan_non_pengawasan": 1.0}), now=late)

    assert [deadline.step for deadline in decision.deadlines] == [Step.VERIFY, Step.FIRST_FOLLOW_UP]
    assert decision.reasons[-1] == Reason.of(ReasonCode.DEADLINE_UNKNOWN, count=1)


@pytest.mark.parametrize("ends", [datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))), datetime.max])
def test_the_ends_of_time_have_a_decision(deciding, ends):
    received = ends if ends.tzinfo else ends.replace(tzinfo=UTC)

    assert deciding(a_complaint(received_at=received)).action is Action.AUTO_ROUTE


@given(complaints(confidentiality=Confidentiality.SECRET), predictions(), operating_points(), policies(), others())
def test_a_secret_complaint_never_reaches_the_unit_it_accuses(
    deciding, directory, complaint, prediction, point, policy, more
):
    decision = deciding(
        complaint, prediction, policy=policy, operating_point=point, others=[directory.get(slug) for slug in more]
    )

    assert decision.action in (Action.REVIEW, Action.URGENT_LANE)
    assert [decision.agency, *decision.copies] == [directory.get("kabkota.inspektorat:35.78")]
    assert decision.desk is None
    assert ReasonCode.SECRET.value in codes(decision)


@given(complaints(), predictions(kind="pengaduan_pengawasan"), operating_points(), policies(), others())
def test_a_supervisory_complaint_goes_to_a_person_and_is_proposed_to_the_inspectorate(
    deciding, directory, complaint, prediction, point, policy, more
):
    decision = deciding(
        complaint, prediction, policy=policy, operating_point=point, others=[directory.get(slug) for slug in more]
    )

    assert decision.action is not Action.AUTO_ROUTE
    assert [decision.agency, *decision.copies] == [directory.get("kabkota.inspektorat:35.78")]
    assert ReasonCode.SUPERVISORY.value in codes(decision)


@given(complaints(), predictions(), operating_points(), policies(), others())
def test_a_report_that_speaks_of_misconduct_goes_to_a_person_and_is_proposed_to_the_inspectorate(
    deciding, directory, complaint, prediction, point, policy, more
):
    decision = deciding(
        complaint,
        prediction,
        policy=policy,
        operating_point=point,
        noted=[MISCONDUCT],
        others=[directory.get(slug) for slug in more],
    )

    assert decision.action is not Action.AUTO_ROUTE
    assert [decision.agency, *decision.copies] == [directory.get("kabkota.inspektorat:35.78")]
    assert codes(decision).count("misconduct") == 1


@given(complaints(confidentiality=Confidentiality.PUBLIC), predictions(), operating_points(), policies(), others())
def test_copies_go_to_others_only_once_each_and_never_to_who_refused(
    deciding, directory, complaint, prediction, point, policy, more
):
    decision = deciding(
        complaint, prediction, policy=policy, operating_point=point, others=[directory.get(slug) for slug in more]
    )

    copied = [agency.slug for agency in decision.copies]
    assert set(copied) <= set(more) - set(complaint.refused_by)
    assert len(set(copied)) == len(copied)
    assert decision.agency not in decision.copies
    assert codes(decision).count("second_problem") == len(copied)


def test_where_no_oversight_body_is_known_a_secret_complaint_is_proposed_to_nobody(deciding):
    secret = a_complaint(confidentiality=Confidentiality.SECRET)

    assert deciding(secret, oversight=None).agency is None


# --- the threshold --------------------------------------------------------------------------


def test_an_agency_that_is_sure_enough_gets_the_complaint_at_once(deciding):
    decision = deciding(prediction=sure_of(probability=0.9, kind={"aspirasi": 1.0}))

    assert (decision.action, decision.agency.slug) == (Action.AUTO_ROUTE, "kabkota.kesehatan:35.78")
    assert codes(decision) == ["sure_of_agency"]
    assert decision.reasons[0].sentence("en") == "Sure enough of the agency: probability 0.90, threshold 0.80."


def test_at_the_threshold_itself_the_machine_is_sure_enough(deciding):
    assert deciding(prediction=sure_of(probability=0.75), operating_point=a_point(0.75)).action is Action.AUTO_ROUTE


def test_below_the_threshold_a_person_decides_on_the_proposal(deciding):
    decision = deciding(prediction=sure_of(probability=0.6))

    assert (decision.action, codes(decision)) == (Action.REVIEW, ["unsure_of_agency"])
    assert decision.agency.slug == "kabkota.kesehatan:35.78"


@pytest.mark.parametrize(("point", "n"), [(a_point(None, n=31), "31"), (None, "0")])
def test_what_the_calibration_data_cannot_certify_a_person_decides(deciding, point, n):
    decision = deciding(operating_point=point)

    assert (decision.action, codes(decision)) == (Action.REVIEW, ["not_certifiable"])
    assert dict(decision.reasons[0].values) == {"n": n, "target": "0.05"}


def test_where_no_agency_is_known_a_person_decides(deciding):
    decision = deciding(candidates=[])

    assert (decision.action, decision.agency, codes(decision)) == (Action.REVIEW, None, ["no_agency_known"])


# --- the hand-over of the urgent lane -------------------------------------------------------


@given(complaints(), predictions(), operating_points(), policies())
def test_the_urgent_lane_and_no_other_has_a_clock_and_contacts(
    deciding, directory, complaint, prediction, point, policy
):
    contacts = load_emergency().contacts([Danger.FLOOD], complaint.region, directory)
    decision = deciding(complaint, prediction, policy=policy, operating_point=point, contacts=contacts)

    if decision.action is Action.URGENT_LANE:
        assert decision.contacts == contacts
        assert decision.answer_by == min(complaint.received_at, NOW) + timedelta(hours=1)
    else:
        assert (decision.answer_by, decision.contacts) == (None, ())


@pytest.mark.parametrize(
    ("received", "answer_by"),
    [
        ("2026-03-06T23:30:00+07:00", "2026-03-07T00:15:00+07:00"),  # a Friday night
        ("2026-03-09T02:00:00+00:00", "2026-03-09T09:45:00+07:00"),
        ("2026-05-04T00:00:00+07:00", "2026-03-09T10:45:00+07:00"),  # the future counts from now
    ],
)
def test_the_clock_of_the_lane_runs_from_the_minute_by_day_and_by_night(deciding, received, answer_by):
    policy = a_policy(urgent_lane=UrgentLane(threshold=0.3, answer_within_minutes=45))
    urgent = sure_of(urgency=levels(0.0, 0.0, 1.0))
    decision = deciding(a_complaint(received_at=datetime.fromisoformat(received)), urgent, policy=policy)

    assert decision.answer_by.isoformat() == answer_by


@pytest.mark.parametrize("moment", [datetime.min, datetime.max])
@pytest.mark.parametrize("hours", [-14, 0, 14])
def test_at_the_ends_of_time_the_lane_still_has_a_clock(deciding, moment, hours):
    end = moment.replace(tzinfo=timezone(timedelta(hours=hours)))

    assert deciding(a_complaint(received_at=end), sure_of(urgency=levels(0.0, 0.0, 1.0))).answer_by is not None


# --- rules of the policy --------------------------------------------------------------------


def levels(low: float, tinggi: float, darurat: float) -> dict[str, float]:
    return {"rendah": low, "sedang": 0.0, "tinggi": tinggi, "darurat": darurat}


@pytest.mark.parametrize(
    ("lane", "urgency", "action"),
    [
        (UrgentLane(threshold=0.3), levels(0.7, 0.0, 0.3), Action.URGENT_LANE),
        (UrgentLane(threshold=0.3), levels(0.4, 0.31, 0.29), Action.AUTO_ROUTE),
        (UrgentLane(level="tinggi", threshold=0.6), levels(0.4, 0.31, 0.29), Action.URGENT_LANE),
        (UrgentLane(level="kiamat", threshold=0.1), levels(0.0, 0.0, 1.0), Action.AUTO_ROUTE),
    ],
)
def test_a_complaint_is_lifted_when_its_danger_reaches_the_lane(deciding, lane, urgency, action):
    decision = deciding(prediction=sure_of(urgency=urgency), policy=a_policy(urgent_lane=lane))

    assert decision.action is action
    assert ("danger" in codes(decision)) is (action is Action.URGENT_LANE)


@pytest.mark.parametrize(
    ("point", "darurat", "action"),
    [
        (a_lane_point(0.1), 0.1, Action.URGENT_LANE),
        (a_lane_point(0.1), 0.09, Action.AUTO_ROUTE),
        (a_lane_point(0.9), 0.6, Action.AUTO_ROUTE),
        (None, 0.3, Action.URGENT_LANE),
        (None, 0.29, Action.AUTO_ROUTE),
    ],
)
def test_the_fitted_threshold_of_the_lane_goes_before_the_one_of_the_policy(deciding, point, darurat, action):
    decision = deciding(prediction=sure_of(urgency=levels(1.0 - darurat, 0.0, darurat)), lane_point=point)

    assert decision.action is action


@pytest.mark.parametrize("fitted", [0.01, 0.99])
def test_a_lane_that_begins_below_the_highest_level_goes_by_its_own_threshold(deciding, fitted):
    """The model's was fitted for the highest level alone; half of all complaints would pass it for a lower one."""
    lower = a_policy(urgent_lane=UrgentLane(level="tinggi", threshold=0.6))

    for tinggi, action in ((0.55, Action.AUTO_ROUTE), (0.65, Action.URGENT_LANE)):
        prediction = sure_of(urgency=levels(1.0 - tinggi, tinggi, 0.0))
        assert deciding(prediction=prediction, policy=lower, lane_point=a_lane_point(fitted)).action is action


# --- signs of danger ------------------------------------------------------------------------

CALM = levels(1.0, 0.0, 0.0)


@given(complaints(), predictions(), policies(), lane_points())
def test_a_grave_sign_that_speaks_lifts_a_complaint_whatever_the_model_says(
    deciding, complaint, prediction, policy, point
):
    here = policy.model_copy(update={"urgent_lane": UrgentLane(threshold=0.5)})
    told = replace(prediction, dangers=(a_sign("fire.burning", "tinggi", Scope.PAST), a_sign()))
    decision = deciding(complaint, told, policy=here, lane_point=point)

    assert decision.action is Action.URGENT_LANE
    assert "danger_sign" in codes(decision)


@given(st.sampled_from([scope for scope in Scope if scope is not Scope.NOW]))
def test_a_sign_that_is_silenced_does_not_lift_by_itself(deciding, scope):
    prediction = replace(sure_of(urgency=CALM), dangers=(a_sign(scope=scope),))

    assert (deciding(prediction=prediction).action, "danger_sign" in codes(deciding(prediction=prediction))) == (
        Action.AUTO_ROUTE,
        False,
    )


def test_words_of_danger_strung_together_keep_the_models_suspicion_out_of_the_lane(deciding):
    suspect = sure_of(urgency=levels(0.0, 0.0, 1.0))
    strung = replace(suspect, dangers=(a_sign(scope=Scope.LISTED),))
    told = replace(suspect, dangers=(a_sign(scope=Scope.LISTED), a_sign()))

    assert deciding(prediction=suspect).action is Action.URGENT_LANE
    assert deciding(prediction=strung).action is not Action.URGENT_LANE
    assert deciding(prediction=told).action is Action.URGENT_LANE


@given(predictions(), lane_points())
def test_silenced_signs_change_nothing_of_a_decision(deciding, prediction, point):
    silent = tuple(sign for sign in prediction.dangers if sign.scope not in (Scope.NOW, Scope.LISTED))

    with_them, without = (deciding(prediction=replace(prediction, dangers=of), lane_point=point) for of in (silent, ()))
    assert with_them == without


def test_a_sign_below_the_lane_is_left_to_the_model(deciding):
    prediction = replace(sure_of(urgency=CALM), dangers=(a_sign("road.hole", "tinggi"),))

    assert deciding(prediction=prediction).action is Action.AUTO_ROUTE


def test_a_sign_above_the_level_where_the_lane_begins_lifts_as_well(deciding):
    lower = a_policy(urgent_lane=UrgentLane(level="tinggi", threshold=0.9))

    for level in ("tinggi", "darurat"):
        prediction = replace(sure_of(urgency=CALM), dangers=(a_sign(level=level),))
        assert deciding(prediction=prediction, policy=lower).action is Action.URGENT_LANE


def test_a_sign_lifts_where_the_model_knows_no_urgency(deciding):
    decision = deciding(prediction=replace(sure_of(), dangers=(a_sign(),)))

    assert (decision.action, decision.urgency) == (Action.URGENT_LANE, None)


def test_what_was_seen_is_told_in_the_words_of_the_sign_never_of_the_complaint(deciding):
    shouting = a_complaint("Rumah Bu Sumarni di Gang Melati tenggelam, anaknya terjebak!")
    lifted = replace(sure_of(urgency=levels(0.4, 0.0, 0.6)), dangers=(a_sign(),))
    decision = deciding(shouting, lifted)

    assert codes(decision)[:2] == ["danger", "danger_sign"]
    assert (decision.reasons[1].sentence(), decision.reasons[1].sentence("en")) == ("Tanda uji.", "A sign for a test.")
    told = " ".join(reason.sentence(language) for reason in decision.reasons for language in ("id", "en"))
    assert not any(word in told for word in ("Sumarni", "Melati", "tenggelam", "terjebak"))


# --- what is at stake -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stakes", "urgency"),
    [
        ({}, "sedang"),
        ({"darurat": 3.0}, "sedang"),
        ({"darurat": 6.0}, "darurat"),
        ({"tinggi": 2.0}, "tinggi"),
        ({"tinggi": 2.0, "darurat": 6.0, "sedang": 2.0}, "sedang"),
        ({"kiamat": 100.0}, "sedang"),
    ],
)
def test_the_stakes_choose_the_level_and_leave_the_probabilities_alone(deciding, stakes, urgency):
    prediction = sure_of(urgency={"rendah": 0.1, "sedang": 0.45, "tinggi": 0.35, "darurat": 0.1})
    decision = deciding(prediction=prediction, policy=a_policy(stakes=stakes))

    assert decision.urgency == urgency
    assert decision.action is Action.AUTO_ROUTE


@given(predictions(), st.floats(0.1, 50.0))
def test_without_stakes_or_with_equal_ones_the_most_probable_level_is_called(deciding, prediction, alike):
    plain, equal = (
        deciding(prediction=prediction, policy=a_policy(stakes=stakes)).urgency
        for stakes in ({}, dict.fromkeys(URGENCIES, alike))
    )
    scores = prediction.scores.get(Task.URGENCY)

    assert plain == equal or scores[plain] == pytest.approx(scores[equal])
    assert plain is None if scores is None else scores[plain] == max(scores.probabilities)


@given(predictions(), st.floats(1.0, 50.0))
def test_raising_what_is_at_stake_never_lowers_the_level(deciding, prediction, stake):
    before, after = (
        deciding(prediction=prediction, policy=a_policy(stakes=stakes)).urgency for stakes in ({}, {"darurat": stake})
    )

    assert before is after is None or URGENCIES.index(after) >= URGENCIES.index(before)


def test_of_two_levels_that_weigh_alike_the_higher_is_called(deciding):
    assert deciding(prediction=sure_of(urgency={"rendah": 0.5, "darurat": 0.5})).urgency == "darurat"


def test_danger_lifts_a_complaint_even_where_nobody_knows_its_agency(deciding):
    decision = deciding(prediction=sure_of(urgency=levels(0.0, 0.0, 1.0)), candidates=[])

    assert (decision.action, codes(decision)) == (Action.URGENT_LANE, ["danger", "no_agency_known"])


@pytest.mark.parametrize("mode", [RolloutMode.OFF, RolloutMode.SHADOW, RolloutMode.SUGGEST])
def test_where_routing_is_not_switched_on_the_machine_only_proposes(deciding, mode):
    here = a_policy(rollout_exceptions=(RolloutException(mode=mode, role=HEALTH, region=SURABAYA),))
    decision = deciding(policy=here)

    assert (decision.action, codes(decision)) == (Action.REVIEW, ["not_rolled_out"])
    assert dict(decision.reasons[0].values) == {"mode": mode.value}


def test_a_role_that_is_switched_off_is_not_routed_under_the_other_role_of_its_office(deciding):
    """One office of Surabaya answers for water and for markets; only markets are switched off here."""
    no_markets = a_policy(rollout_exceptions=(RolloutException(mode=RolloutMode.OFF, role="kabkota.pasar"),))
    market = a_prediction(role={"kabkota.air-minum": 0.1, "kabkota.pasar": 0.9})

    assert deciding(prediction=market, policy=no_markets).action is Action.REVIEW


def test_a_text_that_cannot_be_read_goes_to_a_person(deciding):
    decision = deciding(noted=[NOTES[0]])

    assert (decision.action, codes(decision)) == (Action.REVIEW, ["unusable_text"])


def test_a_text_that_was_cut_is_only_remarked(deciding):
    decision = deciding(noted=[NOTES[1]])

    assert (decision.action, codes(decision)) == (Action.AUTO_ROUTE, ["sure_of_agency", "refused_before"])


def test_a_complaint_that_bounced_says_how_often_and_is_routed_to_another(deciding):
    refused = a_complaint(refused_by=("kabkota.kesehatan:35.78",))
    decision = deciding(refused, sure_of(probability=0.9))

    assert (decision.agency.slug, codes(decision)) == ("pusat.ombudsman", ["unsure_of_agency", "refused_before"])
    assert dict(decision.reasons[-1].values) == {"count": "1"}


# --- further problems, and the officer for information ---------------------------------------


def test_the_agency_of_a_second_problem_gets_a_copy_with_its_name_in_the_reasons(deciding, directory):
    waste = directory.get("kabkota.lingkungan-hidup:35.78")
    decision = deciding(others=[directory.get("kabkota.kesehatan:35.78"), waste])

    assert (decision.action, decision.copies) == (Action.AUTO_ROUTE, (waste,))
    assert codes(decision) == ["sure_of_agency", "second_problem"]
    assert waste.name.id in decision.reasons[-1].sentence()


def test_a_request_for_information_is_addressed_to_the_officer_who_must_answer_it(deciding):
    decision = deciding(prediction=sure_of(kind={"permintaan_informasi": 1.0}))

    assert (decision.agency.slug, decision.desk) == ("kabkota.kesehatan:35.78", Desk.PPID)
    assert codes(decision) == ["sure_of_agency", "information_request"]


def test_no_other_kind_has_an_officer_of_its_own(deciding):
    for kind in ("pengaduan_non_pengawasan", "aspirasi"):
        assert deciding(prediction=sure_of(kind={kind: 1.0})).desk is None


def test_a_secret_request_for_information_is_addressed_to_nobody_in_the_agency(deciding):
    secret = a_complaint(confidentiality=Confidentiality.SECRET)

    assert deciding(secret, sure_of(kind={"permintaan_informasi": 1.0})).desk is None


# --- clocks ---------------------------------------------------------------------------------


def test_the_clock_runs_from_the_day_the_complaint_came_in(deciding):
    waiting = a_complaint(received_at=datetime(2026, 3, 2, 9, tzinfo=JAKARTA))

    assert deciding(waiting).deadlines[0].due.isoformat() == "2026-03-05"


def test_a_complaint_dated_in_the_future_counts_from_now(deciding):
    ahead = a_complaint(received_at=datetime(2026, 5, 4, tzinfo=JAKARTA))

    assert deciding(ahead).deadlines == deciding(a_complaint(received_at=NOW)).deadlines


def test_one_moment_has_one_clock_however_its_time_zone_is_written(deciding):
    at_night = datetime(2026, 3, 3, 1, 0, tzinfo=JAKARTA)

    assert (
        deciding(a_complaint(received_at=at_night)).deadlines
        == deciding(a_complaint(received_at=at_night.astimezone(UTC))).deadlines
    )
