"""CSV as offices save it: comma, semicolon or tab, UTF-8 or UTF-16, a title block above the header, gzip or plain."""

from __future__ import annotations

import codecs
import csv
import gzip
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path
from typing import IO

from training.corpus.sources.header import HeaderSearch
from training.corpus.sources.source import Cells
from training.errors import UnreadableData

_DELIMITERS = (",", ";", "\t", "|")
_HEAD_CHARACTERS = 65_536
_LONGEST_CELL = 1_000_000
_BLOCK = 1 << 18
_ENCODINGS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class CsvSource:
    """A CSV file; `encoding` is taken from its byte-order mark, else UTF-8, unless it is given."""

    def __init__(self, path: Path, header: HeaderSearch, encoding: str | None = None) -> None:
        self.name = path.name
        self._path = path
        self._encoding = encoding or self._encoding_by_mark()
        self._quotes_are_even = self._survey()
        csv.field_size_limit(_LONGEST_CELL)
        self._delimiter = self._find_delimiter(header)
        self.header_row, self.columns = header.find(self._records(), self.name)

    def rows(self) -> Iterator[Cells | None]:
        """Give the records below the header; one with more or fewer cells than the header is None."""
        width = len(self.columns)
        for number, record in enumerate(self._records(), start=1):
            if number > self.header_row:
                yield record if len(record) == width else _fitted(record, width)

    def _records(self) -> Iterator[list[str]]:
        number = 0
        try:
            with self._open() as file:
                lines = None if self._quotes_are_even else _LastRecord(file)
                for record in csv.reader(lines or file, delimiter=self._delimiter):
                    number += 1
                    yield record
                    if lines is not None:
                        lines.start_next()
                if lines is not None:
                    lines.check(self._delimiter)
        except csv.Error:
            raise UnreadableData(
                file=self.name,
                format="CSV",
                problem=f"after row {number} a quotation mark is never closed, or the file is not text",
            ) from None
        except (OSError, EOFError) as problem:
            raise UnreadableData(file=self.name, format="csv", problem=type(problem).__name__) from None

    def _open(self) -> IO[str]:
        opener = gzip.open if self._path.suffix.lower() == ".gz" else open
        return opener(self._path, "rt", encoding=self._encoding, newline="")  # type: ignore[return-value]

    def _open_bytes(self) -> IO[bytes]:
        return gzip.open(self._path) if self._path.suffix.lower() == ".gz" else self._path.open("rb")  # type: ignore[return-value]

    def _encoding_by_mark(self) -> str:
        try:
            with self._open_bytes() as file:
                first = file.read(3)
        except (OSError, EOFError) as problem:
            raise UnreadableData(file=self.name, format="csv", problem=type(problem).__name__) from None
        return next((name for mark, name in _ENCODINGS if first.startswith(mark)), "utf-8")

    def _survey(self) -> bool:
        """Read the whole file once, to tell a wrong encoding before an hour's work; return whether quotes pair up.

        Raises:
            UnreadableData: its bytes are not of its encoding.
        """
        rows = quotes = 0
        try:
            decoder = getincrementaldecoder(self._encoding)()
            with self._open_bytes() as file:
                while block := file.read(_BLOCK):
                    text = decoder.decode(block)
                    rows += text.count("\n")
                    quotes += text.count('"')
                decoder.decode(b"", final=True)
        except (UnicodeError, LookupError):
            raise UnreadableData(
                file=self.name,
                format=f"CSV in {self._encoding}",
                problem=f"after line {rows} stand bytes of another encoding; name it, e.g. encoding: cp1252",
            ) from None
        except (OSError, EOFError) as problem:
            raise UnreadableData(file=self.name, format="csv", problem=type(problem).__name__) from None
        return quotes % 2 == 0

    def _find_delimiter(self, header: HeaderSearch) -> str:
        """Return the sign that makes the most wanted columns of the file's head; the most columns, where none does."""
        try:
            with self._open() as file:
                head = file.read(_HEAD_CHARACTERS)
        except (OSError, EOFError):
            return ","  # reading the records says what is wrong

        def columns(delimiter: str) -> tuple[int, int]:
            try:
                _, names = header.find(csv.reader(StringIO(head), delimiter=delimiter), self.name)
            except (csv.Error, UnreadableData):
                return (0, 0)
            return (header.count(names), len(names))

        return max(_DELIMITERS, key=columns)


def _fitted(record: list[str], width: int) -> Cells | None:
    """Return a record whose surplus cells are all empty without them, an empty line as blanks; else None."""
    if not any(record):
        return [""] * width
    if len(record) > width and not any(record[width:]):
        return record[:width]
    return None


class _LastRecord:
    """Gives a file's lines and remembers those of the record being read: the reader says nothing of an open quote."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._read: list[str] = []
        self._before: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._read.append(line)
        return line

    def start_next(self) -> None:
        """Forget the lines of the record before; the last one is kept."""
        self._before, self._read = self._read, []

    def check(self, delimiter: str) -> None:
        """Raise csv.Error if the last record ends within quotes."""
        try:
            list(csv.reader(self._before, delimiter=delimiter, strict=True))
        except csv.Error as problem:
            if "unexpected end" in str(problem):
                raise
