"""Parquet, streamed in batches by Arrow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
from pyarrow.lib import ArrowException

from training.corpus.sources.source import Cells, as_written
from training.errors import UnreadableData

_BATCH = 2_000


class ParquetSource:
    """A Parquet file; values that are no strings are read as Python writes them."""

    header_row = 0

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._path = path
        try:
            self.columns = tuple(pq.read_schema(path).names)
        except (ArrowException, OSError) as problem:
            raise UnreadableData(file=path.name, format="parquet", problem=type(problem).__name__) from None

    def rows(self) -> Iterator[Cells | None]:
        """Give every row."""
        try:
            for batch in pq.ParquetFile(self._path).iter_batches(_BATCH):
                columns = [[as_written(value) for value in column.to_pylist()] for column in batch.columns]
                yield from map(list, zip(*columns, strict=True))
        except (ArrowException, OSError) as problem:
            raise UnreadableData(file=self.name, format="parquet", problem=type(problem).__name__) from None
