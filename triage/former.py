"""Bodies that no longer exist under their name, and who does their work today."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, with_config

from triage.catalog_file import read_catalog
from triage.errors import BrokenCatalog
from triage.regions import fold_name


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class FormerBody:
    """A body of the past; `until` is the last year in which it bore its name.

    `successors` has several roles where it was split: then the set is meant.
    """

    name: str
    until: int
    successors: Annotated[tuple[str, ...], Field(min_length=1)]
    aliases: tuple[str, ...] = ()


class FormerBodies:
    """The file of former bodies, read when a name is first looked up in it; `roles` are the slugs of today.

    Raises:
        BrokenCatalog: when it is read: see `load_former`.
    """

    def __init__(self, roles: Container[str], path: Path | None = None) -> None:
        self._roles = roles
        self._path = path

    @cached_property
    def bodies(self) -> tuple[FormerBody, ...]:
        """Every former body, in the file's order."""
        return load_former(self._roles, self._path)

    def successors(self, name: str) -> tuple[str, ...]:
        """Return the roles of today that a former name means; empty if it is none. Case and punctuation don't count."""
        return self._by_name.get(fold_name(name), ())

    @cached_property
    def _by_name(self) -> dict[str, tuple[str, ...]]:
        index: dict[str, tuple[str, ...]] = {}
        for body in self.bodies:
            for name in (body.name, *body.aliases):
                index.setdefault(fold_name(name), body.successors)
        return index


def load_former(roles: Container[str], path: Path | None = None) -> tuple[FormerBody, ...]:
    """Read the former bodies (YAML: source, former [name, aliases, until, successors]), by default the bundled ones.

    Raises:
        BrokenCatalog: a key is missing, has another type or is unknown; a successor is none of `roles`.
    """
    path = path or Path(str(files("triage").joinpath("catalog/former.yaml")))
    bodies = read_catalog(path, _FormerFile).former
    for body in bodies:
        for successor in body.successors:
            if successor not in roles:
                raise BrokenCatalog(file=path.name, problem=f"{body.name} has the unknown successor {successor}")
    return bodies


class _FormerFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    source: str = ""
    former: tuple[FormerBody, ...]
