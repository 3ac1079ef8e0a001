"""A ticket of LAPOR as our intake takes it: nothing is weakened, nothing is guessed, nothing is told aloud."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from serving.engine.intake import PredictRequest
from serving.lapor.errors import BrokenTicket, UnknownLaporId
from serving.lapor.intake import complaint_of, read_ticket, unmapped_ids
from tests.serving.lapor.worlds import HEALTH, the_maps, the_wire
from triage.complaint import Channel, Confidentiality

NOW = datetime(2026, 3, 9, 3, 0, tzinfo=UTC)
TEXT = "Antrean puskesmas tidak bergerak sejak subuh."


def a_payload(**known: Any) -> dict[str, Any]:
    fields = {
        "id": "LPR-0007",
        "title": "Antrean",
        "content": TEXT,
        "channel": "website",
        "location_id": 834047,
        "is_anonymous": 0,
        "is_secret": 0,
        "created_at": "2026-03-09 08:15:00",
    }
    return {**fields, **known}


def taken(**known: Any) -> PredictRequest:
    return complaint_of(read_ticket(a_payload(**known), the_wire().names), the_maps())


def test_a_ticket_becomes_a_complaint_with_its_place_and_its_hour() -> None:
    complaint = taken().complaint(NOW)

    assert (complaint.id, complaint.title, complaint.text) == ("LPR-0007", "Antrean", TEXT)
    assert complaint.region == "34.04.07"
    assert complaint.channel is Channel.WEB
    assert complaint.received_at.isoformat() == "2026-03-09T08:15:00+07:00"  # no offset: the wire's zone


def test_an_offset_that_lapor_states_is_kept() -> None:
    request = taken(created_at="2026-03-09T08:15:00+09:00")

    assert request.received_at is not None
    assert request.received_at.isoformat() == "2026-03-09T08:15:00+09:00"


@pytest.mark.parametrize(
    ("secret", "anonymous", "level"),
    [
        (0, 0, Confidentiality.PUBLIC),
        ("0", "1", Confidentiality.ANONYMOUS),
        (1, 0, Confidentiality.SECRET),
        (True, True, Confidentiality.SECRET),
    ],
)
def test_the_reporters_wishes_are_read_however_they_are_written(secret: Any, anonymous: Any, level: Any) -> None:
    request = taken(is_secret=secret, is_anonymous=anonymous)

    assert request.complaint(NOW).confidentiality is level
    assert (request.is_secret, request.is_anonymous) == (bool(int(secret)), bool(int(anonymous)))


@pytest.mark.parametrize("missing", ["is_secret", "is_anonymous"])
@pytest.mark.parametrize("written", [None, "", "mungkin", ...])
def test_a_ticket_that_leaves_a_wish_open_is_not_taken_for_a_public_one(missing: str, written: Any) -> None:
    payload = a_payload(**{missing: written})
    if written is ...:
        del payload[missing]

    with pytest.raises(BrokenTicket, match=missing):
        read_ticket(payload, the_wire().names)


@pytest.mark.parametrize(
    "known",
    [
        {"content": ""},
        {"content": " "},
        {"content": None},
        {"content": 17},
        {"id": None},
        {"id": ""},
        {"created_at": "kemarin"},
        {"location_id": "Depok"},
    ],
)
def test_a_broken_ticket_is_told_by_its_field_and_not_by_its_text(known: dict[str, Any]) -> None:
    with pytest.raises(BrokenTicket) as told:
        read_ticket(a_payload(**known), the_wire().names)

    assert TEXT not in f"{told.value} {told.value.__context__} {told.value.__cause__}"


def test_a_ticket_does_not_show_its_text_when_it_is_printed() -> None:
    assert TEXT not in repr(read_ticket(a_payload(), the_wire().names))


def test_an_empty_field_of_a_form_is_an_absent_one() -> None:
    request = taken(title=None, channel=None, location_id="", category_id=0, date_of_incident="", not_authority="")

    assert (request.title, request.region, request.channel, request.refused_by) == ("", None, Channel.OTHER, ())


def test_an_unknown_place_leaves_the_region_open_and_is_told() -> None:
    ticket = read_ticket(a_payload(location_id=4711, disposition_id=70003), the_wire().names)

    assert complaint_of(ticket, the_maps()).region is None
    assert unmapped_ids(ticket, the_maps()) == ("location 4711",)


def test_who_refused_a_ticket_is_known_by_the_id_it_was_disposed_to() -> None:
    assert taken(disposition_id=70003, not_authority=1).refused_by == (HEALTH,)
    assert taken(disposition_id=70003, not_authority=0).refused_by == ()


@pytest.mark.parametrize("holder", [4711, None])
def test_a_refused_ticket_of_an_unknown_agency_goes_to_a_person(holder: int | None) -> None:
    with pytest.raises(UnknownLaporId):
        taken(disposition_id=holder, not_authority=1)
