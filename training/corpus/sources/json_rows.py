"""JSON lines and JSON arrays, every value as written: Arrow's own reader guesses dates and drops their zones."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from training.corpus.sources.source import Cells, as_written
from training.errors import UnreadableData


class JsonSource:
    """A file of JSON objects, one a line or in one array, gzip or plain; its keys are its columns."""

    header_row = 0

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._path = path
        self.columns = tuple(dict.fromkeys(as_written(name) for row in self._objects() for name in row))

    def rows(self) -> Iterator[Cells | None]:
        """Give the values of every object in the order of the columns; a key that is absent is a gap."""
        for row in self._objects():
            yield [as_written(row.get(name)) for name in self.columns]

    def _objects(self) -> Iterator[dict[str, Any]]:
        try:
            for found in self._values():
                if not isinstance(found, dict):
                    raise ValueError("not an object")
                yield found
        except (OSError, EOFError, ValueError) as problem:
            raise UnreadableData(file=self.name, format="json", problem=type(problem).__name__) from None

    def _values(self) -> Iterator[Any]:
        opener = gzip.open if self._path.suffix.lower() == ".gz" else open
        with opener(self._path, "rt", encoding="utf-8-sig") as file:
            first = next((line for line in file if line.strip()), "")
            file.seek(0)
            if first.lstrip().startswith("["):
                yield from json.load(file)
                return
            for line in file:
                if line.strip():
                    yield json.loads(line)
