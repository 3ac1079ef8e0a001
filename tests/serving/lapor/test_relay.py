"""What people and the machine settle reaches LAPOR once, in order, and never to who may be accused."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from serving.casework.queue import claim_next
from serving.casework.settle import Given, settle
from serving.casework.undo import undo
from serving.lapor.client import LaporClient
from serving.lapor.errors import LaporUnreachable
from serving.lapor.relay import relay
from serving.lapor.replay import Exchange, replaying
from serving.store.schema import AuditRow
from tests.serving.lapor.worlds import GOVERNMENT, HEALTH, the_maps, the_wire
from tests.serving.store.worlds import SLEMAN_GOVERNMENT, admitted, an_office, an_officer
from tests.worlds import a_complaint
from triage.verdicts import Act, Answer

TOKEN, SENDER = "token-uji", "kanal"
ANSWER = Answer(HEALTH, "kesehatan", "tinggi", "pengaduan_non_pengawasan")


@pytest.fixture
def office(tmp_path):
    made = an_office(f"sqlite:///{tmp_path}/uji.db")
    yield made
    made.close()


def settled(office, ticket, given=None):
    """Admit a complaint that must be looked at, and settle it."""
    admitted(office, a_complaint(id=ticket, region="34.04"))
    who = an_officer(office, f"sari-{ticket}")
    settle(office, who, claim_next(office, who), given or Given(Act.CHANGE, 1, ANSWER))


def exchange(ticket, body, call="disposisi", status=200):
    return Exchange.model_validate(
        {
            "request": {"method": "POST", "path": f"/tiket/{ticket}/{call}", "headers": {}, "body": body},
            "answer": {"status": status, "headers": {"content-type": "application/json"}, "body": '{"success": true}'},
        }
    )


FIELDS = (
    "classification_id=2&category_id=9003&disposition_id=70003&location_id=83404"
    "&is_secret=0&is_anonymous=0&is_priority=1&not_authority="
)


def told(office, *exchanges, ours=None):
    with replaying(exchanges) as url, LaporClient(url, TOKEN, the_wire()) as client:
        return relay(office, client, the_maps(), ours, SENDER)


def acts(office):
    with office.database.reading() as session:
        return [act for act in session.scalars(select(AuditRow.act).order_by(AuditRow.seq)) if act.startswith("lapor")]


def test_a_verdict_becomes_a_disposition_with_the_ids_of_the_maps(office):
    settled(office, "LPR-1")

    done = told(office, exchange("LPR-1", FIELDS + "0"))

    assert (done.sent, done.held, acts(office)) == (1, (), ["lapor.sent"])


def test_what_was_sent_is_not_sent_again(office):
    settled(office, "LPR-1")
    told(office, exchange("LPR-1", FIELDS + "0"))
    settled(office, "LPR-2")

    assert told(office, exchange("LPR-2", FIELDS + "0")).sent == 1
    assert told(office).sent == 0


def test_a_ticket_that_is_another_bodys_is_rejected_to_it(office):
    settled(office, "LPR-1")
    settled(office, "LPR-2")

    assert SLEMAN_GOVERNMENT == GOVERNMENT
    own = exchange("LPR-1", FIELDS + "0")
    theirs = exchange("LPR-2", FIELDS + "0")
    assert told(office, own, theirs, ours=GOVERNMENT).sent == 2

    settled(office, "LPR-3")
    assert told(office, exchange("LPR-3", FIELDS + "1", call="tolak"), ours="kabkota.pemerintahan:51.03").sent == 1


def test_spam_is_held_back_and_an_agency_without_an_id_too(office):
    settled(office, "LPR-1", Given(Act.SPAM, 1))
    settled(office, "LPR-2", Given(Act.CHANGE, 1, Answer("kabkota.kesehatan:51.03", "kesehatan", "rendah", "aspirasi")))

    done = told(office)

    assert [code for _, code in done.held] == ["lapor/not-settled", "lapor/no-id"]
    assert told(office).held == ()


def test_where_lapor_does_not_answer_everything_waits_for_the_next_time(office):
    settled(office, "LPR-1")
    with LaporClient("http://127.0.0.1:1", TOKEN, the_wire()) as client, pytest.raises(LaporUnreachable):
        relay(office, client, the_maps(), sender=SENDER)

    assert acts(office) == []
    assert told(office, exchange("LPR-1", FIELDS + "0")).sent == 1


def test_what_lapor_refuses_is_held_back_and_the_next_is_sent(office):
    settled(office, "LPR-1")
    settled(office, "LPR-2")

    done = told(office, exchange("LPR-1", FIELDS + "0", status=422), exchange("LPR-2", FIELDS + "0"))

    assert (done.sent, [code for _, code in done.held]) == (1, ["lapor/refused"])
    assert acts(office) == ["lapor.held lapor/refused", "lapor.sent"]


def test_a_verdict_that_was_taken_back_before_it_was_sent_is_not_sent(office):
    admitted(office, a_complaint(id="LPR-1", region="34.04"))
    who = an_officer(office, "sari")
    item = claim_next(office, who)
    undo(office, who, settle(office, who, item, Given(Act.CHANGE, 1, ANSWER)))

    assert [code for _, code in told(office).held] == ["lapor/not-settled"]

    settle(office, who, item, Given(Act.CHANGE, 3, ANSWER))
    assert told(office, exchange("LPR-1", FIELDS + "0")).sent == 1


def test_the_cases_of_other_senders_are_no_tickets_of_lapor(office):
    settled(office, "LPR-1")

    with replaying([]) as url, LaporClient(url, TOKEN, the_wire()) as client:
        assert relay(office, client, the_maps(), sender="orang-lain").sent == 0
