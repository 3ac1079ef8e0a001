"""What was given up can be seen and sent again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from serving.casework.officers import NotAllowed
from serving.store.schema import AuditRow
from serving.webhooks import addresses
from serving.webhooks.dead_letters import dead_letters, replay, replay_since
from serving.webhooks.delivery import Delivered, deliver_due
from serving.webhooks.errors import MomentWithoutZone, NoSuchDelivery, NoSuchWebhook, WebhookOff
from tests.serving.store.worlds import clock_of
from tests.serving.webhooks.worlds import ADMIN, REVIEWER, a_courier, deliveries, few, happens, hears, only_delivery


@pytest.fixture
def given_up(office, receiver):
    """Return an office with three dead messages, of events an hour apart, whose receiver is well again."""
    webhook, _ = hears(office, receiver.url)
    receiver.answer = lambda received: 500
    for _ in range(3):
        happens(office)
        deliver_due(office, a_courier(backoff=few(1)), office.now())
        clock_of(office).move(hours=1)
    receiver.answer = lambda received: 200
    receiver.received.clear()
    return webhook


def test_dead_letters_are_shown_with_why_they_died_the_latest_first(office, given_up):
    shown = dead_letters(office, ADMIN)

    assert [one.happened_at for one in shown] == sorted((one.happened_at for one in shown), reverse=True)
    assert {(one.webhook, one.last_status, one.attempts) for one in shown} == {(given_up, "500", 1)}
    assert len(dead_letters(office, ADMIN, limit=2)) == 2
    assert dead_letters(office, ADMIN, webhook="lain") == ()


def test_one_dead_letter_is_sent_again_with_its_old_id(office, receiver, given_up):
    latest = dead_letters(office, ADMIN)[0]

    replay(office, ADMIN, latest.delivery)
    sent = deliver_due(office, a_courier(), office.now())

    assert sent == Delivered(taken=1)
    assert receiver.ids == [latest.event]
    assert len(dead_letters(office, ADMIN)) == 2


def test_a_replayed_message_has_all_its_attempts_again(office, receiver, given_up):
    receiver.answer = lambda received: 500
    latest = dead_letters(office, ADMIN)[0]

    replay(office, ADMIN, latest.delivery)
    sent = deliver_due(office, a_courier(backoff=few(2)), office.now())

    assert sent == Delivered(waiting=1)


def test_all_dead_letters_since_a_moment_are_sent_again_oldest_first(office, receiver, given_up):
    latest, middle, _ = dead_letters(office, ADMIN)

    assert replay_since(office, ADMIN, middle.happened_at) == 2
    deliver_due(office, a_courier(), office.now())

    assert receiver.ids == [middle.event, latest.event]
    assert replay_since(office, ADMIN, middle.happened_at + timedelta(days=1), given_up) == 0


def test_a_delivered_message_that_its_receiver_lost_is_sent_again(office, receiver):
    hears(office, receiver.url)
    happens(office)
    deliver_due(office, a_courier(), office.now())

    replay(office, ADMIN, only_delivery(office).id)
    deliver_due(office, a_courier(), office.now())

    assert len(receiver.ids) == 2
    assert len(set(receiver.ids)) == 1


def test_a_message_on_its_way_cannot_be_sent_again(office, receiver):
    hears(office, receiver.url)
    happens(office)

    for delivery in (only_delivery(office).id, "tidak-ada"):
        with pytest.raises(NoSuchDelivery):
            replay(office, ADMIN, delivery)


def test_nothing_is_sent_again_to_an_address_that_is_off(office, given_up):
    addresses.remove(office, ADMIN, given_up)
    latest = dead_letters(office, ADMIN)[0]

    with pytest.raises(WebhookOff):
        replay(office, ADMIN, latest.delivery)
    with pytest.raises(WebhookOff):
        replay_since(office, ADMIN, latest.happened_at, given_up)
    assert replay_since(office, ADMIN, latest.happened_at - timedelta(days=1)) == 0
    assert {row.state for row in deliveries(office)} == {"dead"}


def test_sending_again_needs_an_administrator_a_known_address_and_a_moment_with_a_zone(office, given_up):
    now = office.now()

    for act in (
        lambda: dead_letters(office, REVIEWER),
        lambda: replay(office, REVIEWER, "x"),
        lambda: replay_since(office, REVIEWER, now),
    ):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(NoSuchWebhook):
        replay_since(office, ADMIN, now, "tidak-ada")
    with pytest.raises(MomentWithoutZone):
        replay_since(office, ADMIN, datetime(2026, 3, 9))


def test_sending_again_stands_in_the_audit_log(office, given_up):
    latest = dead_letters(office, ADMIN)[0]
    replay(office, ADMIN, latest.delivery)
    replay_since(office, ADMIN, latest.happened_at - timedelta(days=1))

    with office.database.reading() as session:
        rows = session.scalars(select(AuditRow).order_by(AuditRow.seq.desc()).limit(2)).all()

    assert [(row.actor, row.act, row.subject) for row in rows] == [
        (ADMIN.id, "webhook.replayed_since", None),
        (ADMIN.id, "webhook.replayed", latest.delivery),
    ]
