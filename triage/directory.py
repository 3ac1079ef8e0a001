"""Which agency holds a role in a region, and which agency a name means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from triage.errors import BrokenCatalog, UnknownAgency, UnknownRegion, UnknownRole
from triage.regions import Regions, dotted, fold_name
from triage.roles import Level, Role, load_roles
from triage.taxonomy import Name
from triage.units import Overlay, Unit, bundled_overlays, load_overlays


@dataclass(frozen=True, slots=True)
class Agency:
    """One K/L/D or one of its units. `slug` is `role` or `role:region`, with `#n` for a second such unit.

    `share` is its weight among the units of its region that hold the same role.
    """

    slug: str
    name: Name
    role: str
    region: str | None
    share: float = 1.0


class Directory:
    """Roles × regions: an agency is derived when it is asked for, its local name taken from an overlay."""

    def __init__(self, roles: Mapping[str, Role], regions: Regions, overlays: Iterable[Overlay] = ()) -> None:
        self.roles = roles
        self.regions = regions
        self._overlays = {overlay.region: overlay for overlay in overlays}
        self._units: dict[tuple[str, str], list[Unit]] = {}
        for overlay in self._overlays.values():
            for unit in overlay.units:
                for role in unit.roles:
                    if role not in roles:
                        raise BrokenCatalog(file=overlay.file, problem=f"unknown role {role}")
                    self._units.setdefault((role, overlay.region), []).append(unit)

    def role(self, slug: str) -> Role:
        """Return a role by slug.

        Raises:
            UnknownRole: there is none.
        """
        try:
            return self.roles[slug]
        except KeyError:
            raise UnknownRole(got=slug) from None

    def agencies(self, role: str, region: str | None) -> tuple[Agency, ...]:
        """Return who holds a role at a region, the main unit first.

        A region deeper than the role's level is cut to it; where the region is not deep enough
        for the role, the role's parent answers ("which kelurahan" unknown → the kecamatan, the
        city). Empty for a local role without any region.

        Raises:
            UnknownRole: there is no such role.
            UnknownRegion: there is no such region.
        """
        if region is None:
            return self._at_its_level(self.role(role), None)
        asked: str | None = role
        while asked is not None:
            found = self._at_its_level(self.role(asked), region)
            if found:
                return found
            asked = self.role(asked).parent
        return ()

    def get(self, slug: str) -> Agency:
        """Return an agency by its slug.

        Raises:
            UnknownAgency: no role and region give this slug.
        """
        role, _, region = slug.partition("#")[0].partition(":")
        if role not in self.roles:
            raise UnknownAgency(got=slug)
        try:
            held = self._at_its_level(self.roles[role], region or None)
        except UnknownRegion:
            held = ()
        for agency in held:
            if agency.slug == slug:
                return agency
        raise UnknownAgency(got=slug)

    def find(self, name: str, within: str | None = None) -> list[Agency]:
        """Return the agencies that a name means, best first; several if it is ambiguous, none if unknown.

        `name` may carry its town ("Dinas Kesehatan Kab. Bandung") or not; then `within` (a
        Kemendagri code) says whose unit it is. Case, spaces and punctuation don't count.
        """
        if within is not None and (found := self._find_local(name, within)):
            return found
        if units := self._units_by_full_name.get(fold_name(name)):
            return list(units)
        if role := self._names_by_level(Level.NATIONAL).get(fold_name(name)):
            return list(self.agencies(role, None))
        for cut in range(1, len(words := name.split())):
            towns = self.regions.province_or_regency(" ".join(words[cut:]))
            agencies = [agency for town in towns for agency in self._find_local(" ".join(words[:cut]), town.code)]
            if agencies:
                return list(dict.fromkeys(agencies))
        return []

    def _at_its_level(self, role: Role, region: str | None) -> tuple[Agency, ...]:
        if role.level is Level.NATIONAL:
            return (Agency(role.slug, role.name, role.slug, None),)
        code = self.regions.ancestor(region, role.level.depth) if region is not None else None
        if code is None:
            return ()
        units = self._units.get((role.slug, code), [])
        if units:
            return tuple(self._local(unit, code) for unit in units)
        name = self.regions.get(code).full_name
        filled = Name(id=role.name.id.format(region=name), en=role.name.en.format(region=name))
        return (Agency(f"{role.slug}:{code}", filled, role.slug, code),)

    def _local(self, unit: Unit, code: str) -> Agency:
        main = unit.roles[0]
        rank = [other.name for other in self._units[main, code] if other.roles[0] == main].index(unit.name)
        town = self.regions.get(code).full_name
        full = unit.name if fold_name(town) in fold_name(unit.name) else f"{unit.name} {town}"
        return Agency(f"{main}:{code}{f'#{rank + 1}' if rank else ''}", Name(id=full, en=full), main, code, unit.share)

    def _find_local(self, name: str, within: str) -> list[Agency]:
        key = fold_name(name)
        for depth in (Level.REGENCY.depth, Level.PROVINCE.depth):
            code = self.regions.ancestor(within, depth)
            if code is None:
                continue
            units = [unit for unit in self._units_at(code) if key in map(fold_name, (unit.name, *unit.aliases))]
            if units:
                return [self._local(unit, code) for unit in units]
            if place := self._place(name, code):
                return place
            level = Level.REGENCY if depth == Level.REGENCY.depth else Level.PROVINCE
            if role := self._names_by_level(level).get(key):
                return list(self.agencies(role, code))
        return []

    def _place(self, name: str, within: str) -> list[Agency]:
        overlay = self._overlays.get(within)
        known = {fold_name(odd): code for odd, code in overlay.places.items()} if overlay else {}
        if (code := known.get(fold_name(name))) is not None:
            regions = [self.regions.get(code)]
        elif name.casefold().startswith(("kelurahan ", "kecamatan ", "desa ", "kel.", "kec.", "distrik ")):
            regions = self.regions.named(name, within)
        else:
            return []
        roles = {3: "kecamatan.pemerintahan", 4: "kelurahan.pemerintahan"}
        return [agency for found in regions for agency in self.agencies(roles[found.level], found.code)]

    def place_code(self, name: str, within: str) -> str | None:
        """Return the code of a district or village by name inside a region; None if unknown or ambiguous."""
        within = dotted(within)
        overlay = self._overlays.get(within)
        known = {fold_name(odd): code for odd, code in overlay.places.items()} if overlay else {}
        if (code := known.get(fold_name(name))) is not None:
            return code
        found = self.regions.named(name, within)
        return found[0].code if len(found) == 1 else None

    def _units_at(self, code: str) -> tuple[Unit, ...]:
        overlay = self._overlays.get(code)
        return overlay.units if overlay else ()

    def _names_by_level(self, level: Level) -> dict[str, str]:
        return self._role_names[level]

    @cached_property
    def _units_by_full_name(self) -> dict[str, list[Agency]]:
        """Units by the name that carries their town, which may stand within it ("Kantor … Kota Surabaya I")."""
        index: dict[str, list[Agency]] = {}
        for code, overlay in self._overlays.items():
            for agency in (self._local(unit, code) for unit in overlay.units):
                index.setdefault(fold_name(agency.name.id), []).append(agency)
        return index

    @cached_property
    def _role_names(self) -> dict[Level, dict[str, str]]:
        index: dict[Level, dict[str, str]] = {level: {} for level in Level}
        for role in self.roles.values():
            plain = role.name.id.replace("{region}", "")
            for name in (plain, role.slug, *role.aliases):
                index[role.level].setdefault(fold_name(name), role.slug)
        return index


def load_directory(overlays: Iterable[Path] = ()) -> Directory:
    """Return the bundled directory, with a user's own overlay files laid over it."""
    mine = load_overlays(overlays)
    taken = {overlay.region for overlay in mine}
    bundled = [overlay for overlay in load_overlays(bundled_overlays()) if overlay.region not in taken]
    return Directory(load_roles(), Regions(), [*bundled, *mine])
