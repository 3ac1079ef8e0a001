"""The region that an export's columns name: from the province down, each name read inside the one above it."""

from __future__ import annotations

from collections.abc import Sequence

from triage.directory import Directory
from triage.errors import UnknownRegion
from triage.regions import Region

_TOWN = 2


def read_region(names: Sequence[str], within: str | None, directory: Directory) -> str | None:
    """Return the code that `names` (the most exact first) mean; None where they mean none or several.

    A Kemendagri code is taken as it is. Inside `within` the first name that is known there counts.
    Without it the names are read from the province down; a district that its town doesn't have but
    its province has once is trusted above the town (exports fill in the town by default). Official
    lists write "Kota" before a city's name, so a bare name that both have means the regency.
    """
    for name in names:
        if name[0].isdigit() and (code := _code(name, directory)):
            return code
    if within is not None:
        return next((code for name in names if (code := directory.place_code(name, within))), None)
    return _from_the_top(list(reversed(names)), directory)


def _code(name: str, directory: Directory) -> str | None:
    try:
        return directory.regions.get(name).code
    except UnknownRegion:
        return None


def _from_the_top(names: list[str], directory: Directory) -> str | None:
    here: Region | None = None
    for name in names:
        found = _upper(name, here, directory) if here is None or here.level < _TOWN else _lower(name, here, directory)
        if found is not None:
            here = found
    return here.code if here else None


def _upper(name: str, here: Region | None, directory: Directory) -> Region | None:
    found = directory.regions.province_or_regency(name)
    if here is not None:
        inside = [region for region in found if region.code.startswith(f"{here.code}.")]
        found = inside or [region for region in found if region.level == _TOWN]
    if len(found) > 1:
        found = [region for region in found if region.type == "kabupaten"] or found
    return found[0] if len(found) == 1 else None


def _lower(name: str, here: Region, directory: Directory) -> Region | None:
    code = directory.place_code(name, here.code)
    if code is None and here.level == _TOWN:
        code = directory.place_code(name, here.code.split(".")[0])
    return directory.regions.get(code) if code else None
