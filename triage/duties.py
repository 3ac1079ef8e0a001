"""The official duties of every role, in words that complaints can be compared with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict

from triage.catalog_file import read_catalog
from triage.errors import BrokenCatalog


class _DutiesFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    source: str = ""
    duties: dict[str, str]


def load_duties(roles: Iterable[str], path: Path | None = None) -> Mapping[str, str]:
    """Read the duties (YAML: version, source, duties), by default the bundled ones, in the order of `roles`.

    Raises:
        BrokenCatalog: a role has no duties, or duties stand under no role.
    """
    path = path or Path(str(files("triage").joinpath("catalog/duties.yaml")))
    read = read_catalog(path, _DutiesFile).duties
    ordered = list(roles)
    if missing := [role for role in ordered if not read.get(role, "").strip()]:
        raise BrokenCatalog(file=path.name, problem=f"{missing[0]} has no duties")
    if strangers := sorted(set(read) - set(ordered)):
        raise BrokenCatalog(file=path.name, problem=f"there is no role {strangers[0]}")
    return MappingProxyType({role: " ".join(read[role].split()) for role in ordered})
