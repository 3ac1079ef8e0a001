"""What a caller sends about a complaint, checked, and as the core's noun."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import uuid4

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from triage.complaint import Channel, Complaint, Confidentiality
from triage.records import LONGEST_TEXT, LONGEST_TITLE

_Code = Annotated[str, StringConstraints(pattern=r"^\d{2}(\.?\d{2}(\.?\d{2}(\.?\d{4})?)?)?$")]

_AsSent = StringConstraints(strip_whitespace=False)
"""The answer counts characters of the text as sent, so no blank before it may be cut off."""

_EXAMPLE: dict[str, JsonValue] = {
    "title": "Lampu jalan padam",
    "text": "Lampu jalan di depan balai desa padam sejak tiga malam lalu, warga takut lewat.",
    "channel": "web",
    "region": "34.04",
    "top_k": 3,
}


class PredictRequest(BaseModel):
    """One complaint. `region` is a Kemendagri code (35.78, or 35.78.08.1002); `refused_by` holds agency slugs."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={"examples": [_EXAMPLE]},
    )

    id: str | None = Field(None, min_length=1, max_length=200, description="The caller's id; made up if absent.")
    title: Annotated[str, _AsSent] = Field("", max_length=LONGEST_TITLE)
    text: Annotated[str, _AsSent] = Field(min_length=1, max_length=LONGEST_TEXT, pattern=r"\S")
    channel: Channel = Channel.OTHER
    received_at: AwareDatetime | None = Field(None, description="ISO 8601 with an offset; now if absent.")
    region: _Code | None = None
    is_secret: bool = False
    is_anonymous: bool = False
    refused_by: tuple[str, ...] = Field((), max_length=50)
    top_k: int = Field(3, ge=1, le=50)

    def complaint(self, now: datetime) -> Complaint:
        """Return the complaint; the stricter of two wishes for confidentiality counts."""
        wish = Confidentiality.ANONYMOUS if self.is_anonymous else Confidentiality.PUBLIC
        return Complaint(
            id=self.id or str(uuid4()),
            title=self.title,
            text=self.text,
            channel=self.channel,
            received_at=self.received_at or now,
            region=self.region,
            confidentiality=Confidentiality.SECRET if self.is_secret else wish,
            refused_by=self.refused_by,
        )


class BatchRequest(BaseModel):
    """Up to 256 complaints."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"complaints": [_EXAMPLE]}]})

    complaints: list[PredictRequest] = Field(min_length=1, max_length=256)
