"""What a region calls its own agencies: an overlay over the roles, one file a region."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from triage.catalog_file import read_catalog
from triage.errors import BrokenCatalog


@dataclass(frozen=True, slots=True)
class Unit:
    """An agency under its local name; it may hold several roles, the first is its main one.

    `share` is its weight among the units of the region that hold the same role.
    """

    name: str
    region: str
    roles: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Overlay:
    """The units of one region, and spellings of places there that the gazetteer doesn't have."""

    region: str
    units: tuple[Unit, ...]
    places: Mapping[str, str]


def bundled_overlays() -> list[Path]:
    """Return the overlay files that ship with the package, in order of region."""
    folder = Path(str(files("triage").joinpath("catalog/units")))
    return sorted(folder.glob("*.yaml"))


def load_overlays(paths: Iterable[Path]) -> list[Overlay]:
    """Read overlay files (YAML: region, units [name, roles, aliases, share], places).

    Raises:
        BrokenCatalog: a key is missing, or a unit has no role.
    """
    return [_overlay(path) for path in paths]


def _overlay(path: Path) -> Overlay:
    raw = read_catalog(path)
    try:
        region = str(raw["region"])
        units = tuple(
            Unit(
                name=row["name"],
                region=region,
                roles=tuple(row["roles"]),
                aliases=tuple(str(alias) for alias in row.get("aliases", ())),
                share=float(row.get("share", 1.0)),
            )
            for row in raw.get("units") or ()
        )
    except (KeyError, TypeError) as problem:
        raise BrokenCatalog(file=path.name, problem=f"{type(problem).__name__} {problem}") from problem
    for unit in units:
        if not unit.roles:
            raise BrokenCatalog(file=path.name, problem=f"the unit {unit.name} has no role")
    return Overlay(region, units, dict(raw.get("places") or {}))
