"""The rows that pass between people, training and serving: one schema each, with a version."""

from __future__ import annotations

from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from triage.complaint import Channel, Complaint, Confidentiality
from triage.tasks import Task

SCHEMA_VERSION = 1
LONGEST_TEXT = 20_000
LONGEST_TITLE = 500


class LabelledComplaint(BaseModel):
    """A complaint with what people made of it; an empty label is unknown, and is masked in training.

    `region` is the Kemendagri code that an intake system would know (a hint); `agency` is the
    name as the history writes it, kept to score the way end to end.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    id: str = Field(min_length=1)
    text: str = Field(min_length=1)
    title: str = ""
    received_at: AwareDatetime | None = None
    channel: Channel = Channel.OTHER
    region: str | None = None
    confidentiality: Confidentiality = Confidentiality.PUBLIC
    kind: str | None = None
    category: str | None = None
    urgency: str | None = None
    role: str | None = None
    agency: str | None = None

    def label(self, task: Task) -> str | None:
        """Return the label of one task; None where it is unknown."""
        value: str | None = getattr(self, task.value)
        return value

    def complaint(self, now: datetime) -> Complaint:
        """Return the complaint as intake would have seen it; `now` stands in for a missing date."""
        return Complaint(
            id=self.id,
            text=self.text,
            title=self.title,
            received_at=self.received_at or now,
            channel=self.channel,
            region=self.region,
            confidentiality=self.confidentiality,
        )
