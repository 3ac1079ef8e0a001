"""Reading CSV, JSON or Parquet by a mapping file; tables come through `datasets`, streamed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import datasets
import pandas as pd
from datasets import Features, Value
from pyarrow.lib import ArrowException

from training.corpus.json_rows import read_json
from training.corpus.mapping import Mapping
from training.corpus.rejects import Reject, shown
from training.corpus.rows import RowReader
from training.errors import DataAbsent, MissingColumns, UnreadableData
from triage.directory import Directory
from triage.records import LabelledComplaint
from triage.taxonomy import Taxonomy

_FORMATS = {".csv": "csv", ".jsonl": "json", ".json": "json", ".ndjson": "json", ".parquet": "parquet"}


@dataclass(frozen=True)
class Corpus:
    """Labelled complaints in the order of their files, what was refused, and the digest of the input."""

    complaints: tuple[LabelledComplaint, ...]
    rejects: tuple[Reject, ...]
    digest: str

    def __len__(self) -> int:
        return len(self.complaints)


def read_corpus(files: Sequence[Path], mapping: Mapping, taxonomy: Taxonomy, directory: Directory) -> Corpus:
    """Read every file, row by row; a later row with an id that was there before is refused.

    Raises:
        DataAbsent, UnreadableData, MissingColumns: a file is not what the mapping expects.
    """
    complaints: dict[str, LabelledComplaint] = {}
    rejects: list[Reject] = []
    for path in files:
        reader = RowReader(path.name, mapping, taxonomy, directory)
        for number, row in enumerate(_rows(path, mapping), start=1):
            complaint, refused = reader.read(number, row, complaints)
            rejects += refused
            if complaint is not None:
                complaints[complaint.id] = complaint
    return Corpus(tuple(complaints.values()), tuple(rejects), _digest(files, mapping))


def _rows(path: Path, mapping: Mapping) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        raise DataAbsent(file=str(path))
    suffix = next((end for end in reversed(path.suffixes) if end in _FORMATS), None)
    if suffix is None:
        raise UnreadableData(file=path.name, format="a table", problem=f"unknown ending {path.suffix}")
    kind = _FORMATS[suffix]
    try:
        columns, rows = read_json(path) if kind == "json" else _read_table(path, kind)
        if missing := [name for name in mapping.columns if name not in columns]:
            # A file without a header has a complaint where its column names should be.
            raise MissingColumns(file=path.name, got=", ".join(map(shown, columns)), allowed=", ".join(missing))
        for row in rows:
            yield {name: row.get(name) for name in mapping.columns}
    except (datasets.exceptions.DatasetsError, ArrowException, OSError, EOFError, ValueError) as problem:
        cause = type(problem.__cause__ or problem).__name__
        raise UnreadableData(file=path.name, format=kind, problem=cause) from None


def _read_table(path: Path, kind: str) -> tuple[list[str], Iterable[dict[str, Any]]]:
    """Return columns and rows of CSV or Parquet, streamed: no copy of the texts stays in a cache."""
    options = _as_strings(path) if kind == "csv" else {}
    table = datasets.load_dataset(kind, data_files=str(path), split="train", streaming=True, **options)
    return table.column_names, table


def _as_strings(path: Path) -> dict[str, Any]:
    """Return the options that keep every column of a CSV as it is written: no guessed numbers, dates or gaps."""
    pd.read_csv(
        path, nrows=2, header=None, dtype=str
    )  # fails on a first row longer than the header: pandas would shift it
    header = pd.read_csv(path, nrows=0).columns
    return {"features": Features(dict.fromkeys(header, Value("string"))), "keep_default_na": False}


def _digest(files: Sequence[Path], mapping: Mapping) -> str:
    hasher = sha256(mapping.model_dump_json().encode())
    for path in files:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                hasher.update(block)
    return hasher.hexdigest()
