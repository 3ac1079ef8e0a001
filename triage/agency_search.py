"""Type-ahead over the directory: agencies whose names begin like the words that somebody types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from triage.agency_names import wanted_type
from triage.regions import Region, fold_name
from triage.units import Unit
from triage.word_index import Entry, Hit, NameIndex, words_of

if TYPE_CHECKING:
    from triage.directory import Agency, Directory

_NEEDLESS = frozenset(("yth", "kepada", "bapak", "ibu", "dan", "di", "tempat"))
_MOST_WORDS = 10
_MOST_TOWNS = 12
"""Towns tried for one reading of a query; the best ones are tried."""
_LEVEL_WORDS = ("provinsi", "kabupaten", "kota", "administrasi", "kecamatan", "distrik", "kelurahan", "desa")
_GOVERNMENTS = {
    1: "provinsi.pemerintahan",
    2: "kabkota.pemerintahan",
    3: "kecamatan.pemerintahan",
    4: "kelurahan.pemerintahan",
}


@dataclass(frozen=True, slots=True)
class Match:
    """An agency that a query may mean. `score` is between 0 and 1, 1 for the very name; `name` is what matched."""

    agency: Agency
    score: float
    name: str


@dataclass(frozen=True, slots=True)
class _Claim:
    """A match before its agency is derived: a role at a region ("" for the nation), or one unit there."""

    score: float
    role: str
    region: str
    name: str
    unit: Unit | None = None


class _Named:
    """The regions that a query may name; `may_miss` is how many of its words need not be explained."""

    def __init__(self, hits: Sequence[Hit], may_miss: int) -> None:
        self.hits = hits
        self.may_miss = may_miss
        self.best: dict[str, Hit] = {}
        for hit in hits:
            known = self.best.get(hit.entry.region)
            if known is None or sum(hit.weights) > sum(known.weights):
                self.best[hit.entry.region] = hit
        self._fitting: dict[tuple[int, frozenset[int]], list[Hit]] = {}

    def fitting(self, level: int, left: frozenset[int]) -> list[Hit]:
        """Return the best hits on regions of a level that match what a body's name left of the query."""
        if (level, left) not in self._fitting:
            fitting = [hit for hit in self.hits if hit.entry.level == level and self._matches(hit, left)]
            fitting.sort(key=lambda hit: (-sum(hit.weights) - hit.covered, hit.entry.name))
            self._fitting[level, left] = fitting[:_MOST_TOWNS]
        return self._fitting[level, left]

    def _matches(self, hit: Hit, left: frozenset[int]) -> bool:
        unmatched = len(left & hit.leaves)
        return unmatched < len(left) and unmatched <= self.may_miss


