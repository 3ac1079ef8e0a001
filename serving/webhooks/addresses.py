"""The addresses that want to hear of events: an administrator adds, changes, rotates and removes them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from serving.casework.events import EventType
from serving.casework.office import Office
from serving.casework.officers import Officer
from serving.store import audit_log
from serving.store.schema import DeliveryRow, WebhookRow
from serving.webhooks import signing
from serving.webhooks.destinations import Destinations
from serving.webhooks.errors import NoSuchEventType, NoSuchWebhook
from serving.webhooks.states import Sending

GRACE = timedelta(hours=24)
"""How long a replaced secret still signs beside the new one."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address as an administrator sees it; `events` empty means every type. Its secret is never shown again."""

    id: str
    url: str
    events: tuple[str, ...]
    active: bool
    made_at: datetime
    waiting: int
    dead: int


def add_webhook(
    office: Office, by: Officer, url: str, events: Sequence[str], destinations: Destinations
) -> tuple[str, str]:
    """Add an address and return its id and its secret (`whsec_…`), which is shown this once.

    Raises:
        NotAllowed, NationOnly: `by` is no administrator of the whole.
        AddressRefused, AddressUnresolved: webhooks may not go there, or the host has no IP address.
        NoSuchEventType: one of `events` is no type of event.
    """
    by.must_steer()
    checked, types = _checked(url, destinations), _types(events)
    secret = signing.new_secret(office.vault.new_key())
    row = WebhookRow(
        id=office.new_id(),
        url=checked,
        events=types,
        secret=office.vault.lock(signing.written([secret])),
        active=True,
        made_at=office.now(),
    )
    with office.database.writing() as session:
        session.add(row)
        _note(session, office, by, "webhook.added", row)
    return row.id, secret.text


def change(
    office: Office, by: Officer, webhook: str, url: str, events: Sequence[str], destinations: Destinations
) -> None:
    """Send to another address, and of these types of events, from now on; what waits goes there too.

    Raises:
        NotAllowed, AddressRefused, AddressUnresolved, NoSuchEventType: as when it is added.
        NoSuchWebhook: there is none with this id.
    """
    by.must_steer()
    checked, types = _checked(url, destinations), _types(events)
    with office.database.writing() as session:
        row = _row(session, webhook)
        row.url, row.events = checked, types
        _note(session, office, by, "webhook.changed", row)


def remove(office: Office, by: Officer, webhook: str) -> None:
    """Switch an address off: it hears of nothing more, and what waits for it becomes dead.

    Raises:
        NotAllowed, NationOnly: `by` is no administrator of the whole.
        NoSuchWebhook: there is none with this id.
    """
    by.must_steer()
    with office.database.writing() as session:
        row = _row(session, webhook)
        switch_off(session, row, "removed")
        _note(session, office, by, "webhook.removed", row)


def switch_on(office: Office, by: Officer, webhook: str) -> None:
    """Let an address that was removed, or that said it is gone, hear of events again; dead letters stay dead.

    Raises:
        NotAllowed, NationOnly: `by` is no administrator of the whole.
        NoSuchWebhook: there is none with this id.
    """
    by.must_steer()
    with office.database.writing() as session:
        row = _row(session, webhook)
        row.active = True
        _note(session, office, by, "webhook.switched_on", row)


def rotate_secret(office: Office, by: Officer, webhook: str, grace: timedelta = GRACE) -> str:
    """Give an address a new secret and return it, this once; the old one signs too until `grace` has passed.

    With a grace of zero the old one ends at once, as it must where somebody else came to know it.

    Raises:
        NotAllowed, NationOnly: `by` is no administrator of the whole.
        NoSuchWebhook: there is none with this id.
        KeyMissing, KeyWrong: the store's key can't open the old secret.
    """
    by.must_steer()
    now = office.now()
    fresh = signing.new_secret(office.vault.new_key())
    with office.database.writing() as session:
        row = _row(session, webhook)
        held = [one for one in signing.read(office.vault.open(row.secret)) if one.holds(now)]
        ending = [signing.Secret(one.text, min(one.until or now + grace, now + grace)) for one in held]
        kept = [fresh, *(one for one in ending if one.holds(now))]
        row.secret = office.vault.lock(signing.written(kept))
        _note(session, office, by, "webhook.secret_rotated", row)
    return fresh.text


def list_webhooks(office: Office, by: Officer) -> tuple[Webhook, ...]:
    """Return all addresses, the oldest first, with how many messages wait for each and how many are dead.

    Raises:
        NotAllowed, NationOnly: `by` is no administrator of the whole.
    """
    by.must_steer()
    with office.database.reading() as session:
        counted = session.execute(
            select(DeliveryRow.webhook, DeliveryRow.state, func.count())
            .where(DeliveryRow.state != Sending.DELIVERED.value)
            .group_by(DeliveryRow.webhook, DeliveryRow.state)
        )
        counts = {(webhook, state): number for webhook, state, number in counted}
        rows = session.scalars(select(WebhookRow).order_by(WebhookRow.made_at, WebhookRow.id)).all()
    return tuple(
        Webhook(
            row.id, row.url, tuple(row.events), row.active, row.made_at,
            counts.get((row.id, Sending.WAITING.value), 0), counts.get((row.id, Sending.DEAD.value), 0),
        )
        for row in rows
    )  # fmt: skip


def switch_off(session: Session, row: WebhookRow, why: str) -> None:
    """Let an address hear of nothing more; what waits for it becomes dead with `why` as its status."""
    row.active = False
    session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.webhook == row.id, DeliveryRow.state == Sending.WAITING.value)
        .values(state=Sending.DEAD.value, last_status=why)
    )


def _row(session: Session, webhook: str) -> WebhookRow:
    row = session.get(WebhookRow, webhook)
    if row is None:
        raise NoSuchWebhook(got=webhook)
    return row


def _checked(url: str, destinations: Destinations) -> str:
    parsed, _ = destinations.addresses(url)
    return str(parsed)


def _types(events: Sequence[str]) -> list[str]:
    for event in events:
        if event not in list(EventType):
            raise NoSuchEventType(got=event, allowed=", ".join(EventType))
    return sorted(set(events))


def _note(session: Session, office: Office, by: Officer, act: str, row: WebhookRow) -> None:
    content = json.dumps([row.url, row.events, row.active])
    digest = hashlib.sha256(content.encode()).hexdigest()
    audit_log.append(session, office.now(), by.id, act, row.id, digest)
