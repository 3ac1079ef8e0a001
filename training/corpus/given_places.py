"""The region that an export's columns name: from the province down, each name read inside the one above it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from triage.directory import Directory
from triage.errors import UnknownRegion
from triage.regions import Region

_TOWN = 2
_CODE = re.compile(r"\d{2}(?:\.?\d{2}(?:\.?\d{2}(?:\.?\d{4})?)?)?")


def read_region(names: Sequence[str], within: str | None, directory: Directory) -> str | None:
    """Return the code that `names` (the most exact first) mean; None where they mean none or several.

    A Kemendagri code is taken as it is. The names are read from `within`, or from the province,
    down, each inside the one above ("Baleendah" is a district, and a village in it); a district that
    its town doesn't have but its province has once is trusted above the town, since exports fill in
    the town by default. Official
    lists write "Kota" before a city's name, so a bare name that both have means the regency.
    """
    for name in names:
        if _CODE.fullmatch(name) and (code := _code(name, directory)):
            return code
    start = directory.regions.get(within) if within is not None else None
    found = _from_the_top(list(reversed(names)), start, directory)
    return None if found is None or found == start else found.code


def _code(name: str, directory: Directory) -> str | None:
    try:
        return directory.regions.get(name).code
    except UnknownRegion:
        return None


def _from_the_top(names: list[str], here: Region | None, directory: Directory) -> Region | None:
    for name in names:
        found = _upper(name, here, directory) if here is None or here.level < _TOWN else _lower(name, here, directory)
        if found is not None:
            here = found
    return here


def _upper(name: str, here: Region | None, directory: Directory) -> Region | None:
    found = directory.regions.province_or_regency(name)
    if here is not None:
        inside = [region for region in found if region.code.startswith(f"{here.code}.")]
        found = inside or [region for region in found if region.level == _TOWN]
    if len(found) > 1:
        found = [region for region in found if region.type == "kabupaten"] or found
    return found[0] if len(found) == 1 else None


def _lower(name: str, here: Region, directory: Directory) -> Region | None:
    found = _inside(name, here.code, directory)
    if found is None and here.level == _TOWN:
        found = _inside(name, here.code.split(".")[0], directory)
    return found


def _inside(name: str, within: str, directory: Directory) -> Region | None:
    """Return the region with this name, the nearest below `within`; None where that level has several."""
    if code := directory.place_code(name, within):
        return directory.regions.get(code)
    found = directory.regions.named(name, within)
    nearest = [region for region in found if region.level == found[0].level]
    return nearest[0] if len(nearest) == 1 else None
