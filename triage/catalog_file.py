"""Reading a catalogue file (YAML) with an error that names the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from triage.errors import BrokenCatalog

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_catalog(path: Path) -> dict[str, Any]:
    """Return the mapping at the top of a YAML file.

    Raises:
        BrokenCatalog: the file is absent, is not YAML, or has no mapping at its top.
    """
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader in C
    except OSError as problem:
        raise BrokenCatalog(file=path.name, problem=problem.strerror or "it cannot be read") from problem
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise BrokenCatalog(file=path.name, problem="it is not YAML in UTF-8") from problem
    if not isinstance(raw, dict):
        raise BrokenCatalog(file=path.name, problem="it has no mapping at its top")
    return raw
