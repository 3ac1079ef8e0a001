"""Reading history into memory by a mapping file: any source alike, every row accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b, sha256
from itertools import islice
from pathlib import Path
from typing import Any

from training.corpus.mapping import Mapping
from training.corpus.rejects import Reject
from training.corpus.rows import BatchReader
from training.corpus.sources.hub import PREFIX
from training.corpus.sources.open import open_source
from training.corpus.sources.source import Cells, Source
from training.errors import DataAbsent
from triage.directory import Directory
from triage.records import LabelledComplaint
from triage.taxonomy import Taxonomy

BATCH_ROWS = 2_000


@dataclass(frozen=True)
class Corpus:
    """Labelled complaints in the order of their files, what was refused, and the digest of the input."""

    complaints: tuple[LabelledComplaint, ...]
    rejects: tuple[Reject, ...]
    digest: str

    def __len__(self) -> int:
        return len(self.complaints)


def read_corpus(
    files: Sequence[Path | str],
    mapping: Mapping,
    taxonomy: Taxonomy,
    directory: Directory,
    now: datetime | None = None,
) -> Corpus:
    """Read every file, row by row; a later row with an id that was there before is refused.

    Dates after `now` (the clock's, if it is left out) are lost as impossible.

    Raises:
        DataAbsent, UnreadableData, ProtectedFile, MissingColumns: a file is not what the mapping expects.
    """
    ids = SeenIds()
    complaints: list[LabelledComplaint] = []
    rejects: list[Reject] = []
    for name in files:
        source = open_source(name, tuple(mapping.columns), mapping.encoding)
        reader = BatchReader(source.name, source.columns, mapping, taxonomy, directory, now or datetime.now(UTC))
        for first, rows in batches(source):
            batch = reader.read(first, rows)
            repeated = ids.repeats(fields["id"] for fields in batch.complaints)
            batch = batch.without(dict.fromkeys(repeated, ("id", "repeated-id")))
            complaints += [LabelledComplaint.model_validate(fields) for fields in batch.complaints]
            rejects += batch.rejects
    return Corpus(tuple(complaints), tuple(rejects), input_digest(files, mapping))


def batches(source: Source, size: int = BATCH_ROWS) -> Iterator[tuple[int, list[Cells | None]]]:
    """Give the rows of a source in lists, each with the number of its first row (from 1)."""
    rows, first = source.rows(), 1
    while taken := list(islice(rows, size)):
        yield first, taken
        first += len(taken)


class SeenIds:
    """Knows which ids were there before, in any file; holds eight bytes' worth of each."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def repeats(self, ids: Iterable[str]) -> list[int]:
        """Return the positions of ids that were there before, and remember the others."""
        repeated: list[int] = []
        for place, identity in enumerate(ids):
            key = int.from_bytes(blake2b(identity.encode(), digest_size=8).digest(), "big")
            if key in self._seen:
                repeated.append(place)
            self._seen.add(key)
        return repeated


def input_digest(files: Sequence[Path | str], mapping: Mapping) -> str:
    """Return SHA-256 over the mapping and the content of every file, wherever they lie.

    Raises:
        DataAbsent: a file is not there.
    """
    hasher = sha256(mapping_digest(mapping).encode())
    for name in files:
        if str(name).startswith(PREFIX):  # its reference, with its revision, stands for a hub dataset's content
            hasher.update(str(name).encode())
        elif Path(name).is_file():
            _add_file(hasher, Path(name))
        else:
            raise DataAbsent(file=str(name))
    return hasher.hexdigest()


def mapping_digest(mapping: Mapping) -> str:
    """Return SHA-256 over a mapping, its crosswalks by their content."""
    hasher = sha256(mapping.model_dump_json(exclude={"category_names", "agency_names"}).encode())
    for path in (mapping.category_names, mapping.agency_names):
        if path is not None:
            _add_file(hasher, path)
    return hasher.hexdigest()


def _add_file(hasher: Any, path: Path) -> None:
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            hasher.update(block)
