"""Roles: what an agency does, at which level of government, whatever the town."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from string import Formatter
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field, with_config

from triage.catalog_file import read_catalog, refuse_circles
from triage.errors import BrokenCatalog
from triage.taxonomy import Name


class Level(StrEnum):
    """The level of government a role sits at, with the depth of its region in Kemendagri's tree."""

    NATIONAL = "pusat"
    PROVINCE = "provinsi"
    REGENCY = "kabkota"
    DISTRICT = "kecamatan"
    VILLAGE = "kelurahan"

    @property
    def depth(self) -> int:
        """0 for the nation, 1 for a province, down to 4 for a kelurahan or desa."""
        return _DEPTHS[self]


_DEPTHS = {level: depth for depth, level in enumerate(Level)}


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class Role:
    """A function at a level: 500 health offices of regencies are the one role `kabkota.kesehatan`.

    `name` has a `{region}` to fill (national roles have none); `parent` is the role to turn to
    where a region has no such unit.
    """

    slug: str
    level: Level
    function: str
    name: Name
    aliases: tuple[str, ...] = ()
    parent: str | None = None

    @property
    def plain_name(self) -> str:
        """The Indonesian name without its region: "Dinas Kesehatan"; empty where the region is all of it."""
        return self.name.id.replace("{region}", "").strip()


def load_roles(path: Path | None = None) -> Mapping[str, Role]:
    """Read the roles (YAML: id, version, source, roles), by default the bundled ones, by slug.

    Raises:
        BrokenCatalog: a key is missing, has another type or is unknown; a slug occurs twice, a
            parent is unknown, parents form a circle, or a name has more to fill than its region.
    """
    path = path or Path(str(files("triage").joinpath("catalog/roles.yaml")))
    roles: dict[str, Role] = {}
    for role in read_catalog(path, _RolesFile).roles:
        if role.slug in roles:
            raise BrokenCatalog(file=path.name, problem=f"the role {role.slug} occurs twice")
        if not _fills_only_region(role):
            raise BrokenCatalog(file=path.name, problem=f"the name of {role.slug} may fill in {{region}} only")
        roles[role.slug] = role
    for role in roles.values():
        if role.parent is not None and role.parent not in roles:
            raise BrokenCatalog(file=path.name, problem=f"{role.slug} has the unknown parent {role.parent}")
    parents = {role.slug: (role.parent,) for role in roles.values() if role.parent is not None}
    refuse_circles(path, parents, "roles turn to their parents")
    return MappingProxyType(roles)


class _RolesFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: str = ""
    version: str = Field(default="", coerce_numbers_to_str=True)
    source: str = ""
    roles: tuple[Role, ...]


def _fills_only_region(role: Role) -> bool:
    """Return whether a name has `{region}` to fill and nothing else; a national one has nothing at all."""
    allowed: set[str | None] = set() if role.level is Level.NATIONAL else {"region"}
    try:
        asked = {field for name in (role.name.id, role.name.en) for _, field, _, _ in Formatter().parse(name)}
    except ValueError:  # a brace that is never closed
        return False
    return asked - {None} <= allowed
