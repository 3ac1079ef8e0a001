"""What LAPOR is told: the right ids, both wishes of the reporter, and nobody whom a report may accuse."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serving.engine.intake import PredictRequest
from serving.lapor.dispositions import settled_by_machine
from serving.lapor.errors import NoLaporId, NotSettled
from tests.serving.lapor.worlds import GOVERNMENT, HEALTH, MINISTRY, TRANSPORT, WATER, a_disposition, a_settled
from triage.decision import Action
from triage.errors import UnknownAgency, UnknownLabel


def test_a_disposition_has_every_field_of_the_api_with_flags_as_digits() -> None:
    told = a_disposition(copies=(HEALTH, MINISTRY), anonymous=True, urgency="tinggi").fields()

    assert told == {
        "classification_id": 2,
        "category_id": 9016,
        "disposition_id": 70002,
        "location_id": 834047,
        "copy_externals": [70003, 70031],
        "is_secret": 0,
        "is_anonymous": 1,
        "is_priority": 1,
        "not_authority": 0,
    }
    assert not any(isinstance(value, bool) for value in told.values())


def test_a_rejection_says_not_our_authority_and_names_the_right_agency() -> None:
    told = a_disposition(agency=WATER, refused=True, refused_by=(HEALTH,)).fields()

    assert told["not_authority"] == 1
    assert told["disposition_id"] == 70004


@pytest.mark.parametrize(
    ("known", "priority"),
    [
        ({"urgency": "rendah"}, False),
        ({"urgency": "sedang"}, False),
        ({"urgency": None}, False),
        ({"urgency": "tinggi"}, True),
        ({"urgency": "darurat"}, True),
        ({"urgency": "rendah", "urgent_lane": True}, True),
    ],
)
def test_high_urgency_and_the_urgent_lane_have_priority(known: dict[str, Any], priority: bool) -> None:
    assert a_disposition(**known).is_priority is priority


@given(secret=st.booleans(), anonymous=st.booleans())
def test_a_disposition_never_weakens_what_the_reporter_asked_for(secret: bool, anonymous: bool) -> None:
    told = a_disposition(secret=secret, anonymous=anonymous)

    assert (told.is_secret, told.is_anonymous) == (secret, anonymous)


def test_an_office_without_an_id_is_reached_through_its_own_government() -> None:
    assert a_disposition(agency="kabkota.sosial:34.04").disposition_id == 70001


def test_a_branch_of_a_national_body_is_reached_through_that_body() -> None:
    assert a_disposition(agency="kabkota.pln:34.04").disposition_id == 70030


def test_a_regencys_office_never_falls_to_the_province() -> None:
    with pytest.raises(NoLaporId) as told:
        a_disposition(agency="kabkota.sosial:34.02")  # Bantul has no id, its province has one

    assert told.value.fields["got"] == "kabkota.sosial:34.02"


def test_an_office_of_a_city_of_jakarta_falls_to_the_province_since_the_city_has_no_autonomy() -> None:
    assert a_disposition(agency="kabkota.sosial:31.74").disposition_id == 70020


def test_whoever_refused_does_not_get_it_back_on_the_way_up() -> None:
    with pytest.raises(NoLaporId):
        a_disposition(agency="kabkota.sosial:34.04", refused=True, refused_by=(GOVERNMENT,))


@pytest.mark.parametrize("guard", [{"secret": True}, {"kind": "pengaduan_pengawasan"}, {"about_officials": True}])
def test_a_report_about_officials_goes_to_the_very_agency_named_or_nowhere(guard: dict[str, Any]) -> None:
    assert a_disposition(agency="provinsi.inspektorat:34", **guard).disposition_id == 70011
    with pytest.raises(NoLaporId):
        a_disposition(agency="kabkota.inspektorat:34.04", **guard)  # its government has an id, and may be accused
    with pytest.raises(NoLaporId):
        a_disposition(agency="provinsi.inspektorat:34", copies=("kabkota.sosial:34.04",), **guard)


def test_a_copy_goes_once_and_not_to_who_has_the_complaint_already() -> None:
    told = a_disposition(agency="kabkota.sosial:34.04", copies=(GOVERNMENT, "kabkota.pendidikan:34.04", HEALTH, HEALTH))

    assert told.copy_externals == (70003,)


def test_a_subcategory_without_an_id_is_sent_as_the_category_above_it() -> None:
    assert a_disposition(category="agama.pendidikan-agama").category_id == 911


def test_a_village_without_an_id_is_sent_as_the_district_around_it() -> None:
    assert a_disposition(region="34.04.07.2001").location_id == 834047
    assert a_disposition(region="34.04.12").location_id == 83404


def test_what_nobody_knows_is_left_out_and_not_made_up() -> None:
    told = a_disposition(category=None, region=None).fields()

    assert "category_id" not in told
    assert "location_id" not in told


@pytest.mark.parametrize(
    ("known", "mistake"),
    [
        ({"kind": "keluhan"}, NoLaporId),
        ({"region": "51"}, NoLaporId),
        ({"category": "parkir"}, UnknownLabel),
        ({"agency": "kabkota.parkir:34.04"}, UnknownAgency),
    ],
)
def test_a_label_without_an_id_is_told_and_never_guessed(known: dict[str, Any], mistake: type[Exception]) -> None:
    with pytest.raises(mistake):
        a_disposition(**known)


def a_decision(**known: Any) -> Any:
    fields = {
        "action": Action.AUTO_ROUTE,
        "agency": SimpleNamespace(slug=TRANSPORT),
        "copies": [SimpleNamespace(slug=HEALTH)],
        "kind": "pengaduan_non_pengawasan",
        "category": "perhubungan",
        "urgency": "sedang",
    }
    return SimpleNamespace(**{**fields, **known})


A_REQUEST = PredictRequest(text="Lampu lalu lintas mati.", is_secret=False, is_anonymous=True, refused_by=(WATER,))


def test_what_the_machine_routed_is_settled_with_the_reporters_wishes() -> None:
    settled = settled_by_machine(a_decision(), A_REQUEST, "34.04.07")

    assert settled == a_settled(copies=(HEALTH,), anonymous=True, refused_by=(WATER,))


@pytest.mark.parametrize(
    "known",
    [{"action": Action.REVIEW}, {"action": "review"}, {"action": Action.URGENT_LANE}, {"agency": None}, {"kind": None}],
)
def test_a_proposal_to_a_person_is_not_sent_by_the_machine(known: dict[str, Any]) -> None:
    with pytest.raises(NotSettled):
        settled_by_machine(a_decision(**known), A_REQUEST, None)
