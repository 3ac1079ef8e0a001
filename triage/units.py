"""What a region calls its own agencies: an overlay over the roles, one file a region."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, with_config

from triage.catalog_file import read_catalog
from triage.errors import BrokenCatalog, UnknownRegion
from triage.regions import Regions, dotted


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class Unit:
    """An agency under its local name; it may hold several roles, the first is its main one.

    `share` is its weight among the units of the region that hold the same role.
    """

    name: str
    roles: Annotated[tuple[str, ...], Field(min_length=1)]
    aliases: tuple[str, ...] = ()
    share: Annotated[float, Field(gt=0.0, allow_inf_nan=False)] = 1.0


@dataclass(frozen=True, slots=True)
class Overlay:
    """The units of one region, and spellings of places there that the gazetteer doesn't have.

    `file` is the name of the file that says so, for errors.
    """

    file: str
    region: str
    units: tuple[Unit, ...]
    places: Mapping[str, str]


def bundled_overlays() -> list[Path]:
    """Return the overlay files that ship with the package, in order of region."""
    folder = Path(str(files("triage").joinpath("catalog/units")))
    return sorted(folder.glob("*.yaml"))


def load_overlays(paths: Iterable[Path]) -> list[Overlay]:
    """Read overlay files (YAML: region, source, units [name, roles, aliases, share], places).

    Raises:
        BrokenCatalog: a key is missing, has another type or is unknown; the region is no province,
            regency or city, or a place is no district or village of it.
    """
    return [_overlay(path) for path in paths]


class _OverlayFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    region: str
    source: str = ""
    units: tuple[Unit, ...] = ()
    places: dict[str, str] = {}


def _overlay(path: Path) -> Overlay:
    read = read_catalog(path, _OverlayFile)
    region = dotted(read.region)
    if not _exists(region) or region.count(".") > 1:
        raise BrokenCatalog(file=path.name, problem=f"region: {region} is no province, regency or city")
    places = {name: dotted(code) for name, code in read.places.items()}
    for name, code in places.items():
        if not (code.startswith(f"{region}.") and code.count(".") in (2, 3) and _exists(_district(code))):
            raise BrokenCatalog(file=path.name, problem=f"places: {name} is at {code}, no district or village there")
    return Overlay(path.name, region, read.units, places)


def _district(code: str) -> str:
    """Return the district of a place; villages themselves are not looked up, their table is slow to load."""
    return ".".join(code.split(".")[:3])


def _exists(code: str) -> bool:
    try:
        return Regions().get(code).code == code
    except UnknownRegion:
        return False
