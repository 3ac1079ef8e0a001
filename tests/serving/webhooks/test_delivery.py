"""Messages reach a real receiver, signed, once where all goes well, and again with the same id where it doesn't."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Event

import pytest
from sqlalchemy import select
from standardwebhooks import Webhook

from serving.casework.events import EventType
from serving.store.errors import StoreBusy
from serving.store.schema import AuditRow
from serving.webhooks import addresses, delivery
from serving.webhooks.delivery import LEASE, Delivered, deliver_due, due
from serving.webhooks.destinations import Destinations
from tests.serving.store.worlds import a_case, an_office, clock_of
from tests.serving.webhooks.receivers import a_receiver
from tests.serving.webhooks.worlds import (
    ADMIN,
    a_courier,
    at_present,
    deliveries,
    few,
    happens,
    hears,
    only_delivery,
)

NOBODY_LISTENS = "http://127.0.0.1:9/"
on_sqlite = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
"""For what the kind of store has no part in."""


def test_a_receiver_checks_the_signature_and_reads_labels_and_no_text(office, receiver):
    office = at_present(office)
    _, secret = hears(office, receiver.url + "kait")
    case = happens(office, verdict="v-1")

    sent = deliver_due(office, a_courier(), office.now())

    (one,) = receiver.received
    told = Webhook(secret).verify(one.body, one.headers)
    assert sent == Delivered(taken=1)
    assert (one.path, one.headers["content-type"]) == ("/kait", "application/json")
    assert told["type"] == EventType.SETTLED
    assert told["timestamp"] == office.now().isoformat()
    assert (told["data"]["case"], told["data"]["agency"], told["data"]["verdict"]) == (case.id, case.agency, "v-1")
    assert case.text not in one.body
    assert (only_delivery(office).state, only_delivery(office).last_status) == ("delivered", "204")


@on_sqlite
def test_what_was_taken_is_not_sent_again(office, receiver):
    hears(office, receiver.url)
    happens(office)

    for _ in range(3):
        deliver_due(office, a_courier(), office.now())
        clock_of(office).move(days=1)

    assert len(receiver.received) == 1


def test_a_message_that_was_not_taken_is_sent_again_with_the_same_id_and_body_and_a_new_signature(office, receiver):
    office = at_present(office)
    _, secret = hears(office, receiver.url)
    happens(office)
    receiver.answer = lambda received: 500 if len(receiver.received) == 1 else 200

    first = deliver_due(office, a_courier(), office.now())
    at_once = deliver_due(office, a_courier(), office.now())
    clock_of(office).move(seconds=2.5)
    again = deliver_due(office, a_courier(), office.now())

    assert (first, at_once, again) == (Delivered(waiting=1), Delivered(), Delivered(taken=1))
    one, other = receiver.received
    assert (one.id, one.body) == (other.id, other.body)
    assert one.headers["webhook-timestamp"] != other.headers["webhook-timestamp"]
    for received in receiver.received:
        Webhook(secret).verify(received.body, received.headers)


@on_sqlite
def test_a_message_is_dead_after_its_last_attempt(office, receiver):
    hears(office, receiver.url)
    happens(office)
    receiver.answer = lambda received: 500
    courier = a_courier(backoff=few(3))

    states = []
    for _ in range(5):
        deliver_due(office, courier, office.now())
        states.append(only_delivery(office).state)
        clock_of(office).move(hours=1)

    assert states == ["waiting", "waiting", "dead", "dead", "dead"]
    assert len(receiver.received) == 3
    assert only_delivery(office).last_status == "500"


def test_an_address_that_is_gone_is_switched_off_at_once_with_all_that_waits_for_it(office, receiver):
    hears(office, receiver.url)
    happens(office)
    happens(office)
    receiver.answer = lambda received: 410

    sent = deliver_due(office, a_courier(), office.now())

    (listed,) = addresses.list_webhooks(office, ADMIN)
    assert sent == Delivered(dead=1)
    assert (listed.active, listed.waiting, listed.dead) == (False, 0, 2)
    with office.database.reading() as session:
        acts = session.execute(select(AuditRow.actor, AuditRow.act)).all()
    assert acts[-1] == ("webhooks", "webhook.gone")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@on_sqlite
def test_a_redirect_is_not_followed(office, receiver, status):
    hears(office, receiver.url)
    happens(office)
    receiver.answer, receiver.location = (lambda received: status), receiver.url + "lain"

    deliver_due(office, a_courier(), office.now())

    assert [one.path for one in receiver.received] == ["/"]
    assert (only_delivery(office).state, only_delivery(office).last_status) == ("waiting", str(status))


@on_sqlite
def test_where_nobody_listens_the_kind_of_failure_is_kept(office):
    hears(office, NOBODY_LISTENS)
    happens(office)

    deliver_due(office, a_courier(), office.now())

    assert only_delivery(office).last_status == "ConnectError"


@on_sqlite
def test_a_receiver_that_hangs_up_is_tried_again(office, receiver):
    hears(office, receiver.url)
    happens(office)
    receiver.answer = lambda received: 0

    deliver_due(office, a_courier(), office.now())

    assert (only_delivery(office).state, only_delivery(office).last_status) == ("waiting", "RemoteProtocolError")


@on_sqlite
def test_a_host_that_leads_inside_by_the_time_of_sending_gets_nothing(office, receiver):
    hears(office, receiver.url)
    happens(office)
    moved = Destinations(("127.0.0.1",), lambda host, port: ["169.254.169.254"])

    deliver_due(office, a_courier(destinations=moved), office.now())

    assert receiver.received == []
    assert only_delivery(office).last_status == "webhook/address-refused"


@on_sqlite
def test_an_address_that_is_down_is_asked_once_a_round_and_does_not_use_up_the_attempts_of_all(office, receiver):
    hears(office, receiver.url)
    for _ in range(5):
        happens(office)
    receiver.answer = lambda received: 503

    deliver_due(office, a_courier(), office.now())

    assert sorted(row.attempts for row in deliveries(office)) == [0, 0, 0, 0, 1]


def test_a_message_that_its_receiver_does_not_like_does_not_hold_up_those_of_other_cases(office, receiver):
    hears(office, receiver.url)
    for _ in range(5):
        happens(office)
    receiver.answer = lambda received: 400 if len(receiver.received) == 1 else 200

    assert deliver_due(office, a_courier(), office.now()) == Delivered(taken=4, waiting=1)


def test_one_address_that_fails_does_not_stop_the_others(office, receiver):
    hears(office, NOBODY_LISTENS)
    hears(office, receiver.url)
    hears(office, "http://127.0.0.1:9/lagi")
    happens(office)

    assert deliver_due(office, a_courier(), office.now()) == Delivered(taken=1, waiting=2)


def test_the_events_of_one_case_arrive_in_their_order_though_the_first_needs_a_second_attempt(office, receiver):
    hears(office, receiver.url)
    case, types = a_case(office), (EventType.IN_REVIEW, EventType.SETTLED, EventType.UNDONE)
    for type_ in types:
        happens(office, case, type_)
        clock_of(office).move(seconds=1)
    receiver.answer = lambda received: 500 if len(receiver.received) == 1 else 200

    for _ in range(2):
        deliver_due(office, a_courier(), office.now())
        clock_of(office).move(seconds=5)

    arrived = [json.loads(one.body)["type"] for one in receiver.received]
    assert arrived == [EventType.IN_REVIEW, *types]


def test_the_oldest_event_is_due_first(office, receiver):
    hears(office, receiver.url)
    cases = [happens(office) for _ in range(3) if clock_of(office).move(seconds=1) is None]

    with office.database.reading() as session:
        first = due(session, office.now(), 2)
        nothing_yet = due(session, office.now() - timedelta(minutes=1), 2)
    deliver_due(office, a_courier(), office.now())

    assert first == [row.id for row in deliveries(office)][:2]
    assert nothing_yet == []
    assert [json.loads(one.body)["data"]["case"] for one in receiver.received] == [case.id for case in cases]


def test_a_process_that_dies_between_sending_and_writing_sends_again_with_the_same_id(office, receiver, monkeypatch):
    hears(office, receiver.url)
    happens(office)

    with monkeypatch.context() as patched:
        patched.setattr(delivery, "_write_down", _dies)
        with pytest.raises(StoreBusy):
            deliver_due(office, a_courier(), office.now())
    within_lease = deliver_due(office, a_courier(), office.now())
    clock_of(office).move(seconds=LEASE.total_seconds())
    after_lease = deliver_due(office, a_courier(), office.now())

    assert (within_lease, after_lease) == (Delivered(), Delivered(taken=1))
    one, other = receiver.ids
    assert one == other


def test_a_call_that_outlived_its_lease_does_not_overwrite_what_the_next_one_found(office, receiver):
    hears(office, receiver.url)
    happens(office)

    def answer(received) -> int:
        if len(receiver.received) > 1:
            return 200
        clock_of(office).move(seconds=LEASE.total_seconds())
        assert deliver_due(office, a_courier(), office.now()) == Delivered(taken=1)
        return 500

    receiver.answer = answer
    deliver_due(office, a_courier(), office.now())

    assert (only_delivery(office).state, only_delivery(office).last_status) == ("delivered", "200")


def test_two_processes_never_send_one_message_at_the_same_time(office, store_url, receiver):
    hears(office, receiver.url)
    for _ in range(20):
        happens(office)
    other = an_office(store_url, ids="lain", now=office.now, vault=office.vault)
    together = Barrier(2)

    def round_of(one) -> Delivered:
        together.wait()
        return deliver_due(one, a_courier(), one.now())

    with ThreadPoolExecutor(2) as processes:
        sent = sum(processes.map(round_of, (office, other)), Delivered())
    other.close()

    assert sent == Delivered(taken=20)
    assert len(receiver.ids) == len(set(receiver.ids)) == 20


def test_no_transaction_is_open_while_a_receiver_thinks(office, receiver):
    hears(office, receiver.url)
    case = happens(office)
    asked, written = Event(), Event()

    def answer(received) -> int:
        asked.set()
        return 200 if written.wait(10) else 500

    receiver.answer = answer
    with ThreadPoolExecutor(1) as sender:
        sending = sender.submit(deliver_due, office, a_courier(), office.now())
        assert asked.wait(10)
        happens(office, case)
        written.set()

    assert sending.result().taken >= 1


@on_sqlite
def test_without_the_stores_key_nothing_is_sent_and_the_lack_is_named(office, receiver):
    hears(office, receiver.url)
    happens(office)
    keyless = replace(office, vault=type(office.vault)("", lambda size: bytes(size)))

    deliver_due(keyless, a_courier(), office.now())

    assert receiver.received == []
    assert only_delivery(office).last_status == "store/key-missing"


@on_sqlite
def test_the_log_names_the_webhook_and_the_status_and_nothing_of_the_case(office, caplog):
    with a_receiver() as receiver, caplog.at_level("DEBUG", logger="serving"):
        webhook, secret = hears(office, receiver.url)
        case = happens(office)
        deliver_due(office, a_courier(), office.now())

    assert webhook in caplog.text
    assert "204" in caplog.text
    for private in (case.id, case.external_id, secret, receiver.url):
        assert private not in caplog.text


def _dies(*_: object) -> None:
    raise StoreBusy()
