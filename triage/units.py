"""What a region calls its own agencies: an overlay over the roles, one file a region."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
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


class Overlays(Mapping[str, Overlay]):
    """Overlays by region. A file that is named after its region is read when its region is first asked for.

    `read` are overlays that were read already; they take the place of the file of their region. `roles` are
    the slugs that units may hold.

    Raises:
        BrokenCatalog: a unit holds an unknown role, or a file is named after another region than its own;
            for a file, when it is read.
    """

    def __init__(self, roles: Container[str], read: Iterable[Overlay] = (), paths: Iterable[Path] = ()) -> None:
        self._roles = roles
        self._read = {overlay.region: self._checked(overlay) for overlay in read}
        self._waiting = {path.stem: path for path in paths if path.stem not in self._read}
        self._regions = sorted({*self._read, *self._waiting})

    def __getitem__(self, region: str) -> Overlay:
        if region not in self._read:
            overlay = self._checked(_overlay(self._waiting[region]))
            if overlay.region != region:
                problem = f"region: it is {overlay.region}, and the file is named after {region}"
                raise BrokenCatalog(file=overlay.file, problem=problem)
            self._read[region] = overlay
        return self._read[region]

    def __iter__(self) -> Iterator[str]:
        return iter(self._regions)

    def __len__(self) -> int:
        return len(self._regions)

    def __contains__(self, region: object) -> bool:
        return region in self._read or region in self._waiting

    def _checked(self, overlay: Overlay) -> Overlay:
        for unit in overlay.units:
            for role in unit.roles:
                if role not in self._roles:
                    raise BrokenCatalog(file=overlay.file, problem=f"unknown role {role}")
        return overlay


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
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

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
