"""The data card of a snapshot: what is in it, where it came from, what was masked, refused and repeated."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from triage.tasks import Task

CARD = "card.json"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SourceFacts(_Part):
    """One file or data set that was read: its rows, and the row in which its header stood (0: it has none)."""

    name: str
    header_row: int
    rows: int
    kept: int


class Duplicates(_Part):
    """Near-duplicates: a group of up to 4 rows is a report sent again, a larger one a campaign or a form letter."""

    groups: int = 0
    rows: int = 0
    resent: int = 0
    campaigns: int = 0
    largest: int = 0


class Card(_Part):
    """Facts of a snapshot. `digest` names the content; `created` and `sources` are no part of it.

    `labels` counts each label per task, `masked` the masked items by tag, `rejects` the reasons as
    `lost:column:code`, `months` the rows by month of the day in Jakarta, `lengths` the rows by number
    of characters, upper bounds first.
    """

    schema_version: int
    digest: str
    created: datetime
    recipe_digest: str
    masked_types: tuple[str, ...]
    taxonomy: str
    mapping_digest: str
    sources: tuple[SourceFacts, ...]
    rows: int
    secret: int
    first_day: date | None
    last_day: date | None
    labels: dict[Task, dict[str, int]]
    channels: dict[str, int]
    masked: dict[str, int]
    rejects: dict[str, int]
    duplicates: Duplicates
    months: dict[str, int]
    lengths: dict[str, int]

    @property
    def read(self) -> int:
        """How many rows were read."""
        return sum(source.rows for source in self.sources)

    @property
    def refused(self) -> int:
        """How many rows were refused whole."""
        return sum(count for reason, count in self.rejects.items() if reason.startswith("row:"))

    @classmethod
    def load(cls, folder: Path) -> Card:
        """Read the card of a snapshot's folder."""
        return cls.model_validate_json((folder / CARD).read_text(encoding="utf-8"))

    def save(self, folder: Path) -> None:
        """Write the card into a snapshot's folder."""
        (folder / CARD).write_text(self.model_dump_json(indent=1) + "\n", encoding="utf-8")
