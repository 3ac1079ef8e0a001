"""Whom to call for a danger: services with their numbers, by danger and region, as an operator has checked them."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from triage.catalog_file import read_catalog
from triage.dangers import Danger, DangerSignal
from triage.directory import Agency, Directory
from triage.errors import BrokenCatalog, UnknownRegion
from triage.regions import Regions, dotted
from triage.roles import Level
from triage.taxonomy import Name

_NUMBER = r"^\+?[0-9][0-9 -]*( ext\. [0-9]+)?$"
_GRAVEST = "darurat"

Slugs = Annotated[tuple[str, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Contact:
    """A service to call. `number` is None where none is on file: the agency is named, its number must be looked up.

    `checked` is the day on which an operator last tried the number; None where nobody has.
    """

    service: str
    name: Name
    number: str | None
    note: Name
    source: str
    checked: date | None = None


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Service(_Frozen):
    """One service as the catalogue has it; `office` is the function of the local agency that it is, if it is one."""

    slug: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    name: Name
    number: str | None = Field(None, pattern=_NUMBER)
    national: bool = True
    """Whether the number answers all over the country, or, in a region's entry, all over the region."""

    office: str | None = None
    use: Name
    note: Name | None = None
    source: str = Field(min_length=1)
    checked: date | None

    @model_validator(mode="after")
    def _can_be_reached(self) -> Service:
        if self.number is None and self.office is None:
            raise ValueError(f"the service {self.slug} has neither a number nor an office")
        if not self.national and self.note is None:
            raise ValueError(f"the service {self.slug} does not answer everywhere; a note must say so")
        return self

    @property
    def says(self) -> Name:
        """What the service is for, and what to beware of."""
        said = [name for name in (self.use, self.note) if name is not None]
        return Name(" ".join(name.id for name in said), " ".join(name.in_language("en") for name in said))


class RegionalServices(_Frozen):
    """What a region has of its own: `services` by slug, `dangers` called before those of the country."""

    services: tuple[Service, ...] = ()
    dangers: Mapping[Danger, Slugs] = {}

    def laid_over(self, below: RegionalServices) -> RegionalServices:
        """Return both as one; of two services or lists for the same, this one's counts."""
        return RegionalServices(
            services=tuple(_by_slug((*below.services, *self.services)).values()),
            dangers={**below.dangers, **self.dangers},
        )


class _Book(RegionalServices):
    """The catalogue as a file has it; an operator's own may leave out what it doesn't change."""

    version: str
    unknown: tuple[str, ...] = ()
    regions: Mapping[Annotated[str, AfterValidator(dotted)], RegionalServices] = {}

    def over(self, below: _Book) -> _Book:
        """Return this file laid over another one."""
        nation = self.laid_over(below)
        nothing = RegionalServices()
        local = {code: entry.laid_over(below.regions.get(code, nothing)) for code, entry in self.regions.items()}
        return _Book(
            version=f"{below.version}+{self.version}",
            services=nation.services,
            dangers=nation.dangers,
            unknown=self.unknown or below.unknown,
            regions={**below.regions, **local},
        )


@dataclass(frozen=True, slots=True)
class EmergencyContacts:
    """Whom to call for which danger, in the country and in its regions."""

    version: str
    services: Mapping[str, Service]
    dangers: Mapping[Danger, tuple[str, ...]]
    unknown: tuple[str, ...]
    regions: Mapping[str, RegionalServices]

    def contacts(self, dangers: Iterable[Danger], region: str | None, directory: Directory) -> tuple[Contact, ...]:
        """Return whom to call for dangers, the first danger's services first, each service once.

        Where no danger is known, those of `unknown` (112). An entry of the regency goes before one of its province,
        and that before the country's. An office is named after the region, as `directory` derives it.

        Raises:
            UnknownRegion: there is no such region.
        """
        local = self._entries(region)
        services = ChainMap(*[_by_slug(entry.services) for entry in local], dict(self.services))
        called = [slug for danger in dangers for slug in self._called(danger, local)] or self.unknown
        return tuple(_contact(services[slug], region, directory) for slug in dict.fromkeys(called))

    def _called(self, danger: Danger, local: Iterable[RegionalServices]) -> list[str]:
        own = [slug for entry in local for slug in entry.dangers.get(danger, ())]
        return [*own, *self.dangers[danger]]

    def _entries(self, region: str | None) -> list[RegionalServices]:
        """Return the entries that hold for a region, the nearest first."""
        parts = dotted(region).split(".") if region else []
        codes = [".".join(parts[:size]) for size in range(len(parts), 0, -1)]
        return [self.regions[code] for code in codes if code in self.regions]


