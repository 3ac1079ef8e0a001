"""Sending what is due: claim a message, send it outside of any transaction, then write down what came of it.

A claim moves `next_at` a lease ahead in one update of one row, so of two processes only one gets it, on SQLite
as on PostgreSQL. A process that dies between sending and writing leaves the message waiting; it is sent again
after the lease with the same id.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session, aliased

from serving.casework.office import Office
from serving.store import audit_log
from serving.store.schema import DeliveryRow, EventRow, WebhookRow
from serving.webhooks import addresses, signing
from serving.webhooks.backoff import Backoff
from serving.webhooks.destinations import Destinations
from serving.webhooks.posting import Reply, body_of, post
from serving.webhooks.states import Sending
from triage.errors import TriageError

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)
"""Longer than one call can well take."""
ACTOR = "webhooks"
_PAGE = 100
_AT_ONCE = 8


@dataclass(frozen=True)
class Courier:
    """What sending takes beside the store; `random` gives a number from 0 up to 1 (`random.random`)."""

    client: httpx.Client
    destinations: Destinations
    random: Callable[[], float]
    backoff: Backoff = field(default_factory=Backoff)


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many messages were taken, will be tried again, and were given up."""

    taken: int = 0
    waiting: int = 0
    dead: int = 0

    def __add__(self, other: Delivered) -> Delivered:
        return Delivered(self.taken + other.taken, self.waiting + other.waiting, self.dead + other.dead)


@dataclass(frozen=True, slots=True)
class Claim:
    """One message that is ours to send until `until`, as its `attempt`-th."""

    delivery: str
    webhook: str
    event: EventRow
    url: str
    secret: bytes
    attempt: int
    until: datetime


def due(session: Session, now: datetime, limit: int, webhook: str | None = None) -> list[str]:
    """Return the ids of messages to send now, the oldest event first.

    A case's events keep their order at each address: one waits while an older one of the same case does.
    """
    older_delivery, older_event = aliased(DeliveryRow), aliased(EventRow)
    older_waits = exists().where(
        older_event.case == EventRow.case,
        older_event.happened_at < EventRow.happened_at,
        older_delivery.event == older_event.id,
        # Without `coalesce` SQLite goes through all that waits, for each row, not through the few events of the case.
        func.coalesce(older_delivery.webhook, "") == DeliveryRow.webhook,
        func.coalesce(older_delivery.state, "") == Sending.WAITING.value,
    )
    query = (
        select(DeliveryRow.id)
        .join(EventRow, EventRow.id == DeliveryRow.event)
        .join(WebhookRow, WebhookRow.id == DeliveryRow.webhook)
        .where(DeliveryRow.state == Sending.WAITING.value, DeliveryRow.next_at <= now, WebhookRow.active, ~older_waits)
    )
    if webhook is not None:
        query = query.where(DeliveryRow.webhook == webhook)
    return list(session.scalars(query.order_by(EventRow.happened_at, EventRow.id).limit(limit)))


def webhooks_due(session: Session, now: datetime) -> list[str]:
    """Return the ids of the addresses for which something is to be sent now."""
    something = exists().where(
        DeliveryRow.webhook == WebhookRow.id,
        DeliveryRow.state == Sending.WAITING.value,
        DeliveryRow.next_at <= now,
    )
    return list(session.scalars(select(WebhookRow.id).where(WebhookRow.active, something).order_by(WebhookRow.id)))


def deliver_due(office: Office, courier: Courier, now: datetime) -> Delivered:
    """Send what is due at `now` to every address, some addresses at once, and return what came of it.

    Raises:
        StoreBusy, StoreUnreachable: the database can't be used; what was sent and not written down is sent again.
    """
    with office.database.reading() as session:
        webhooks = webhooks_due(session, now)
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="webhooks") as pool:
        return sum(pool.map(lambda webhook: deliver_to(office, courier, webhook, now), webhooks), Delivered())


def deliver_to(
    office: Office, courier: Courier, webhook: str, now: datetime, goes_on: Callable[[], bool] = lambda: True
) -> Delivered:
    """Send what is due at `now` to one address, until it seems to be down or `goes_on` says no.

    Raises:
        StoreBusy, StoreUnreachable: the database can't be used; what was sent and not written down is sent again.
    """
    states: Counter[Sending] = Counter()
    well = True
    while well and (deliveries := _page(office, webhook, now)):
        for delivery in deliveries:
            well = well and goes_on()
            if not well:
                break
            if (claim := _claim(office, delivery, now)) is not None:
                reply = _send(office, courier, claim)
                states[_write_down(office, courier, claim, reply)] += 1
                well = not reply.unwell
    return Delivered(states[Sending.DELIVERED], states[Sending.WAITING], states[Sending.DEAD])


def _page(office: Office, webhook: str, now: datetime) -> list[str]:
    with office.database.reading() as session:
        return due(session, now, _PAGE, webhook)


def _claim(office: Office, delivery: str, now: datetime) -> Claim | None:
    """Take a message for the time of a lease; None where another process was faster or it is no longer wanted."""
    until = office.now() + LEASE
    with office.database.writing() as session:
        taken = session.execute(
            update(DeliveryRow)
            .where(
                DeliveryRow.id == delivery,
                DeliveryRow.state == Sending.WAITING.value,
                DeliveryRow.next_at <= now,
            )
            .values(next_at=until, attempts=DeliveryRow.attempts + 1)
            .returning(DeliveryRow.webhook, DeliveryRow.event, DeliveryRow.attempts)
        ).first()
        if taken is None:
            return None
        webhook = session.get_one(WebhookRow, taken.webhook)
        event = session.get_one(EventRow, taken.event)
        return Claim(delivery, webhook.id, event, webhook.url, webhook.secret, taken.attempts, until)


def _send(office: Office, courier: Courier, claim: Claim) -> Reply:
    try:
        secrets = signing.read(office.vault.open(claim.secret))
    except TriageError as problem:
        return Reply(problem.code)
    body = body_of(claim.event)
    headers = signing.signed_headers(secrets, claim.event.id, office.now(), body)
    return post(courier.client, courier.destinations, claim.url, headers, body)


def _write_down(office: Office, courier: Courier, claim: Claim, reply: Reply) -> Sending:
    """Keep what came of a call, unless the lease ended and the message is another's by now."""
    now = office.now()
    values: dict[str, Any] = {"last_status": reply.status}
    state = Sending.WAITING
    if reply.taken:
        state = Sending.DELIVERED
        values |= {"delivered_at": now}
    elif reply.gone or courier.backoff.is_over(claim.attempt):
        state = Sending.DEAD
    else:
        values |= {"next_at": now + courier.backoff.wait(claim.attempt, 1.0 - courier.random())}
    with office.database.writing() as session:
        session.execute(
            update(DeliveryRow)
            .where(
                DeliveryRow.id == claim.delivery,
                DeliveryRow.state == Sending.WAITING.value,
                DeliveryRow.next_at == claim.until,
            )
            .values(state=state.value, **values)
        )
        if reply.gone:
            _switch_off(session, claim, now)
    logger.info("webhook %s, attempt %d: %s (%s)", claim.webhook, claim.attempt, state.value, reply.status)
    return state


def _switch_off(session: Session, claim: Claim, now: datetime) -> None:
    """Believe an address that says it is gone, unless an administrator has put another one in its place."""
    row = session.get_one(WebhookRow, claim.webhook)
    if row.active and row.url == claim.url:
        addresses.switch_off(session, row, "gone")
        audit_log.append(session, now, ACTOR, "webhook.gone", row.id)
