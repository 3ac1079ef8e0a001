"""What an administrator sets while the server runs, such as the stop button."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from serving.store.schema.base import Base


class ControlRow(Base):
    """One switch by name, with who set it last."""

    __tablename__ = "control"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]
    set_by: Mapped[str]
    set_at: Mapped[datetime]
