"""Kemendagri's tree of regions and its names as people write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from triage.errors import UnknownRegion
from triage.region_table import children_of, name_of, villages_within

_CITY = re.compile(r"kota\b", re.ASCII | re.IGNORECASE)
_FIRST_OF_PAPUA = 91
_LONGEST_NAME = 6
"""Words in the longest name of a province, regency or city, with a word for its level."""
_NOT_DIGITS = re.compile(r"[^0-9]")
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

    @property
    def bare_name(self) -> str:
        """The name without the word for its level, lower case where that was cut: "surabaya", "gubeng"."""
        return _split_level(self.name)[1]

    def names(self) -> set[str]:
        """Return the names that people write for it, its level before it, behind it, in short or left out."""
        bare = self.bare_name
        names = {self.name, self.full_name, bare, f"{_SHORT.get(self.type, '')} {bare}"}
        if self.type == "kota":
            names.add(f"{bare} kota")
        return names | set(_ALSO_CALLED.get(self.code, ()))


class Regions:
    """Look-ups over the tree; an instance holds no data of its own until it is asked."""

    def get(self, code: str) -> Region:
        """Return a region by code; dots may be missing.

        Raises:
            UnknownRegion: no region has this code.
        """
        known = _dots(code)
        if not known or (name := name_of(known)) is None:
            raise UnknownRegion(got=code)
        return Region(known, name, known.count(".") + 1, _type_of(known, name))

    def ancestor(self, code: str, level: int) -> str | None:
        """Return the code at `level` on the way from the country to `code`; None if `code` is above it."""
        parts = dotted(code).split(".")
        return ".".join(parts[:level]) if len(parts) >= level else None

    def provinces(self) -> list[Region]:
        """Return the provinces."""
        return [self.get(code) for code in children_of("")]

    def below(self, code: str) -> list[Region]:
        """Return the direct children of a region."""
        return [self.get(child) for child in children_of(_dots(code))]

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
        return [self.get(code) for code in self._upper.get(fold_name(name), [])]

    def towns_in(self, words: Sequence[str]) -> Iterator[tuple[int, int, list[Region]]]:
        """Yield each run of words that names provinces, regencies or cities, as start, end and what it names.

        The longest run comes first; of two as long the one nearer the end: "Kota Bandung" before "Bandung".
        """
        folded = [fold_name(word) for word in words]
        for size in range(min(_LONGEST_NAME, len(words)), 0, -1):
            for start in range(len(words) - size, -1, -1):
                if codes := self._upper.get("".join(folded[start : start + size])):
                    yield start, start + size, [self.get(code) for code in codes]

    @cached_property
    def _upper(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = {}
        for province in self.provinces():
            for region in (province, *self.below(province.code)):
                for key in {fold_name(name) for name in region.names()}:
                    index.setdefault(key, []).append(region.code)
        return index

    @cached_property
    def _indexes(self) -> dict[str, dict[str, list[str]]]:
        return {}

    def _index(self, within: str) -> dict[str, list[str]]:
        if within not in self._indexes:
            index: dict[str, list[str]] = {}
            for code in _all_below(_dots(within)):
                index.setdefault(fold_name(name_of(code) or ""), []).append(code)
            self._indexes[within] = index
        return self._indexes[within]


def dotted(code: str) -> str:
    """Return a Kemendagri code with its dots ("3578" → "35.78"); what is no row of digits is left."""
    code = code.strip()
    return _dots(code) if code.isdigit() else code


def fold_name(name: str) -> str:
    """Return a name without case, spaces and punctuation, as names are compared here."""
    folded = name.casefold()
    if not folded.isascii():  # "Jalán" is written for "jalan"
        folded = "".join(one for one in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(one))
    return _NOT_LETTERS.sub("", folded)


def _split_level(name: str) -> tuple[int | None, str]:
    levels = {"provinsi": 1, "kabupaten": 2, "kab": 2, "kota": 2, "kota administrasi": 2, "kecamatan": 3, "kec": 3}
    words = name.strip().casefold().replace(".", " ").split()
    for prefix in _PREFIXES:
        size = len(prefix.split())
        if len(words) > size and words[:size] == prefix.split():
            return levels.get(prefix, 3 if prefix == "distrik" else 4), " ".join(words[size:])
    return None, name


def _dots(code: str) -> str:
    """Return a code with its dots; what stands beside the digits of a code without dots is left out."""
    code = code.strip()
    if "." in code:
        return code
    digits = _NOT_DIGITS.sub("", code)
    return ".".join(part for part in (digits[:2], digits[2:4], digits[4:6], digits[6:10]) if part)


def _type_of(code: str, name: str) -> str:
    """Return what a region is; a village's last four digits say it, and the provinces of Papua have distrik."""
    level = code.count(".") + 1
    if level == 4:
        return {"1": "kelurahan", "3": "desa_adat"}.get(code.rpartition(".")[2][:1], "desa")
    if level == 3:
        return "distrik" if int(code[:2]) >= _FIRST_OF_PAPUA else "kecamatan"
    if level == 2:
        return "kota" if _CITY.match(name) else "kabupaten"
    return "provinsi"


def _all_below(code: str) -> Iterator[str]:
    """Yield the codes that lie in a region, a level at a time; its villages last."""
    level = [code]
    while level and level[0].count(".") < 2:
        level = [child for parent in level for child in children_of(parent)]
        yield from level
    yield from villages_within(code)
