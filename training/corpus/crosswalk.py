"""A crosswalk: what the names of one history mean in our taxonomy or directory, decided by people, name by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from training.errors import BrokenMapping
from triage.catalog_file import read_catalog
from triage.errors import BrokenCatalog


class CrosswalkFile(BaseModel):
    """What stands in the YAML.

    `names` gives one slug per name (an agency's or a category's), `roles` the role of a name that
    states no town, `ambiguous` the several slugs that a name may mean, `unmapped` why a name has
    none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str = ""
    names: dict[str, str] = {}
    roles: dict[str, str] = {}
    ambiguous: dict[str, tuple[str, ...]] = {}
    unmapped: dict[str, str] = {}


@dataclass(frozen=True)
class Crosswalk:
    """Names folded (case and blanks don't count) to slugs; the four parts never share a name."""

    names: Mapping[str, str]
    roles: Mapping[str, str]
    ambiguous: Mapping[str, tuple[str, ...]]
    unmapped: frozenset[str]


def load_crosswalk(path: Path) -> Crosswalk:
    """Read a crosswalk (YAML).

    Raises:
        BrokenMapping: it is absent, does not follow its schema, or says two things of one name.
    """
    try:
        read = read_catalog(path, CrosswalkFile)
    except (BrokenCatalog, OSError) as problem:
        raise BrokenMapping(file=str(path), problem=getattr(problem, "fields", {}).get("problem", "it is not there")) from None
    parts = (read.names, read.roles, read.ambiguous, read.unmapped)
    folded = [{fold(name): value for name, value in part.items()} for part in parts]
    if len(set().union(*folded)) != sum(map(len, parts)):
        raise BrokenMapping(file=str(path), problem="a name occurs twice")
    return Crosswalk(folded[0], folded[1], folded[2], frozenset(folded[3]))


def fold(name: str) -> str:
    """Return a name as a crosswalk compares it."""
    return " ".join(name.casefold().split())
