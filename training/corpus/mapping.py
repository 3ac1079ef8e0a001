"""A mapping file: which column of a file holds what, and in which town its names are to be understood."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from training.errors import BrokenMapping


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DateColumn(_Part):
    """A column of dates, the column of times if it stands apart, and the zone of dates that state none.

    `format` is a strptime format; without one every form of `training.corpus.dates` is read.
    """

    column: str
    time: str | None = None
    format: str | None = None
    zone: str = "Asia/Jakarta"

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, zone: str) -> str:
        if zone not in available_timezones():
            raise ValueError("it is no time zone; Asia/Jakarta, Asia/Makassar and Asia/Jayapura are Indonesia's")
        return zone


class Mapping(_Part):
    """Columns by meaning. `region` names columns from the most exact to the least (kelurahan, kecamatan).

    `within` is the Kemendagri code in which agencies and places are looked up by name; it is also
    the region of a row that names none. `agency` gives the role label where no `role` column exists.
    Columns in `optional` may be absent from a file; every other one must be there.
    """

    id: str
    text: tuple[str, ...]
    title: str | None = None
    received_at: DateColumn | None = None
    channel: str | None = None
    channel_names: dict[str, str] = {}
    region: tuple[str, ...] = ()
    within: str | None = None
    secret: str | None = None
    secret_values: tuple[str, ...] = ("1", "true", "ya", "yes")
    anonymous: str | None = None
    anonymous_values: tuple[str, ...] = ("1", "true", "ya", "yes")
    kind: str | None = None
    category: str | None = None
    category_id: str | None = None
    category_names: Path | None = None
    urgency: str | None = None
    role: str | None = None
    agency: str | None = None
    agency_names: Path | None = None
    reporter: str | None = None
    optional: tuple[str, ...] = ()
    glued_lines: bool = False
    encoding: str | None = None

    @property
    def columns(self) -> list[str]:
        """Every column that the mapping names, in its order, once."""
        single = (self.id, self.title, self.channel, self.secret, self.anonymous, self.kind, self.category)
        rest = (self.category_id, self.urgency, self.role, self.agency, self.reporter)
        date = (self.received_at.column, self.received_at.time) if self.received_at else ()
        return list(dict.fromkeys(name for name in (*self.text, *single, *self.region, *rest, *date) if name))


def bundled_mappings() -> dict[str, Path]:
    """Return the mappings that ship with the package, by name."""
    folder = Path(str(files("training").joinpath("corpus/mappings")))
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def load_mapping(path: Path | str) -> Mapping:
    """Read a mapping (YAML), or a bundled one by its name (`sp4n`).

    Paths of crosswalks in it are relative to the mapping's own folder.

    Raises:
        BrokenMapping: it is absent, is no YAML mapping, or a key is missing or unknown.
    """
    path = bundled_mappings().get(str(path), Path(path))
    try:
        raw: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as problem:
        raise BrokenMapping(
            file=str(path), problem=type(problem).__name__, allowed=f"a path, or {', '.join(bundled_mappings())}"
        ) from problem
    for name in ("category_names", "agency_names"):
        if isinstance(raw, dict) and isinstance(raw.get(name), str):
            raw[name] = path.parent / raw[name]
    try:
        return Mapping.model_validate(raw)
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BrokenMapping(file=str(path), problem=f"{where}: {first['msg']}") from problem
