"""The zone in which the people of a region count their days: WIB, WITA or WIT."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, with_config

from triage.catalog_file import read_catalog
from triage.errors import UnknownRegion
from triage.regions import dotted

WIB = timezone(timedelta(hours=7), "WIB")
"""Western Indonesian time. The country has no summer time, so that fixed offsets need no table of the system."""
WITA = timezone(timedelta(hours=8), "WITA")
"""Central Indonesian time."""
WIT = timezone(timedelta(hours=9), "WIT")
"""Eastern Indonesian time."""

_ZONES: Mapping[str, tzinfo] = {"WIB": WIB, "WITA": WITA, "WIT": WIT}


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class TimeZones:
    """The zone of each province, by Kemendagri code, and the regulation that says so."""

    version: str
    regulation: str
    provinces: Annotated[Mapping[str, Literal["WIB", "WITA", "WIT"]], Field(min_length=1)]

    def of(self, region: str | None, default: tzinfo = WIB) -> tzinfo:
        """Return the zone of the province that a region lies in; `default` where no region is known.

        Raises:
            UnknownRegion: the code (dots may be missing) begins with no province of the file.
        """
        if region is None:
            return default
        province = dotted(region).partition(".")[0]
        if province not in self.provinces:
            raise UnknownRegion(got=region)
        return _ZONES[self.provinces[province]]


def load_time_zones(path: Path | None = None) -> TimeZones:
    """Read a file of zones (YAML, the fields of `TimeZones`), by default the bundled one.

    Raises:
        BrokenCatalog: a key is missing or unknown, or a zone is none of WIB, WITA and WIT.
    """
    return read_catalog(path or Path(str(files("triage").joinpath("catalog/time_zones.yaml"))), TimeZones)


def time_zone(region: str | None, default: tzinfo = WIB) -> tzinfo:
    """Return the zone of a region, by its Kemendagri code at any level; `default` where no region is known.

    Source: Keppres 41/1987, as the bundled catalogue lists it by province.

    Raises:
        UnknownRegion: no province has this code.
    """
    return _bundled().of(region, default)


@lru_cache(maxsize=1)
def _bundled() -> TimeZones:
    return load_time_zones()
