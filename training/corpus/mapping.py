"""A mapping file: which column of a file holds what, and in which town its names are to be understood."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from training.errors import BrokenMapping


class DateColumn(BaseModel):
    """A column of dates: strptime format (ISO if empty) and the time zone of dates that state none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    column: str
    format: str | None = None
    zone: str = "Asia/Jakarta"

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, zone: str) -> str:
        if zone not in available_timezones():
            raise ValueError("it is no time zone; Asia/Jakarta, Asia/Makassar and Asia/Jayapura are Indonesia's")
        return zone


class Mapping(BaseModel):
    """Columns by meaning. `region` names columns from the most exact to the least (kelurahan, kecamatan).

    `within` is the Kemendagri code in which agencies and places are looked up by name; it is also
    the region of a row that names none. `agency` gives the role label where no `role` column exists.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    text: tuple[str, ...]
    title: str | None = None
    received_at: DateColumn | None = None
    channel: str | None = None
    channel_names: dict[str, str] = {}
    region: tuple[str, ...] = ()
    within: str | None = None
    secret: str | None = None
    anonymous: str | None = None
    true_values: tuple[str, ...] = ("1", "true", "ya", "yes")
    kind: str | None = None
    category: str | None = None
    urgency: str | None = None
    role: str | None = None
    agency: str | None = None

    @property
    def columns(self) -> list[str]:
        """Every column that the mapping names, in its order, once."""
        single = (self.id, self.title, self.channel, self.secret, self.anonymous, self.kind, self.category)
        rest = (self.urgency, self.role, self.agency, self.received_at.column if self.received_at else None)
        return list(dict.fromkeys(name for name in (*self.text, *single, *self.region, *rest) if name))


def load_mapping(path: Path) -> Mapping:
    """Read a mapping (YAML).

    Raises:
        BrokenMapping: it is absent, is no YAML mapping, or a key is missing or unknown.
    """
    try:
        raw: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as problem:
        raise BrokenMapping(file=str(path), problem=type(problem).__name__) from problem
    try:
        return Mapping.model_validate(raw)
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BrokenMapping(file=str(path), problem=f"{where}: {first['msg']}") from problem
