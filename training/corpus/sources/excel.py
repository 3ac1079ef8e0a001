"""Excel and OpenDocument sheets, read by calamine; a title block may stand above the header."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from training.corpus.sources.header import HeaderSearch
from training.corpus.sources.source import Cells, as_written
from training.errors import ProtectedFile, UnreadableData


class ExcelSource:
    """The sheet of a workbook that holds the most of the wanted columns (the first one, if several do)."""

    def __init__(self, path: Path, header: HeaderSearch) -> None:
        self.name = path.name
        self._path = path
        try:
            self._workbook = CalamineWorkbook.from_path(str(path))
            names = self._workbook.sheet_names
        except PasswordError:
            raise ProtectedFile(file=path.name) from None
        except (CalamineError, OSError, ValueError) as problem:
            raise UnreadableData(file=path.name, format="Excel", problem=type(problem).__name__) from None
        found: list[tuple[int, str, int, tuple[str, ...]]] = []
        for sheet in names:
            try:
                row, columns = header.find(self._records(sheet), path.name)
            except UnreadableData:
                continue
            found.append((header.count(columns), sheet, row, columns))
        if not found:
            raise UnreadableData(file=path.name, format="Excel", problem="no sheet holds a row")
        _, self._sheet, self.header_row, self.columns = max(found, key=lambda sheet: sheet[0])

    def rows(self) -> Iterator[Cells | None]:
        """Give the rows below the header, as wide as the header."""
        width = len(self.columns)
        for number, record in enumerate(self._records(self._sheet), start=1):
            if number > self.header_row:
                yield [*record[:width], *[""] * (width - len(record))] if not any(record[width:]) else None

    def _records(self, sheet: str) -> Iterator[list[str]]:
        try:
            found = self._workbook.get_sheet_by_name(sheet)
            for row in found.iter_rows():
                yield [_cell(value) for value in row]
        except CalamineError as problem:
            raise UnreadableData(file=self.name, format="Excel", problem=type(problem).__name__) from None


def _cell(value: object) -> str:
    """Return a cell as text; a date is ISO, a midnight that Excel added to a date is left out."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    return as_written(value)
