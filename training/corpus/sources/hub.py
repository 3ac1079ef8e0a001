"""A Hugging Face dataset, by its id or the folder of one, streamed so that no copy of a text stays in a cache."""

from __future__ import annotations

from collections.abc import Iterator

import datasets

from training.corpus.sources.source import Cells, as_written
from training.errors import UnreadableData

PREFIX = "hf:"


class HubSource:
    """`hf:ID`, `hf:ID@REVISION` or `hf:ID#SPLIT`; the split is `train` unless it is named."""

    header_row = 0

    def __init__(self, reference: str) -> None:
        self.name = reference
        bare, _, split = reference.removeprefix(PREFIX).partition("#")
        identity, _, revision = bare.partition("@")
        try:
            self._table = datasets.load_dataset(
                identity, split=split or "train", revision=revision or None, streaming=True
            )
            self.columns = tuple(self._table.column_names or next(iter(self._table)))
        except (datasets.exceptions.DatasetsError, OSError, ValueError, StopIteration) as problem:
            raise UnreadableData(file=reference, format="a dataset", problem=type(problem).__name__) from None

    def rows(self) -> Iterator[Cells | None]:
        """Give every row of the split."""
        try:
            for row in self._table:
                yield [as_written(row.get(name)) for name in self.columns]
        except (datasets.exceptions.DatasetsError, OSError, ValueError) as problem:
            raise UnreadableData(file=self.name, format="a dataset", problem=type(problem).__name__) from None
