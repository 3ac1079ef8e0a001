"""The audit log: a chain of hashes over who did what to which case; contents stand in it as digests only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Integer
from sqlalchemy.orm import Mapped, mapped_column

from serving.store.schema.base import Base


class AuditRow(Base):
    """One act. `hash` covers all other fields and the hash before it (`serving.store.audit_log`)."""

    __tablename__ = "audit_log"

    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    at: Mapped[datetime]
    actor: Mapped[str]
    act: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str | None] = mapped_column(index=True)
    digest: Mapped[str | None]
    before: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)
