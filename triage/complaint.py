"""A complaint as it came in, before anything is read into it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from triage.errors import NaiveTime


class Channel(StrEnum):
    """The door through which a complaint came (domain: Sumber Laporan)."""

    WEB = "web"
    APP = "app"
    SMS = "sms"
    X = "x"
    WHATSAPP = "whatsapp"
    WALK_IN = "walk_in"
    OTHER = "other"


class Confidentiality(StrEnum):
    """Who may see what: `anonymous` hides the reporter, `secret` hides the whole report."""

    PUBLIC = "public"
    ANONYMOUS = "anonymous"
    SECRET = "secret"  # noqa: S105 - a level of confidentiality, no password


@dataclass(frozen=True, slots=True)
class Complaint:
    """What one person sent, with what the intake system knows about it.

    `text` is raw and unmasked: it lives in memory only, and is left out of `repr` so that it
    can't reach a log by accident. `region` is a Kemendagri code (a hint, not a fact);
    `refused_by` holds the slugs of agencies that answered "bukan wewenang".

    Raises:
        NaiveTime: `received_at` has no time zone, so nobody knows on which day it came in.
    """

    id: str
    text: str
    received_at: datetime
    title: str = ""
    channel: Channel = Channel.OTHER
    region: str | None = None
    confidentiality: Confidentiality = Confidentiality.PUBLIC
    refused_by: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.received_at.utcoffset() is None:
            raise NaiveTime(got=self.received_at.isoformat())

    def __repr__(self) -> str:
        return f"Complaint(id={self.id!r}, {len(self.title)}+{len(self.text)} characters)"

    @property
    def full_text(self) -> str:
        """Title and body as one text; a title that the body repeats is not said twice."""
        title = self.title.strip()
        if not title or self.text.strip().casefold().startswith(title.casefold()):
            return self.text
        return f"{title}\n{self.text}"
