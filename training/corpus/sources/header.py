"""Finding the row that holds the column names, and comparing names as exports write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from training.errors import UnreadableData

_PARENTHESES = re.compile(r"\([^)]*\)")
_NOT_WORDS = re.compile(r"[\W_]+")
_FARTHEST_HEADER = 50


def fold_column(name: str) -> str:
    """Return a column's name without case, punctuation and what stands in parentheses.

    "Instansi Terdisposisi (SKPD)" and "INSTANSI_TERDISPOSISI" are one name.
    """
    return _NOT_WORDS.sub("", _PARENTHESES.sub("", name).casefold())


@dataclass(frozen=True)
class HeaderSearch:
    """Which names to look for; a title block of at most 49 rows may stand above them."""

    wanted: Sequence[str]

    def count(self, names: Iterable[str]) -> int:
        """Return how many of the wanted names stand among `names`."""
        return len({fold_column(column) for column in self.wanted} & {fold_column(name) for name in names})

    def find(self, rows: Iterable[Sequence[str]], name: str) -> tuple[int, tuple[str, ...]]:
        """Return the number of the header row (from 1) and the column names in it.

        It is the first row that holds every wanted name; else the one with the most, and where
        none holds any, the first row that is not blank.

        Raises:
            UnreadableData: there is no row at all.
        """
        best: tuple[int, int, tuple[str, ...]] | None = None
        for number, row in enumerate(rows, start=1):
            if number > _FARTHEST_HEADER:
                break
            names = _without_blanks_at_the_end([cell.strip() for cell in row])
            found = self.count(names)
            if any(names) and (best is None or found > best[0]):
                best = (found, number, names)
            if found == len(self.wanted):
                break
        if best is None:
            raise UnreadableData(file=name, format="a table", problem="it is empty")
        return best[1], best[2]


def _without_blanks_at_the_end(names: list[str]) -> tuple[str, ...]:
    while names and not names[-1]:
        names.pop()
    return tuple(names)
