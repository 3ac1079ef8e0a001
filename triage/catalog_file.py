"""Reading a catalogue file (YAML) by its schema, with an error that names the file, the place and the mistake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from triage.errors import BrokenCatalog

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_WANTED = {
    "string_type": "a text in quotes",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "mapping_type": "a mapping",
    "dataclass_type": "a mapping",
    "model_type": "a mapping",
}
_GIVEN = {
    str: "a string",
    bool: "yes or no",
    int: "a number",
    float: "a number",
    date: "a date",
    list: "a list",
    dict: "a mapping",
    type(None): "nothing",
}

Schema = TypeVar("Schema")


def read_catalog(path: Path, schema: type[Schema]) -> Schema:
    """Return a YAML file as what `schema` (a pydantic model or a dataclass) says it holds.

    Raises:
        BrokenCatalog: the file is absent, is not YAML, has no mapping at its top, or breaks the schema.
    """
    try:
        return TypeAdapter(schema).validate_python(_mapping(path))
    except ValidationError as problem:
        raise BrokenCatalog(file=path.name, problem=_first_mistake(problem)) from problem


def refuse_circles(path: Path, leads_to: Mapping[str, Iterable[str]], what: str) -> None:
    """Check that nobody who follows `leads_to` comes back to where they were.

    Raises:
        BrokenCatalog: there is a circle; it is named after `what`.
    """
    try:
        TopologicalSorter(leads_to).prepare()
    except CycleError as circle:
        raise BrokenCatalog(file=path.name, problem=f"{what} in a circle: {' - '.join(circle.args[1])}") from circle


def _mapping(path: Path) -> dict[str, Any]:
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader in C
    except OSError as problem:
        raise BrokenCatalog(file=path.name, problem=problem.strerror or "it cannot be read") from problem
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise BrokenCatalog(file=path.name, problem="it is not YAML in UTF-8") from problem
    if not isinstance(raw, dict):
        raise BrokenCatalog(file=path.name, problem="it has no mapping at its top")
    return raw


def _first_mistake(problem: ValidationError) -> str:
    first = problem.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    wanted, given = _WANTED.get(first["type"]), _GIVEN.get(type(first["input"]), "something else")
    return f"{where}: it should be {wanted}, not {given}" if wanted else f"{where}: {first['msg']}"
