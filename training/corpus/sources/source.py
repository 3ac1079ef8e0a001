"""The seam: a source names its columns and gives its rows in order, each value a string as written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

Cells = Sequence[str]

_HALF_PAIR = re.compile("[\ud800-\udfff]")


class Source(Protocol):
    """One table of history.

    `columns` are the names as written; `header_row` is the row of the sheet or file in which they
    stand (0 where a format carries names by itself). `rows` may be called again and starts anew;
    it gives one entry per data row: as many strings as there are columns, "" for a gap, or None
    for a row that does not fit the columns.
    """

    name: str
    columns: tuple[str, ...]
    header_row: int

    def rows(self) -> Iterator[Cells | None]:
        """Give the data rows in order.

        Raises:
            UnreadableData: the file breaks off or holds what its format does not allow.
        """
        ...


def as_written(value: object) -> str:
    """Return a cell's value as a string: a gap is empty, a whole number has no point."""
    if value is None:
        return ""
    if isinstance(value, float):
        return "" if value != value else str(int(value)) if value.is_integer() else repr(value)
    text = str(value)
    if _HALF_PAIR.search(text):  # an emoji that a UTF-16 system cut in two cannot be written anywhere
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
