"""Confirmed cases and the base that finds the nearest of them; no complaint's words are kept here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config

from models.neighbours.errors import CasesAndIndexDiffer, DamagedCases, NotACaseBase
from models.neighbours.index import NOBODY, CaseIndex, UsearchIndex
from models.scorer import Vectors

CASES = "cases.jsonl"
INDEX = "cases.usearch"

IndexOpener = Callable[[Path], CaseIndex]
"""How the index of a case base is opened."""


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class Case:
    """A complaint whose responsible role a person confirmed, on a `day`.

    `agency` is a slug as the directory has it (`kabkota.kesehatan:35.78`), `region` a Kemendagri
    code; they are None where only the role is known, as `day` is where the source has none.
    """

    id: str
    role: str
    agency: str | None = None
    region: str | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A case, and the cosine of its text to the one that was asked about."""

    case: Case
    similarity: float


_CASE = TypeAdapter(Case)


def write_cases(path: Path, cases: Iterable[Case]) -> None:
    """Write cases as JSON lines."""
    with path.open("wb") as file:
        file.writelines(_CASE.dump_json(case) + b"\n" for case in cases)


def read_cases(path: Path) -> list[Case]:
    """Read cases from JSON lines.

    Raises:
        DamagedCases: a line is not a case, or holds more than one should.
    """
    cases = []
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                cases.append(_CASE.validate_json(line))
            except ValidationError:
                raise DamagedCases(line=number, file=path.name) from None  # its cause would quote the line
    return cases


class CaseBase:
    """Cases and the index of their vectors: position n of the index is case n.

    Raises:
        CasesAndIndexDiffer: there are more of one than of the other.
    """

    def __init__(self, index: CaseIndex, cases: Sequence[Case]) -> None:
        if len(index) != len(cases):
            raise CasesAndIndexDiffer(cases=len(cases), vectors=len(index))
        self.index = index
        self.cases = tuple(cases)

    def __len__(self) -> int:
        return len(self.cases)

    def nearest(self, vectors: Vectors, k: int) -> list[list[Neighbour]]:
        """Return for each row of a matrix (m, d) its k nearest cases, best first; fewer where there are fewer.

        A complaint that is a case itself finds itself: whoever measures or learns from neighbours
        leaves it, and all that was confirmed later, out of the base.

        Raises:
            WrongShape, VectorsNotFinite, NoNeighboursAsked: as the index does.
        """
        found = self.index.search(vectors, k)
        return [
            [
                Neighbour(self.cases[position], cosine)
                for position, cosine in zip(*row, strict=True)
                if position != NOBODY
            ]
            for row in zip(found.positions.tolist(), found.similarities.tolist(), strict=True)
        ]

    def save(self, folder: Path) -> None:
        """Write both files into a folder, which is made where it is missing."""
        folder.mkdir(parents=True, exist_ok=True)
        write_cases(folder / CASES, self.cases)
        self.index.save(folder / INDEX)

    @classmethod
    def open(cls, folder: Path, open_index: IndexOpener = UsearchIndex.open) -> CaseBase:
        """Return the case base of a folder; `open_index` is the `open` of the index that was saved.

        Raises:
            NotACaseBase: a file is missing.
            DamagedCases, NotAnIndex: a file is there and can't be read.
            CasesAndIndexDiffer: the files don't belong together.
        """
        for name in (CASES, INDEX):
            if not (folder / name).is_file():
                raise NotACaseBase(file=name, got=str(folder))
        return cls(open_index(folder / INDEX), read_cases(folder / CASES))
