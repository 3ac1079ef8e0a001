"""Review: items that wait, verdicts that were given, notes, and what an officer skipped."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from serving.store.schema.base import Base


class ItemRow(Base):
    """A review item (`triage.review.ReviewItem`) with what the queue is filtered by.

    `leads` is false for a report of an incident that waits behind the incident's leading report.
    `reading` is 2 for the second reading of an audit. `origin` is the tier it began on.
    """

    __tablename__ = "review_items"

    id: Mapped[str] = mapped_column(primary_key=True)
    case: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    purpose: Mapped[str]
    reading: Mapped[int]
    tier: Mapped[str]
    origin: Mapped[str]
    state: Mapped[str]
    version: Mapped[int]
    urgency: Mapped[int]
    due: Mapped[date]
    doubt: Mapped[float]
    agency: Mapped[str | None]
    body: Mapped[str | None]
    secret: Mapped[bool]
    incident: Mapped[str | None] = mapped_column(ForeignKey("incidents.id"), index=True)
    leads: Mapped[bool]
    claimed_by: Mapped[str | None] = mapped_column(index=True)
    claimed_until: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    settled_at: Mapped[datetime | None] = mapped_column(index=True)
    settled_by: Mapped[str | None] = mapped_column(index=True)


_ORDER = (ItemRow.urgency.desc(), ItemRow.due, ItemRow.doubt.desc(), ItemRow.id)
"""The order of the queue: an index in it is read from its start, not sorted."""
Index("ix_review_items_queue", ItemRow.state, ItemRow.leads, *_ORDER)
Index("ix_review_items_body_queue", ItemRow.state, ItemRow.leads, ItemRow.body, *_ORDER)
Index("ix_review_items_agency_queue", ItemRow.state, ItemRow.leads, ItemRow.agency, *_ORDER)
_COUNTED = (ItemRow.purpose, ItemRow.urgency, ItemRow.tier, ItemRow.secret, ItemRow.body, ItemRow.agency, ItemRow.due)
Index("ix_review_items_counts", ItemRow.state, ItemRow.leads, *_COUNTED)


class VerdictRow(Base):
    """A verdict (`triage.verdicts.Verdict`). Rows are added only: the database refuses to change or delete one.

    `version` is the item's after it, so that an item's verdicts have an order; `tier` the item's before it.
    """

    __tablename__ = "verdicts"

    id: Mapped[str] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(ForeignKey("review_items.id"), index=True)
    case: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    officer: Mapped[str] = mapped_column(ForeignKey("users.id"))
    given_at: Mapped[datetime] = mapped_column(index=True)
    version: Mapped[int]
    act: Mapped[str]
    agency: Mapped[str | None]
    category: Mapped[str | None]
    urgency: Mapped[str | None]
    kind: Mapped[str | None]
    copies: Mapped[list[Any]]
    shown: Mapped[dict[str, Any] | None]
    tier: Mapped[str]
    duplicate_of: Mapped[str | None]
    children: Mapped[list[Any]]
    undoes: Mapped[str | None] = mapped_column(ForeignKey("verdicts.id"), index=True)
    batch: Mapped[str | None] = mapped_column(index=True)
    seconds: Mapped[float | None]


class NoteRow(Base):
    """What an officer wrote beside a verdict, masked; a table of its own, because it goes when the case is erased."""

    __tablename__ = "notes"

    verdict: Mapped[str] = mapped_column(ForeignKey("verdicts.id"), primary_key=True)
    case: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    text: Mapped[str] = mapped_column(Text)


class SkipRow(Base):
    """An item that an officer put off until a moment; others still see it."""

    __tablename__ = "skips"

    officer: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    item: Mapped[str] = mapped_column(ForeignKey("review_items.id"), primary_key=True)
    until: Mapped[datetime]
