"""People and programs that may act: users, their sessions, API keys, and what they practised."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from serving.store.schema.base import Base


class UserRow(Base):
    """An officer. `password` is an argon2 hash, empty for who comes by OIDC (`subject` is then issuer and subject).

    `roles` are of `serving.casework.officers.Right`; the scope is `national`, or `body`/`unit` with an agency's slug.
    """

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    full_name: Mapped[str]
    password: Mapped[str | None]
    subject: Mapped[str | None] = mapped_column(unique=True)
    rights: Mapped[list[Any]]
    scope: Mapped[str]
    scope_agency: Mapped[str | None]
    active: Mapped[bool]
    language: Mapped[str]
    made_at: Mapped[datetime]
    failures: Mapped[int]
    locked_until: Mapped[datetime | None]
    last_login_at: Mapped[datetime | None]


class SessionRow(Base):
    """A browser session; the cookie's token is kept as a hash only. `csrf` is the token of its forms."""

    __tablename__ = "sessions"

    token: Mapped[str] = mapped_column(primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    csrf: Mapped[str]
    begun_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)


class ApiKeyRow(Base):
    """A program's key, kept as a hash; acts of review happen in the name of `user`."""

    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(unique=True)
    label: Mapped[str]
    user: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class PracticeRow(Base):
    """An officer's answer to a fictitious case of the training mode."""

    __tablename__ = "practice"

    id: Mapped[str] = mapped_column(primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    practice_case: Mapped[str]
    answered_at: Mapped[datetime]
    given: Mapped[dict[str, Any]]
    right: Mapped[bool]
