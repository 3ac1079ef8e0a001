"""Administrators add, change and remove the addresses that hear of events."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from serving.casework.events import EventType
from serving.casework.officers import NotAllowed
from serving.store import audit_log
from serving.store.schema import AuditRow, WebhookRow
from serving.webhooks import addresses
from serving.webhooks.delivery import deliver_due
from serving.webhooks.destinations import Destinations
from serving.webhooks.errors import AddressRefused, NoSuchEventType, NoSuchWebhook
from tests.serving.store.worlds import clock_of
from tests.serving.webhooks.worlds import ADMIN, HERE, REVIEWER, a_courier, deliveries, happens, hears, only_delivery

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

URL = "http://127.0.0.1:9/"


def test_an_address_hears_of_the_events_that_it_asked_for_and_of_no_others(office):
    hears(office, URL, EventType.REFUSED)
    everything, _ = hears(office, URL)

    happens(office, type_=EventType.SETTLED)

    assert [row.webhook for row in deliveries(office)] == [everything]


def test_the_secret_is_shown_once_and_kept_locked(office):
    webhook, secret = hears(office, URL)

    with office.database.reading() as session:
        kept = session.get_one(WebhookRow, webhook).secret

    assert secret.startswith("whsec_")
    assert secret.encode() not in kept
    assert secret.encode() in office.vault.open(kept)
    assert secret not in repr(addresses.list_webhooks(office, ADMIN))


def test_only_an_administrator_touches_webhooks(office):
    webhook, _ = hears(office, URL)
    forbidden = (
        lambda: addresses.add_webhook(office, REVIEWER, URL, (), HERE),
        lambda: addresses.change(office, REVIEWER, webhook, URL, (), HERE),
        lambda: addresses.remove(office, REVIEWER, webhook),
        lambda: addresses.switch_on(office, REVIEWER, webhook),
        lambda: addresses.rotate_secret(office, REVIEWER, webhook),
        lambda: addresses.list_webhooks(office, REVIEWER),
    )

    for act in forbidden:
        with pytest.raises(NotAllowed):
            act()


def test_an_address_in_a_network_of_ones_own_is_neither_added_nor_put_in_place_of_another(office):
    inside = Destinations(resolve=lambda host, port: ["10.0.0.8"])
    webhook, _ = hears(office, URL)

    with pytest.raises(AddressRefused):
        addresses.add_webhook(office, ADMIN, "https://kantor.example/", (), inside)
    with pytest.raises(AddressRefused):
        addresses.change(office, ADMIN, webhook, "https://kantor.example/", (), inside)

    assert [one.url for one in addresses.list_webhooks(office, ADMIN)] == [URL]


def test_an_event_that_does_not_exist_cannot_be_asked_for(office):
    with pytest.raises(NoSuchEventType):
        hears(office, URL, "case.vanished")


def test_an_address_that_was_removed_hears_nothing_more_until_it_is_switched_on(office):
    webhook, _ = hears(office, URL)
    happens(office)

    addresses.remove(office, ADMIN, webhook)
    happens(office)
    (listed,) = addresses.list_webhooks(office, ADMIN)

    assert (only_delivery(office).state, only_delivery(office).last_status) == ("dead", "removed")
    assert (listed.active, listed.waiting, listed.dead) == (False, 0, 1)

    addresses.switch_on(office, ADMIN, webhook)
    happens(office)
    (listed,) = addresses.list_webhooks(office, ADMIN)

    assert (listed.active, listed.waiting, listed.dead) == (True, 1, 1)


def test_what_waits_goes_to_the_new_address(office, receiver):
    webhook, _ = hears(office, URL)
    happens(office)

    addresses.change(office, ADMIN, webhook, receiver.url, [EventType.SETTLED], HERE)
    deliver_due(office, a_courier(), office.now())

    assert len(receiver.received) == 1


def test_a_new_secret_leaves_the_old_one_its_time_of_grace_and_no_more(office, receiver):
    webhook, _ = hears(office, receiver.url)
    addresses.rotate_secret(office, ADMIN, webhook)

    happens(office)
    deliver_due(office, a_courier(), office.now())
    clock_of(office).move(hours=24)
    happens(office)
    deliver_due(office, a_courier(), office.now())

    assert [len(one.headers["webhook-signature"].split()) for one in receiver.received] == [2, 1]


def test_a_secret_that_somebody_else_knows_ends_at_once(office, receiver):
    webhook, _ = hears(office, receiver.url)
    addresses.rotate_secret(office, ADMIN, webhook)
    addresses.rotate_secret(office, ADMIN, webhook, grace=timedelta(0))

    happens(office)
    deliver_due(office, a_courier(), office.now())

    assert len(receiver.received[0].headers["webhook-signature"].split()) == 1


def test_every_act_on_a_webhook_stands_in_the_audit_log(office):
    webhook, _ = hears(office, URL)
    addresses.change(office, ADMIN, webhook, URL, (), HERE)
    addresses.rotate_secret(office, ADMIN, webhook)
    addresses.remove(office, ADMIN, webhook)
    addresses.switch_on(office, ADMIN, webhook)

    with office.database.reading() as session:
        rows = session.scalars(select(AuditRow).order_by(AuditRow.seq)).all()
        audit_log.verify(session)

    assert [row.act.partition(".")[2] for row in rows] == [
        "added", "changed", "secret_rotated", "removed", "switched_on",
    ]  # fmt: skip
    assert {(row.actor, row.subject) for row in rows} == {(ADMIN.id, webhook)}


def test_an_unknown_webhook_is_said_to_be_unknown(office):
    with pytest.raises(NoSuchWebhook):
        addresses.remove(office, ADMIN, "tidak-ada")
