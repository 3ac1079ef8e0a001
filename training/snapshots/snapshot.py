"""A snapshot on disk: complaints.arrow, secret.arrow apart, rejects.csv and a data card, under the content's digest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import datasets

from training.corpus.reader import Corpus
from training.errors import BrokenSnapshot
from training.snapshots.card import CARD, Card
from triage.records import LabelledComplaint

COMPLAINTS, SECRET, REJECTS = "complaints.arrow", "secret.arrow", "rejects.csv"
EXTRA = ("source", "row", "group")
"""Columns beside the complaint's own: which row of which file it was, and the first row of its near-duplicates."""


@dataclass(frozen=True)
class Snapshot:
    """A frozen history: masked complaints, memory-mapped; a secret report is only read where it is asked for."""

    folder: Path
    card: Card

    @classmethod
    def open(cls, folder: Path) -> Snapshot:
        """Return the snapshot in a folder.

        Raises:
            BrokenSnapshot: it is none, or was written under another schema.
        """
        if not (folder / CARD).is_file():
            raise BrokenSnapshot(folder=str(folder), problem=f"it holds no {CARD}")
        try:
            return cls(folder, Card.load(folder))
        except ValueError as problem:
            raise BrokenSnapshot(folder=str(folder), problem=type(problem).__name__) from None

    def table(self, file: str = COMPLAINTS) -> datasets.Dataset:
        """Return the rows, memory-mapped: the fields of `LabelledComplaint`, and `EXTRA`."""
        return datasets.Dataset.from_file(str(self.folder / file))

    def complaints(self, with_secret: bool = False) -> Iterator[LabelledComplaint]:
        """Give the complaints in their order, the secret ones after the others if they are wanted."""
        for file in (COMPLAINTS, SECRET) if with_secret else (COMPLAINTS,):
            for row in self.table(file):
                yield LabelledComplaint.model_validate({key: row[key] for key in row if key not in EXTRA})

    def groups(self, with_secret: bool = False) -> list[str]:
        """Return for each complaint, in the order of `complaints`, the id of the first of its near-duplicates."""
        found: list[str] = []
        for file in (COMPLAINTS, SECRET) if with_secret else (COMPLAINTS,):
            table = self.table(file).select_columns(["id", "group"])
            found += [row["group"] or row["id"] for row in table]
        return found

    def corpus(self, with_secret: bool = False) -> Corpus:
        """Return the snapshot as training reads history; its rejects stay in its own file."""
        return Corpus(tuple(self.complaints(with_secret)), (), self.card.digest)