class AgencySearch:
    """The index over a directory: built at the first query, which reads all overlays."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._regions = directory.regions
        self._places = lru_cache(maxsize=16)(self._places_below)

    def __call__(self, query: str, within: str | None, limit: int) -> list[Match]:
        """Return the best matches; see `Directory.search`."""
        here = self._regions.get(within).code if within is not None else None
        words = [word for word in words_of(query) if word not in _NEEDLESS][:_MOST_WORDS]
        if not words or limit < 1:
            return []
        found = {agency.slug: Match(agency, 1.0, agency.name.id) for agency in self._directory.find(query, here)}
        for claim in sorted(self._nearest(words, here), key=lambda claim: (-claim.score, claim.role, claim.region)):
            if len(found) >= limit:
                break
            for agency in self._held(claim):
                found.setdefault(agency.slug, Match(agency, _rounded(claim.score), claim.name))
        return list(found.values())[:limit]

    def _held(self, claim: _Claim) -> tuple[Agency, ...]:
        if claim.unit is not None:
            return (self._directory.agency_of(claim.unit, claim.region),)
        return self._directory.agencies(claim.role, claim.region or None)

    def _nearest(self, words: Sequence[str], here: str | None) -> list[_Claim]:
        """Return claims with a wrong letter only in words that begin no name; where there are none, in any word."""
        found = list(self._claims(words, [self._begins_no_name(word, here) for word in words], here))
        return found or list(self._claims(words, [True] * len(words), here))

    def _claims(self, words: Sequence[str], misspelt: Sequence[bool], here: str | None) -> Iterator[_Claim]:
        bodies = self._best_by_body(self._bodies.hits(words, misspelt))
        towns = self._of_wanted_type(self._towns.hits(words, misspelt), " ".join(words))
        area = self._area(towns, here)
        places = self._places(area).hits(words, misspelt) if area is not None else []
        by_name = _not_by_level_alone((*towns, *places), words)
        named = _Named(by_name, may_miss=1 if len(words) > 2 else 0)
        never = frozenset(range(len(words))).intersection(*(hit.leaves for hit in named.hits))
        for hit in bodies:
            if len(hit.leaves & never) <= named.may_miss:
                yield from self._of_body(hit, named, here)
        for hit in named.hits:
            if not hit.leaves:
                role, away = _GOVERNMENTS[hit.entry.level], _away(hit.entry.region, here)
                yield _Claim(_score(None, hit) - 0.05 - away, role, hit.entry.region, hit.entry.name)

    def _of_body(self, hit: Hit, named: _Named, here: str | None) -> Iterator[_Claim]:
        """Yield the agencies that a body's name means at the regions that the rest of the query names, or at `here`."""
        entry, complete = hit.entry, len(hit.leaves) <= named.may_miss
        if entry.unit is not None:
            yield from self._of_unit(hit, entry.unit, named, here)
        elif entry.level == 0 and complete:
            yield _Claim(_score(hit, None), entry.role, "", entry.name)
        elif entry.level > 0:
            regions = named.fitting(entry.level, hit.leaves)
            for region in regions:
                score = _score(hit, region) - _away(region.entry.region, here)
                yield _Claim(score, entry.role, region.entry.region, entry.name)
            at = self._regions.ancestor(here, entry.level) if here is not None and complete else None
            if at is not None:
                yield _Claim(_score(hit, None), entry.role, at, entry.name)

    def _of_unit(self, hit: Hit, unit: Unit, named: _Named, here: str | None) -> Iterator[_Claim]:
        home = hit.entry.region
        town = named.best.get(home)
        unsaid = hit.leaves & town.leaves if town else hit.leaves
        elsewhere = town is None and (here is None or not _related(home, here))
        if len(unsaid) > named.may_miss or (elsewhere and self._is_general(hit.entry)):
            return
        yield _Claim(_score(hit, town) - _away(home, here), unit.roles[0], home, hit.entry.name, unit)

    def _is_general(self, entry: Entry) -> bool:
        """Return whether many towns have a body of this name: then a town that wasn't named is not meant."""
        return fold_name(entry.name) in self._general

    @cached_property
    def _general(self) -> frozenset[str]:
        homes: dict[str, set[str]] = {}
        for entry in self._unit_entries():
            homes.setdefault(fold_name(entry.name), set()).add(entry.region)
        shared = {name for name, regions in homes.items() if len(regions) > 1}
        return frozenset(shared | {fold_name(role.plain_name) for role in self._directory.roles.values()})

    def _of_wanted_type(self, towns: Sequence[Hit], query: str) -> list[Hit]:
        """Return the towns without the regencies where the query says "kota", and the other way round.

        Where that would leave none, a "polres" may be a city's after all: then all are returned.
        """
        wanted = wanted_type(query)
        if wanted is None:
            return list(towns)
        of_type = [hit for hit in towns if self._regions.get(hit.entry.region).type == wanted]
        return [*of_type, *(hit for hit in towns if hit.entry.level == 1)] if of_type else list(towns)

    def _begins_no_name(self, word: str, here: str | None) -> bool:
        area = self._regions.ancestor(here, 2) if here is not None else None
        known = [self._bodies, self._towns, *([self._places(area)] if area is not None else [])]
        return not any(names.like(word, False) for names in known)

    def _area(self, towns: Sequence[Hit], here: str | None) -> str | None:
        """Return the regency or city whose districts and villages are looked through: the named one, else `here`."""
        named = [hit for hit in towns if hit.entry.level == 2 and hit.covered == 1.0 and max(hit.weights) == 1.0]
        if named:
            return max(named, key=lambda hit: sum(hit.weights)).entry.region
        return self._regions.ancestor(here, 2) if here is not None else None

    @staticmethod
    def _best_by_body(hits: Iterable[Hit]) -> list[Hit]:
        """Return, of the names of one body that match the same words, the best."""
        best: dict[object, Hit] = {}
        for hit in hits:
            key = (hit.entry.role, hit.entry.region, hit.entry.unit and hit.entry.unit.name, hit.leaves)
            known = best.get(key)
            if known is None or (sum(hit.weights), hit.covered) > (sum(known.weights), known.covered):
                best[key] = hit
        return list(best.values())

    @cached_property
    def _bodies(self) -> NameIndex:
        return NameIndex((*self._role_entries(), *self._former_entries(), *self._unit_entries()))

    def _role_entries(self) -> Iterator[Entry]:
        for role in self._directory.roles.values():
            for name in filter(None, (role.plain_name, *role.aliases)):
                yield Entry(name, words_of(name), role=role.slug, level=role.level.depth)

    def _former_entries(self) -> Iterator[Entry]:
        for body in self._directory.former.bodies:
            for name in (body.name, *body.aliases):
                for role in body.successors:
                    yield Entry(name, words_of(name), role=role, level=self._directory.roles[role].level.depth)

    def _unit_entries(self) -> Iterator[Entry]:
        for code, overlay in self._directory.overlays.items():
            for unit in overlay.units:
                for name in (unit.name, *unit.aliases):
                    yield Entry(name, words_of(name), unit=unit, region=code, level=code.count(".") + 1)

    @cached_property
    def _towns(self) -> NameIndex:
        provinces = self._regions.provinces()
        regencies = [region for province in provinces for region in self._regions.below(province.code)]
        return NameIndex(entry for region in (*provinces, *regencies) for entry in _region_entries(region))

    def _places_below(self, town: str) -> NameIndex:
        districts = self._regions.below(town)
        villages = [village for district in districts for village in self._regions.below(district.code)]
        return NameIndex(entry for region in (*districts, *villages) for entry in _region_entries(region))


