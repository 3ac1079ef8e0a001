"""Opening whatever holds history, by its ending."""

from __future__ import annotations

from pathlib import Path

from training.corpus.sources.csv_table import CsvSource
from training.corpus.sources.excel import ExcelSource
from training.corpus.sources.header import HeaderSearch
from training.corpus.sources.hub import PREFIX, HubSource
from training.corpus.sources.json_rows import JsonSource
from training.corpus.sources.parquet import ParquetSource
from training.corpus.sources.source import Source
from training.errors import DataAbsent, UnreadableData

ENDINGS = (".csv", ".tsv", ".jsonl", ".json", ".ndjson", ".parquet", ".xlsx", ".xlsm", ".xls", ".ods")


def open_source(reference: str | Path, wanted: tuple[str, ...], encoding: str | None = None) -> Source:
    """Return the table at a path, or of a dataset `hf:ID`; `wanted` are the columns that its header must name.

    Raises:
        DataAbsent, UnreadableData, ProtectedFile: it is not there, or not what its ending says.
    """
    if str(reference).startswith(PREFIX):
        return HubSource(str(reference))
    path = Path(reference)
    if not path.is_file():
        raise DataAbsent(file=str(path))
    ending = next((end for end in reversed(path.suffixes) if end.lower() in ENDINGS), "").lower()
    header = HeaderSearch(wanted)
    if ending in (".csv", ".tsv"):
        return CsvSource(path, header, encoding)
    if ending in (".jsonl", ".json", ".ndjson"):
        return JsonSource(path)
    if ending == ".parquet":
        return ParquetSource(path)
    if ending:
        return ExcelSource(path, header)
    raise UnreadableData(
        file=path.name, format="a table", problem=f"unknown ending {path.suffix}", allowed=", ".join(ENDINGS)
    )
