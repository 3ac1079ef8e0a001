"""The thread that sends while a server runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Event

import pytest

from serving.casework.office import Office
from serving.settings import Settings
from serving.store.database import Database
from serving.webhooks import dispatcher as dispatching
from serving.webhooks.dispatcher import Dispatcher
from tests.serving.store.worlds import an_office
from tests.serving.webhooks.receivers import a_receiver
from tests.serving.webhooks.worlds import deliveries, happens, hears

SETTINGS = Settings(webhook_hosts=("127.0.0.1",))


@contextmanager
def running(*offices: Office) -> Iterator[list[Dispatcher]]:
    dispatchers = [Dispatcher(office, SETTINGS) for office in offices]
    for one in dispatchers:
        one.start()
    try:
        yield dispatchers
    finally:
        for one in dispatchers:
            one.stop()


def comes_true(fact: Callable[[], bool]) -> bool:
    """Wait until something holds, and say whether it ever did."""
    for _ in range(1000):
        if fact():
            return True
        time.sleep(0.01)
    return False


def states(office: Office) -> list[str]:
    return [row.state for row in deliveries(office)]


def test_events_are_sent_by_themselves_when_poked_and_when_not(office, receiver):
    hears(office, receiver.url)

    with running(office) as (dispatcher,):
        happens(office)
        dispatcher.poke()
        assert comes_true(lambda: states(office) == ["delivered"])
        happens(office)
        assert comes_true(lambda: states(office) == ["delivered", "delivered"])


def test_an_address_that_never_answers_does_not_keep_the_others_waiting(office, receiver):
    answered = Event()
    with a_receiver() as slow:
        slow.answer = lambda received: 200 if answered.wait(20) else 500
        hears(office, slow.url)
        hears(office, receiver.url)
        with running(office):
            happens(office)
            assert comes_true(lambda: len(slow.received) == 1)
            happens(office)
            assert comes_true(lambda: len(receiver.received) == 2)
            assert len(slow.received) == 1
            answered.set()


def test_two_dispatchers_on_one_store_send_every_message_once(office, store_url, receiver):
    other = an_office(store_url, ids="lain", now=office.now, vault=office.vault)
    hears(office, receiver.url)
    for _ in range(10):
        happens(office)

    with running(office, other):
        assert comes_true(lambda: set(states(office)) == {"delivered"})
    other.close()

    assert len(receiver.ids) == len(set(receiver.ids)) == 10


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_a_store_that_cannot_be_reached_for_a_while_ends_nothing(office, receiver, monkeypatch, caplog):
    monkeypatch.setattr(dispatching, "_PAUSE_SECONDS", 0.01)
    hears(office, receiver.url)
    happens(office)
    broken = replace(office, database=Database("sqlite:////proc/tidak-ada.db"))

    with running(broken) as (dispatcher,):
        assert comes_true(lambda: "store/unreachable" in caplog.text)
        dispatcher._office = office
        assert comes_true(lambda: states(office) == ["delivered"])


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_a_stopped_dispatcher_leaves_no_thread_and_sends_nothing_more(office, receiver):
    hears(office, receiver.url)
    with running(office) as (dispatcher,):
        pass
    happens(office)

    assert not dispatcher._thread.is_alive()
    assert states(office) == ["waiting"]
    assert receiver.received == []


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_a_dispatcher_that_was_never_started_can_be_stopped(office):
    Dispatcher(office, SETTINGS).stop()


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_a_stop_does_not_wait_for_a_receiver_that_hangs_and_its_message_is_not_lost(office, receiver, monkeypatch):
    monkeypatch.setattr(dispatching, "_PATIENCE_SECONDS", 0.1)
    answered = Event()
    receiver.answer = lambda received: 200 if answered.wait(20) else 500
    hears(office, receiver.url)
    happens(office)

    with running(office):
        assert comes_true(lambda: len(receiver.received) == 1)
    left_behind = states(office)
    answered.set()

    assert left_behind == ["waiting"]
