"""Which agency holds a role in a region, and which agency a name means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from triage.errors import UnknownAgency, UnknownRegion, UnknownRole
from triage.former import FormerBodies
from triage.regions import Regions, dotted, fold_name
from triage.roles import Level, Role, load_roles
from triage.taxonomy import Name
from triage.units import Overlay, Overlays, Unit, bundled_overlays, load_overlays

if TYPE_CHECKING:
    from triage.agency_find import AgencyFinder
    from triage.agency_search import AgencySearch, Match


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


_JAKARTA = "31."
_GOVERNMENT = "kabkota.pemerintahan"


class Directory:
    """Roles × regions: an agency is derived when it is asked for, its local name taken from an overlay.

    Overlays and former bodies are read when they are first needed, and then checked: a broken file raises
    BrokenCatalog at that moment.
    """

    def __init__(
        self,
        roles: Mapping[str, Role],
        regions: Regions,
        overlays: Mapping[str, Overlay] | None = None,
        former: FormerBodies | None = None,
    ) -> None:
        self.roles = roles
        self.regions = regions
        self.overlays: Mapping[str, Overlay] = overlays if overlays is not None else Overlays(roles)
        self.former = former or FormerBodies(roles)
        self._units: dict[str, dict[str, list[Unit]]] = {}
        self._places: dict[str, dict[str, str]] = {}

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

    def acting_role(self, role: str, region: str) -> str:
        """Return the role that acts for another in a region: in Jakarta the province does its cities' work.

        Offices of national bodies, and the cities' own governments, stay what they are.

        Source: UU 29/2007 and UU 2/2024: the cities of Jakarta are administrative, without autonomy.
        """
        asked = self.role(role)
        if asked.level is not Level.REGENCY or not region.startswith(_JAKARTA) or asked.parent != _GOVERNMENT:
            return role
        twin = f"{Level.PROVINCE.value}.{asked.function}"
        return twin if twin in self.roles else role

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

        `name` may carry its town anywhere ("Dinas Kesehatan Kab. Bandung", "Pemerintah Provinsi Jawa Barat - Dinas
        Pendidikan") or not; then `within` (a Kemendagri code) says whose unit it is. A salutation ("Yth. Kepala …") may
        stand before it. Case, spaces and punctuation don't count. A former body means all its successors.
        """
        return self._finder(name, within)

    def search(self, query: str, within: str | None = None, limit: int = 10) -> list[Match]:
        """Return the agencies whose names begin like the words of `query`, best first, for people who type.

        A word may be cut short anywhere, and one letter of it may be wrong. `within` (a Kemendagri code) says whose
        agencies are meant where the query names no town.

        Raises:
            UnknownRegion: there is no region `within`.
        """
        return self._search(query, within, limit)

    @cached_property
    def _finder(self) -> AgencyFinder:
        from triage.agency_find import AgencyFinder

        return AgencyFinder(self)

    @cached_property
    def _search(self) -> AgencySearch:
        from triage.agency_search import AgencySearch

        return AgencySearch(self)

    def _at_its_level(self, role: Role, region: str | None) -> tuple[Agency, ...]:
        if role.level is Level.NATIONAL:
            return (Agency(role.slug, role.name, role.slug, None),)
        code = self.regions.ancestor(region, role.level.depth) if region is not None else None
        if code is None:
            return ()
        units = self._units_of(code).get(role.slug, [])
        if units:
            return tuple(self.agency_of(unit, code) for unit in units)
        name = self.regions.get(code).full_name
        filled = Name(id=role.name.id.format(region=name), en=role.name.en.format(region=name))
        return (Agency(f"{role.slug}:{code}", filled, role.slug, code),)

    def agency_of(self, unit: Unit, code: str) -> Agency:
        """Return a unit of a region's own file as an agency, under its main role."""
        main = unit.roles[0]
        rank = [other.name for other in self._units_of(code)[main] if other.roles[0] == main].index(unit.name)
        town = self.regions.get(code).full_name
        full = unit.name if fold_name(town) in fold_name(unit.name) else f"{unit.name} {town}"
        return Agency(f"{main}:{code}{f'#{rank + 1}' if rank else ''}", Name(id=full, en=full), main, code, unit.share)

    def place_code(self, name: str, within: str) -> str | None:
        """Return the code of a district or village by name inside a region; None if unknown or ambiguous."""
        within = dotted(within)
        if (code := self.local_places(within).get(fold_name(name))) is not None:
            return code
        found = self.regions.named(name, within)
        return found[0].code if len(found) == 1 else None

    def local_places(self, region: str) -> Mapping[str, str]:
        """Return the places that a region's own file adds: folded name → code."""
        if region not in self._places:
            places = self.overlays[region].places if region in self.overlays else {}
            self._places[region] = {fold_name(odd): code for odd, code in places.items()}
        return self._places[region]

    def place_names(self) -> Mapping[str, str]:
        """Return the places that all overlays add: name → code; a name that two regions use is left out."""
        places: dict[str, set[str]] = {}
        for overlay in self.overlays.values():
            for name, code in overlay.places.items():
                places.setdefault(name, set()).add(code)
        return {name: codes.pop() for name, codes in places.items() if len(codes) == 1}

    def _units_of(self, code: str) -> Mapping[str, list[Unit]]:
        """Return the units of a region by role, as its file has them."""
        if code not in self._units:
            held: dict[str, list[Unit]] = {}
            for unit in self.overlays[code].units if code in self.overlays else ():
                for role in unit.roles:
                    held.setdefault(role, []).append(unit)
            self._units[code] = held
        return self._units[code]


def load_directory(overlays: Iterable[Path] = ()) -> Directory:
    """Return the bundled directory, with a user's own overlay files laid over it.

    A user's files are read and checked now, the bundled ones when their region is asked for.

    Raises:
        BrokenCatalog: the roles or one of `overlays` break their schema.
    """
    roles = load_roles()
    mine = load_overlays(overlays)
    return Directory(roles, Regions(), Overlays(roles, mine, bundled_overlays()), FormerBodies(roles))