def _region_entries(region: Region) -> Iterator[Entry]:
    names = {region.full_name, *(region.names() if region.level == 1 else ())}
    for name in names:
        yield Entry(name, words_of(name), region=region.code, level=region.level)
    yield Entry(region.bare_name, words_of(region.bare_name), region=region.code, level=region.level)


def _not_by_level_alone(hits: Iterable[Hit], words: Sequence[str]) -> list[Hit]:
    """Return the regions that more of the query than a word such as "kota" leads to: that one leads to a hundred."""
    of_level = {at for at, word in enumerate(words) if any(level.startswith(word) for level in _LEVEL_WORDS)}
    return [hit for hit in hits if len(hit.leaves | of_level) < len(words)]


def _score(body: Hit | None, town: Hit | None) -> float:
    """Return how well body and town explain a query: mostly its words, partly how much of both names was typed.

    It is 0.95 at most: 1 is kept for the very name.
    """
    hits = [hit for hit in (body, town) if hit is not None]
    explained: float = sum(max(weights) for weights in zip(*(hit.weights for hit in hits), strict=True))
    return 0.75 * explained / len(hits[0].weights) + 0.2 * sum(hit.covered for hit in hits) / len(hits)


def _rounded(score: float) -> float:
    return round(max(0.0, min(1.0, score)), 3)


def _away(region: str, here: str | None) -> float:
    """Return what it costs not to lie in, or above, the region that is asked about."""
    return 0.0 if here is None or _related(region, here) else 0.15


def _related(region: str, here: str) -> bool:
    return f"{region}.".startswith(f"{here}.") or f"{here}.".startswith(f"{region}.")
