"""Addresses, events and couriers for the tests of webhooks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from serving.casework.events import EventType, emit
from serving.casework.office import Office
from serving.casework.officers import Officer, Right
from serving.store.schema import CaseRow, DeliveryRow
from serving.webhooks.addresses import add_webhook
from serving.webhooks.backoff import Backoff
from serving.webhooks.delivery import Courier
from serving.webhooks.destinations import Destinations
from serving.webhooks.posting import open_client
from tests.serving.store.worlds import Clock, a_case

ADMIN = Officer("u-admin", "admin", frozenset({Right.ADMIN}))
REVIEWER = Officer("u-sari", "sari", frozenset({Right.REVIEW}))
HERE = Destinations(("127.0.0.1",))
"""This very machine, as an operator allows it by name."""


def at_present(office: Office) -> Office:
    """Return the office with a clock that stands at the real time, which receivers compare signatures with."""
    return replace(office, now=Clock(datetime.now(UTC)))


def a_courier(random: Callable[[], float] = lambda: 0.5, **changes: Any) -> Courier:
    return Courier(**{"client": open_client(), "destinations": HERE, "random": random, **changes})


def few(attempts: int) -> Backoff:
    return Backoff(attempts=attempts)


def hears(office: Office, url: str, *events: str) -> tuple[str, str]:
    """Add an address and return its id and secret."""
    return add_webhook(office, ADMIN, url, events, HERE)


def happens(office: Office, case: CaseRow | None = None, type_: EventType = EventType.SETTLED, **more: Any) -> CaseRow:
    """Tell of an event about a case, a new one if none is given, and return the case."""
    case = case or a_case(office)
    with office.database.writing() as session:
        emit(session, office, type_, case, more)
    return case


def deliveries(office: Office) -> list[DeliveryRow]:
    with office.database.reading() as session:
        return list(session.scalars(select(DeliveryRow).order_by(DeliveryRow.id)))


def only_delivery(office: Office) -> DeliveryRow:
    (row,) = deliveries(office)
    return row
