"""JSON lines and JSON arrays, every value as written: Arrow's own reader guesses dates and drops their zones."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def read_json(path: Path) -> tuple[list[str], Iterator[dict[str, Any]]]:
    """Return the keys that occur, in their order, and the objects of a file (gzip or plain).

    Raises:
        ValueError: the file is not UTF-8, not JSON, or something in it is not an object.
    """
    columns = dict.fromkeys(name for row in _objects(path) for name in row)
    return list(columns), _objects(path)


def _objects(path: Path) -> Iterator[dict[str, Any]]:
    for found in _values(path):
        if not isinstance(found, dict):
            raise ValueError("not an object")
        yield found


def _values(path: Path) -> Iterator[Any]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig") as file:
        first = file.read(1)
        file.seek(0)
        if first == "[":
            yield from json.load(file)
            return
        for line in file:
            if line.strip():
                yield json.loads(line)