def dangers_now(signals: Iterable[DangerSignal]) -> tuple[Danger, ...]:
    """Return the dangers that signals say are there, each once, those of a grave sign first."""
    speaking = sorted((one for one in signals if one.speaks), key=lambda one: one.level != _GRAVEST)
    return tuple(dict.fromkeys(one.danger for one in speaking))


def dialled(number: str) -> str:
    """Return what a telephone dials for a number: its digits; an extension is asked for in the call."""
    return re.sub(r"[^0-9+]", "", number.partition("ext")[0])


def load_emergency(path: Path | None = None, roles: Iterable[str] | None = None) -> EmergencyContacts:
    """Return the bundled contacts, with an operator's own file (YAML) laid over them.

    `roles` are the slugs of the directory; with them the offices that a service names are checked.

    Raises:
        BrokenCatalog: a key is unknown or of another type, a danger calls a service that is not there, a region or an
            office is unknown, or a service has neither a number nor an office.
    """
    bundled = Path(str(files("triage").joinpath("catalog/emergency.yaml")))
    book = _bundled(bundled) if path is None else read_catalog(path, _Book).over(_bundled(bundled))
    _check(path or bundled, book, roles)
    return EmergencyContacts(
        version=book.version,
        services=_by_slug(book.services),
        dangers=book.dangers,
        unknown=book.unknown,
        regions=book.regions,
    )


@lru_cache(maxsize=1)
def _bundled(path: Path) -> _Book:
    return read_catalog(path, _Book)


def _by_slug(services: Iterable[Service]) -> dict[str, Service]:
    return {service.slug: service for service in services}


def _contact(service: Service, region: str | None, directory: Directory) -> Contact:
    agency = _office(service.office, dotted(region), directory) if service.office and region else None
    name = agency.name if agency else service.name
    return Contact(service.slug, name, service.number, service.says, service.source, service.checked)


def _office(function: str, region: str, directory: Directory) -> Agency | None:
    """Return the agency of a regency that has a function; the province's where no regency is known."""
    level = Level.REGENCY if "." in region else Level.PROVINCE
    role = f"{level.value}.{function}"
    if role not in directory.roles:
        return None
    return next(iter(directory.agencies(directory.acting_role(role, region), region)), None)


def _check(path: Path, book: _Book, roles: Iterable[str] | None) -> None:
    """Refuse a catalogue that would fail when somebody needs it."""
    if problem := _problem(book, None if roles is None else frozenset(roles)):
        raise BrokenCatalog(file=path.name, problem=problem)


def _problem(book: _Book, roles: frozenset[str] | None) -> str | None:
    if missing := [danger.value for danger in Danger if danger not in book.dangers]:
        return f"the danger {missing[0]} calls nobody"
    if not book.unknown:
        return "unknown calls nobody"
    everywhere = _by_slug(book.services)
    if problem := _stranger((*book.dangers.items(), ("unknown", book.unknown)), everywhere):
        return problem
    for code, entry in book.regions.items():
        try:
            Regions().get(code)
        except UnknownRegion:
            return f"there is no region {code}"
        above = [other for other in book.regions if code.startswith(f"{other}.")]
        known = {**everywhere, **_by_slug(entry.services)}
        for other in above:
            known |= _by_slug(book.regions[other].services)
        if problem := _stranger(entry.dangers.items(), known):
            return f"{problem} (region {code})"
    return None if roles is None else _without_office(book, roles)


def _stranger(called: Iterable[tuple[str, Iterable[str]]], known: Mapping[str, Service]) -> str | None:
    named = ((danger, slug) for danger, slugs in called for slug in slugs if slug not in known)
    return next((f"{danger} calls the unknown service {slug}" for danger, slug in named), None)


def _without_office(book: _Book, roles: frozenset[str]) -> str | None:
    functions = {role.partition(".")[2] for role in roles if role.startswith(f"{Level.REGENCY.value}.")}
    services = (*book.services, *(one for entry in book.regions.values() for one in entry.services))
    strangers = (one for one in services if one.office is not None and one.office not in functions)
    return next((f"the service {one.slug} names the unknown office {one.office}" for one in strangers), None)
