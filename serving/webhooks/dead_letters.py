"""Messages that were given up: an administrator sees them and has them sent again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from serving.casework.office import Office
from serving.casework.officers import Officer
from serving.store import audit_log
from serving.store.schema import DeliveryRow, EventRow, WebhookRow
from serving.webhooks.errors import MomentWithoutZone, NoSuchDelivery, NoSuchWebhook, WebhookOff
from serving.webhooks.states import Sending


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that no attempt brought home; `last_status` is a code or the kind of what went wrong."""

    delivery: str
    webhook: str
    event: str
    type: str
    case: str | None
    happened_at: datetime
    attempts: int
    last_status: str | None


def dead_letters(office: Office, by: Officer, webhook: str | None = None, limit: int = 100) -> tuple[DeadLetter, ...]:
    """Return dead messages, those of the latest events first.

    Raises:
        NotAllowed, NationOnly: `by` is no administrator of the whole.
    """
    by.must_steer()
    query = (
        select(DeliveryRow, EventRow)
        .join(EventRow, EventRow.id == DeliveryRow.event)
        .where(DeliveryRow.state == Sending.DEAD.value)
        .order_by(EventRow.happened_at.desc(), DeliveryRow.id)
        .limit(limit)
    )
    if webhook is not None:
        query = query.where(DeliveryRow.webhook == webhook)
    with office.database.reading() as session:
        return tuple(
            DeadLetter(
                row.id, row.webhook, event.id, event.type, event.case, event.happened_at, row.attempts, row.last_status
            )
            for row, event in session.execute(query)
        )


def replay(office: Office, by: Officer, delivery: str) -> None:
    """Have a dead message, or one that was delivered and then lost by its receiver, sent again with the same id.

    Raises:
        NotAllowed, NationOnly: `by` is no administrator of the whole.
        NoSuchDelivery: there is none, or it is still on its way.
        WebhookOff: its address is switched off.
    """
    by.must_steer()
    now = office.now()
    with office.database.writing() as session:
        row = session.get(DeliveryRow, delivery)
        if row is None or row.state == Sending.WAITING:
            raise NoSuchDelivery(got=delivery)
        if not session.get_one(WebhookRow, row.webhook).active:
            raise WebhookOff(got=row.webhook)
        row.state, row.attempts, row.next_at, row.delivered_at = Sending.WAITING.value, 0, now, None
        audit_log.append(session, now, by.id, "webhook.replayed", row.id)


def replay_since(office: Office, by: Officer, since: datetime, webhook: str | None = None) -> int:
    """Have all dead messages of events from `since` on sent again, to one address or to all; return how many.

    Messages for an address that is switched off stay dead.

    Raises:
        NotAllowed, NationOnly: `by` is no administrator of the whole.
        NoSuchWebhook, WebhookOff: there is no such address, or it is switched off.
        MomentWithoutZone: `since` has no time zone.
    """
    by.must_steer()
    if since.tzinfo is None:
        raise MomentWithoutZone(got=since.isoformat())
    now = office.now()
    with office.database.writing() as session:
        if webhook is not None:
            row = session.get(WebhookRow, webhook)
            if row is None:
                raise NoSuchWebhook(got=webhook)
            if not row.active:
                raise WebhookOff(got=webhook)
        active = select(WebhookRow.id).where(WebhookRow.active)
        dead = (
            update(DeliveryRow)
            .where(
                DeliveryRow.state == Sending.DEAD.value,
                DeliveryRow.webhook.in_(active if webhook is None else [webhook]),
                DeliveryRow.event.in_(select(EventRow.id).where(EventRow.happened_at >= since)),
            )
            .values(state=Sending.WAITING.value, attempts=0, next_at=now)
        )
        again = len(session.execute(dead.returning(DeliveryRow.id)).all())
        audit_log.append(session, now, by.id, "webhook.replayed_since", webhook, since.isoformat())
    return again
