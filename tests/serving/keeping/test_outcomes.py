"""Outcomes on both databases: added once, refused agencies noted, and a bounce before a person again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from serving.casework.office import Office
from serving.casework.officers import NotAllowed
from serving.casework.settle import Given, settle
from serving.keeping.chain import verify_store
from serving.keeping.erasure import erase
from serving.keeping.outcomes import OutcomeUnclear, tell
from serving.store.errors import CaseErased, IdempotencyMismatch, NoSuchCase
from serving.store.schema import EventRow, OutcomeRow, VerdictRow
from tests.serving.keeping.stories import items_of, rows_of, settled, the_case
from tests.serving.store.worlds import (
    HEALTH,
    HOSPITAL,
    INSPECTORATE,
    SLEMAN_GOVERNMENT,
    SURABAYA_GOVERNMENT,
    TRANSPORT,
    a_secret_one,
    admitted,
)
from tests.worlds import NOW
from triage.decision import Action
from triage.errors import NaiveTime, UnknownAgency
from triage.reasons import Reason, ReasonCode
from triage.records import OutcomeEvent
from triage.verdicts import Act

BOUNCED, CLOSED = OutcomeEvent.BOUNCED, OutcomeEvent.CLOSED


def routed(office: Office, **known: object) -> str:
    """Send a complaint in that the machine routes to the health agency, and return the case."""
    return admitted(office, action=Action.AUTO_ROUTE, audit=False, **known)["case"]


def test_an_outcome_is_added_told_on_and_in_the_chain(office: Office, channel):
    case = routed(office)

    told = tell(office, channel, case, CLOSED, HEALTH, None, NOW)

    assert (told.case, told.review) == (case, None)
    assert rows_of(office, OutcomeRow, id=told.outcome, event="closed", told_by="kanal") == 1
    assert rows_of(office, EventRow, type="outcome.told", case=case) == 1
    assert verify_store(office).cases == 1


def test_a_channel_names_a_case_by_its_own_id(office: Office, channel):
    case = routed(office, id="L-7")

    assert tell(office, channel, "L-7", CLOSED, None, None, NOW).case == case


def test_a_bounce_of_what_the_machine_routed_is_a_dispute_with_the_next_agency(office: Office, channel):
    case = routed(office)

    told = tell(office, channel, case, BOUNCED, HEALTH, None, NOW)

    (item,) = items_of(office, case)
    row = the_case(office, case)
    assert (told.review, item.purpose, item.state, item.agency) == (item.id, "dispute", "open", HOSPITAL)
    assert (row.state, row.refused_by, row.agency) == ("in_review", [HEALTH], HOSPITAL)


def test_a_bounce_that_names_the_right_agency_proposes_it(office: Office, channel):
    case = routed(office)

    tell(office, channel, case, BOUNCED, HEALTH, TRANSPORT, NOW)

    (item,) = items_of(office, case)
    assert (item.agency, item.tier, item.body) == (TRANSPORT, "body", SURABAYA_GOVERNMENT)


def test_a_case_that_its_whole_city_refuses_goes_to_the_national_desk(office: Office, channel):
    case = routed(office)

    tell(office, channel, case, BOUNCED, SURABAYA_GOVERNMENT, SLEMAN_GOVERNMENT, NOW)

    (item,) = items_of(office, case)
    assert (item.tier, item.body) == ("national", SLEMAN_GOVERNMENT)
    assert the_case(office, case).refused_by == [SURABAYA_GOVERNMENT, HEALTH]


def test_a_bounce_after_a_verdict_opens_a_new_item_and_the_verdict_stands(office: Office, sari, channel):
    case, verdict = settled(office, sari)

    told = tell(office, channel, case, BOUNCED, HOSPITAL, None, NOW)

    assert [item.state for item in items_of(office, case)].count("open") == 1
    assert rows_of(office, VerdictRow, id=verdict) == 1
    assert settle(office, sari, told.review or "", Given(Act.SPAM, 1))
    assert verify_store(office).cases == 1


def test_a_late_bounce_from_an_agency_that_lost_the_case_only_is_noted(office: Office, sari, channel):
    case, _ = settled(office, sari)

    assert tell(office, channel, case, BOUNCED, HEALTH, None, NOW).review is None
    assert the_case(office, case).refused_by == [HEALTH]
    assert the_case(office, case).state == "settled"


def test_a_bounce_of_a_case_that_waits_changes_the_waiting_item(office: Office, channel):
    told = admitted(office)

    answer = tell(office, channel, told["case"], BOUNCED, HEALTH, None, NOW)

    (item,) = items_of(office, told["case"])
    assert (answer.review, item.agency, item.version) == (told["review"], HOSPITAL, 2)


@pytest.mark.parametrize("why", ["secret", "misconduct", "supervisory"])
def test_a_report_about_officials_never_bounces_to_a_unit_it_may_accuse(office: Office, channel, why: str):
    known: dict[str, object] = {"agency": office.directory.get(INSPECTORATE)}
    if why == "misconduct":
        known["reasons"] = (Reason.of(ReasonCode.MISCONDUCT, sign="pungli"),)
    if why == "supervisory":
        known |= {"kind": "pengaduan_pengawasan", "reasons": (Reason(ReasonCode.SUPERVISORY),)}
    complaint = a_secret_one() if why == "secret" else None
    case = admitted(office, complaint, action=Action.REVIEW, **known)["case"]

    tell(office, channel, case, BOUNCED, INSPECTORATE, HEALTH, NOW)

    (item,) = items_of(office, case)
    assert (item.agency, item.tier, the_case(office, case).agency) == (None, "national", None)


@pytest.mark.parametrize("key", ["k-1", None])
def test_the_same_outcome_told_again_is_answered_the_same(office: Office, channel, key: str | None):
    case = routed(office)

    answers = {tell(office, channel, case, BOUNCED, HEALTH, None, NOW, key) for _ in range(3)}

    assert len(answers) == 1
    assert rows_of(office, OutcomeRow) == len(items_of(office, case)) == 1


def test_a_key_that_came_with_another_outcome_is_refused(office: Office, channel):
    case = routed(office)
    tell(office, channel, case, CLOSED, None, None, NOW, "k-1")

    with pytest.raises(IdempotencyMismatch):
        tell(office, channel, case, OutcomeEvent.ANSWERED, None, None, NOW, "k-1")


def test_the_same_event_at_another_time_is_another_outcome(office: Office, channel):
    case = routed(office)
    for hours in range(2):
        tell(office, channel, case, OutcomeEvent.ANSWERED, None, None, NOW + timedelta(hours=hours))

    assert rows_of(office, OutcomeRow) == 2


def test_what_cannot_be_told_leaves_nothing(office: Office, sari, channel, admin):
    nobodys = routed(office, agency=None, candidates=())
    erased = routed(office)
    erase(office, admin, erased)
    refused = [
        (NotAllowed, (sari, nobodys, CLOSED, None, None, NOW)),
        (NoSuchCase, (channel, "tidak-ada", CLOSED, None, None, NOW)),
        (CaseErased, (channel, erased, CLOSED, None, None, NOW)),
        (UnknownAgency, (channel, nobodys, CLOSED, "kabkota.khayal:35.78", None, NOW)),
        (OutcomeUnclear, (channel, nobodys, BOUNCED, None, None, NOW)),
        (OutcomeUnclear, (channel, nobodys, OutcomeEvent.RE_DISPOSED, HEALTH, None, NOW)),
        (NaiveTime, (channel, nobodys, CLOSED, None, None, datetime(2026, 3, 9))),
    ]
    for error, told in refused:
        with pytest.raises(error):
            tell(office, *told)

    assert rows_of(office, OutcomeRow) == 0


def test_a_channel_does_not_learn_of_anothers_secret_case(office: Office, channel):
    case = admitted(office, a_secret_one(), client="lain")["case"]

    with pytest.raises(NoSuchCase):
        tell(office, channel, case, CLOSED, None, None, NOW)
