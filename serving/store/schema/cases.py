"""Cases: what came in, what the model said, what was decided, and what became of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from serving.store.schema.base import Base


class CaseRow(Base):
    """One complaint. `title` and `text` are masked; they are empty once the case was erased.

    `state` is `routed`, `in_review`, `settled` or `erased`. The answer that holds now (the machine's,
    then the person's) stands in `agency` … `copies`. `body` is the K/L/D of the agency, or the place's
    local government where no agency is known.
    """

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("client", "external_id"),
        Index("ix_cases_incident_search", "regency", "received_at"),
        Index("ix_cases_body_state", "body", "state"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    client: Mapped[str]
    external_id: Mapped[str]
    parent: Mapped[str | None] = mapped_column(ForeignKey("cases.id"), index=True)
    received_at: Mapped[datetime]
    admitted_at: Mapped[datetime] = mapped_column(index=True)
    touched_at: Mapped[datetime] = mapped_column(index=True)
    channel: Mapped[str]
    region_hint: Mapped[str | None]
    place: Mapped[str | None]
    regency: Mapped[str | None]
    confidentiality: Mapped[str]
    secret: Mapped[bool]
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    raw: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str]
    agency: Mapped[str | None]
    body: Mapped[str | None]
    category: Mapped[str | None]
    urgency: Mapped[str | None]
    kind: Mapped[str | None]
    copies: Mapped[list[Any]]
    refused_by: Mapped[list[Any]]
    incident: Mapped[str | None] = mapped_column(ForeignKey("incidents.id"), index=True)


class CaseKeyRow(Base):
    """The key of one case, wrapped by the store's; destroying it is erasure (`serving.store.vault`)."""

    __tablename__ = "case_keys"

    case: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)


class PredictionRow(Base):
    """What the model said of a case: the answer of `serving.engine.answer` without its decision."""

    __tablename__ = "predictions"

    id: Mapped[str] = mapped_column(primary_key=True)
    case: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    made_at: Mapped[datetime]
    model: Mapped[str]
    bundle: Mapped[str]
    answer: Mapped[dict[str, Any]]


class DecisionRow(Base):
    """What the policy decided, with its reasons; `audit_share` is the probability of the blind draw at that time."""

    __tablename__ = "decisions"

    id: Mapped[str] = mapped_column(primary_key=True)
    case: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    prediction: Mapped[str] = mapped_column(ForeignKey("predictions.id"))
    made_at: Mapped[datetime] = mapped_column(index=True)
    action: Mapped[str]
    agency: Mapped[str | None]
    category: Mapped[str | None]
    urgency: Mapped[str | None]
    kind: Mapped[str | None]
    copies: Mapped[list[Any]]
    probability: Mapped[float | None]
    policy: Mapped[str]
    audit: Mapped[bool]
    audit_share: Mapped[float]
    finish_due: Mapped[date | None]
    decision: Mapped[dict[str, Any]]


class OutcomeRow(Base):
    """What became of a case at its agency: bounced, re-disposed, answered, closed. Added, never changed."""

    __tablename__ = "outcomes"

    id: Mapped[str] = mapped_column(primary_key=True)
    case: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    happened_at: Mapped[datetime]
    told_at: Mapped[datetime] = mapped_column(index=True)
    told_by: Mapped[str]
    event: Mapped[str]
    agency: Mapped[str | None]
    right_agency: Mapped[str | None]


class IncidentRow(Base):
    """One event that many report: same sort of trouble, same place, same time."""

    __tablename__ = "incidents"

    id: Mapped[str] = mapped_column(primary_key=True)
    regency: Mapped[str | None]
    place: Mapped[str | None]
    category: Mapped[str | None]
    urgency: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    reports: Mapped[int]


class FingerprintRow(Base):
    """What is left of a text to find reports of the same incident; goes with the text."""

    __tablename__ = "fingerprints"

    case: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    fingerprint: Mapped[dict[str, Any]]


class IdempotencyRow(Base):
    """An answer that was given under a caller's key, so that asking again gives it again."""

    __tablename__ = "idempotency_keys"

    client: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request: Mapped[str]
    case: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(index=True)
    answer: Mapped[dict[str, Any]]
