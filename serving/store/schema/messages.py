"""Messages to other systems: events are written with the act they tell of, and delivered afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from serving.store.schema.base import Base


class WebhookRow(Base):
    """An address that wants to hear of events; `secret` signs them, kept wrapped by the store's key."""

    __tablename__ = "webhooks"

    id: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[str]
    events: Mapped[list[Any]]
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    active: Mapped[bool]
    made_at: Mapped[datetime]


class EventRow(Base):
    """Something that happened to a case, as other systems are told it: labels and slugs, no text."""

    __tablename__ = "events"

    id: Mapped[str] = mapped_column(primary_key=True)
    type: Mapped[str]
    case: Mapped[str | None] = mapped_column(ForeignKey("cases.id"), index=True)
    happened_at: Mapped[datetime] = mapped_column(index=True)
    payload: Mapped[dict[str, Any]]


class DeliveryRow(Base):
    """One event on its way to one address: `waiting`, `delivered` or `dead`."""

    __tablename__ = "deliveries"
    __table_args__ = (Index("ix_deliveries_due", "state", "next_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    webhook: Mapped[str] = mapped_column(ForeignKey("webhooks.id"), index=True)
    event: Mapped[str] = mapped_column(ForeignKey("events.id"), index=True)
    state: Mapped[str]
    attempts: Mapped[int]
    next_at: Mapped[datetime]
    last_status: Mapped[str | None]
    delivered_at: Mapped[datetime | None]
