"""Which agencies a name means, as letters, exports and people write it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from triage.agency_names import LONGEST, of_its_type, readings, rests, without_branch, words_of
from triage.regions import Region, fold_name
from triage.roles import Level
from triage.units import Unit

if TYPE_CHECKING:
    from triage.directory import Agency, Directory

_PLACE_WORDS = ("kelurahan ", "kecamatan ", "desa ", "kel.", "kec.", "distrik ")
_OFFICE_OF_PLACE = {Level.DISTRICT.depth: "kecamatan.pemerintahan", Level.VILLAGE.depth: "kelurahan.pemerintahan"}
_Run = tuple[int, int, list[Region]]
"""A run of words that names towns: where it starts, where it ends, what it names."""


class AgencyFinder:
    """The look-up by name over a directory; what it has to index, it indexes at the first name."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._regions = directory.regions
        self._units: dict[str, dict[str, list[Unit]]] = {}

    def __call__(self, name: str, within: str | None) -> list[Agency]:
        """Return the agencies that a name means; see `Directory.find`."""
        if len(name) > LONGEST:
            return []
        for reading in readings(name):
            if found := self._find(reading, within):
                return found
        return []

    def _find(self, name: str, within: str | None) -> list[Agency]:
        if within is not None and (found := self._find_local(name, within)):
            return found
        words = words_of(name)
        runs = list(self._regions.towns_in(words))
        if units := [unit for _, _, towns in runs for town in towns for unit in self._named_units(name, town.code)]:
            namesakes = [
                other for run in runs for other in self._find_in_town(words, run, runs) if _is_called(other, name)
            ]
            return list(dict.fromkeys([*units, *namesakes]))
        if roles := self._find_national(name):
            return [agency for role in roles for agency in self._directory.agencies(role, within)]
        for run in runs:
            if found := self._find_in_town(words, run, runs):
                return found
        return []

    def _find_national(self, name: str) -> tuple[str, ...]:
        """Return the national roles that a name means today: the names of today come before those of the past.

        An abbreviation of a body that was split means all its parts, though one of them may still be called so.
        """
        role = self._role_names[Level.NATIONAL].get(fold_name(name))
        successors = self._directory.former.successors(name)
        if role is None:
            return successors
        proper = fold_name(name) == fold_name(self._directory.roles[role].name.id)
        return successors if role in successors and not proper else (role,)

    def _find_in_town(self, words: Sequence[str], run: _Run, runs: Sequence[_Run]) -> list[Agency]:
        start, end, towns = run
        left = [[*words[:start], *words[end:]]]
        for first, last, others in runs:  # the town's province, named as well
            above = any(town.code.startswith(f"{other.code}.") for town in towns for other in others)
            if above and (last <= start or first >= end):
                left.append([word for at, word in enumerate(words) if not (start <= at < end or first <= at < last)])
        for rest in dict.fromkeys(rest for remaining in left for rest in rests(remaining)):
            codes = [town.code for town in of_its_type(towns, rest)]
            found = [agency for code in codes for agency in self._find_local(rest, code)]
            found = found or [agency for code in codes for agency in self._find_branch(rest, code)]
            if found:
                return list(dict.fromkeys(found))
        return []

    def _find_branch(self, name: str, code: str) -> tuple[Agency, ...]:
        """Return the office of a national body at a town, where the town has one office of it and no more."""
        plain = without_branch(name)
        national = self._find_national(plain) if plain else ()
        level = list(Level)[code.count(".") + 1]
        offices = [office for role in national for office in self._offices.get((role, level), ())]
        return self._directory.agencies(offices[0], code) if len(offices) == 1 else ()

    @cached_property
    def _offices(self) -> dict[tuple[str, Level], list[str]]:
        """Local roles by the national body that their parents lead to."""
        index: dict[tuple[str, Level], list[str]] = {}
        for role in self._directory.roles.values():
            top = role
            while top.parent is not None:
                top = self._directory.roles[top.parent]
            if top.level is Level.NATIONAL and top is not role:
                index.setdefault((top.slug, role.level), []).append(role.slug)
        return index

    def _find_local(self, name: str, within: str) -> list[Agency]:
        key = fold_name(name)
        for depth, level in ((2, Level.REGENCY), (1, Level.PROVINCE)):
            code = self._regions.ancestor(within, depth)
            if code is None or not key:
                continue
            if units := self._named_units(name, code):
                return units
            if place := self._place(name, code):
                return place
            if role := self._role_names[level].get(key):
                return list(self._directory.agencies(role, code))
            if found := self._find_in_district(name, code):
                return found
        return []

    def _named_units(self, name: str, code: str) -> list[Agency]:
        """Return the units that a region's own file calls so."""
        return [self._directory.agency_of(unit, code) for unit in self._units_called(code).get(fold_name(name), ())]

    def _units_called(self, code: str) -> Mapping[str, list[Unit]]:
        if code not in self._units:
            overlays = self._directory.overlays
            called: dict[str, list[Unit]] = {}
            for unit in overlays[code].units if code in overlays else ():
                for name in {fold_name(name) for name in (unit.name, *unit.aliases)}:
                    called.setdefault(name, []).append(unit)
            self._units[code] = called
        return self._units[code]

    def _find_in_district(self, name: str, within: str) -> list[Agency]:
        """Return whom a role and a district or village mean: "Camat Gubeng", "KUA Gubeng", "Lurah Mojo"."""
        words = name.split()
        for cut in range(1, len(words)):
            for level in (Level.DISTRICT, Level.VILLAGE):
                role = self._role_names[level].get(fold_name(" ".join(words[:cut])))
                if role is None:
                    continue
                regions = [r for r in self._regions.named(" ".join(words[cut:]), within) if r.level == level.depth]
                if regions:
                    return [agency for region in regions for agency in self._directory.agencies(role, region.code)]
        return []

    def _place(self, name: str, within: str) -> list[Agency]:
        if (code := self._directory.local_places(within).get(fold_name(name))) is not None:
            regions: list[Region] = [self._regions.get(code)]
        elif name.casefold().startswith(_PLACE_WORDS):
            regions = self._regions.named(name, within)
        else:
            return []
        return [
            agency
            for found in regions
            for agency in self._directory.agencies(_OFFICE_OF_PLACE[found.level], found.code)
        ]

    @cached_property
    def _role_names(self) -> dict[Level, dict[str, str]]:
        index: dict[Level, dict[str, str]] = {level: {} for level in Level}
        for role in self._directory.roles.values():
            for name in filter(None, map(fold_name, (role.plain_name, role.slug, *role.aliases))):
                index[role.level].setdefault(name, role.slug)
        return index


def _is_called(agency: Agency, name: str) -> bool:
    return fold_name(agency.name.id) == fold_name(name)
