"""Telling other systems: an event is written in the same transaction as the act, one delivery for each address."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from serving.casework.office import Office
from serving.store.schema import CaseRow, DeliveryRow, EventRow, WebhookRow


class EventType(StrEnum):
    """What other systems can hear of."""

    ROUTED = "case.routed"
    IN_REVIEW = "case.in_review"
    URGENT = "case.urgent"
    SETTLED = "case.settled"
    REFUSED = "case.refused"
    UNDONE = "verdict.undone"
    ERASED = "case.erased"
    OUTCOME = "outcome.told"


def emit(
    session: Session, office: Office, type_: EventType, case: CaseRow, more: Mapping[str, Any] | None = None
) -> None:
    """Write an event about a case and put it into the way to every address that asked for its type."""
    event = EventRow(
        id=office.new_id(),
        type=type_.value,
        case=case.id,
        happened_at=office.now(),
        payload={**told_of(case), **(more or {})},
    )
    session.add(event)
    session.flush()
    for webhook in session.scalars(select(WebhookRow).where(WebhookRow.active)):
        if not webhook.events or type_.value in webhook.events:
            session.add(
                DeliveryRow(
                    id=office.new_id(), webhook=webhook.id, event=event.id, state="waiting", attempts=0,
                    next_at=event.happened_at, last_status=None, delivered_at=None,
                )
            )  # fmt: skip


def told_of(case: CaseRow) -> dict[str, Any]:
    """Return what another system is told of a case: labels and slugs, never its text."""
    return {
        "case": case.id,
        "id": case.external_id,
        "state": case.state,
        "agency": case.agency,
        "copies": case.copies,
        "kind": case.kind,
        "category": case.category,
        "urgency": case.urgency,
        "refused_by": case.refused_by,
        "parent": case.parent,
    }
