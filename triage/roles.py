"""Roles: what an agency does, at which level of government, whatever the town."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from triage.catalog_file import read_catalog
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
        return list(Level).index(self)


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


def load_roles(path: Path | None = None) -> Mapping[str, Role]:
    """Read the roles (YAML: id, version, roles), by default the bundled ones, by slug.

    Raises:
        BrokenCatalog: a key is missing, a slug occurs twice or a parent is unknown.
    """
    path = path or Path(str(files("triage").joinpath("catalog/roles.yaml")))
    roles: dict[str, Role] = {}
    try:
        for row in read_catalog(path)["roles"]:
            if row["slug"] in roles:
                raise BrokenCatalog(file=path.name, problem=f"the role {row['slug']} occurs twice")
            roles[row["slug"]] = Role(
                slug=row["slug"],
                level=Level(row["level"]),
                function=row["function"],
                name=Name(**row["name"]),
                aliases=tuple(row.get("aliases", ())),
                parent=row.get("parent"),
            )
    except (KeyError, TypeError, ValueError) as problem:
        raise BrokenCatalog(file=path.name, problem=f"{type(problem).__name__} {problem}") from problem
    for role in roles.values():
        if role.parent is not None and role.parent not in roles:
            raise BrokenCatalog(file=path.name, problem=f"{role.slug} has the unknown parent {role.parent}")
    return MappingProxyType(roles)
