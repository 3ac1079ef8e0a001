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
        why = getattr(problem, "fields", {}).get("problem", "it is not there")
        raise BrokenMapping(file=str(path), problem=why) from None
    meanings: dict[str, tuple[str, object]] = {}
    for part in ("names", "roles", "ambiguous", "unmapped"):
        for name, meaning in getattr(read, part).items():
            # Spellings that differ in case alone may stand in it each; they must mean the same.
            known_part, known = meanings.setdefault(fold(name), (part, meaning))
            if known_part != part or (known != meaning and part != "unmapped"):
                raise BrokenMapping(file=str(path), problem="a name is given two meanings")
    found = {
        part: {name: slug for name, (at, slug) in meanings.items() if at == part} for part in CrosswalkFile.model_fields
    }
    return Crosswalk(found["names"], found["roles"], found["ambiguous"], frozenset(found["unmapped"]))  # type: ignore[arg-type]


def fold(name: str) -> str:
    """Return a name as a crosswalk compares it."""
    return " ".join(name.casefold().split())
