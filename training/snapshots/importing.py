"""Importing: files of history, by a mapping, to one snapshot; or only checking what an import would say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from features.recipe import Recipe
from training.corpus.mapping import Mapping
from training.corpus.reader import BATCH_ROWS, batches, mapping_digest
from training.corpus.rows import positions
from training.corpus.sources.open import open_source
from training.corpus.sources.source import Source
from training.snapshots.pool import map_in_order
from training.snapshots.prepare import Chunk, Preparation, Prepared
from training.snapshots.snapshot import Snapshot
from training.snapshots.writer import SnapshotWriter
from triage.taxonomy import load_taxonomy

OnRows = Callable[[int], None]


def import_files(
    files: Sequence[Path | str],
    mapping: Mapping,
    recipe: Recipe,
    out: Path,
    now: datetime,
    workers: int | None = None,
    on_rows: OnRows = lambda count: None,
) -> Snapshot:
    """Read, check, clean and mask files on all cores and freeze them; the same content has the same digest.

    `on_rows` is told the number of rows as they are done. Nothing unmasked is written anywhere.

    Raises:
        DataAbsent, UnreadableData, ProtectedFile, MissingColumns: a file is not what the mapping
            expects; nothing is left behind.
    """
    sources = open_sources(files, mapping)
    with SnapshotWriter(out, recipe) as writer:
        for prepared in prepare(sources, Preparation(mapping, recipe, now), workers):
            writer.add(prepared)
            on_rows(prepared.seen)
        headers = {source.name: source.header_row for source in sources}
        return writer.finish(headers, load_taxonomy().reference, mapping_digest(mapping), now)


def open_sources(files: Sequence[Path | str], mapping: Mapping) -> list[Source]:
    """Open every file and check its columns, before the first row is read.

    Raises:
        DataAbsent, UnreadableData, ProtectedFile, MissingColumns: one is not what the mapping expects.
    """
    sources = [open_source(file, tuple(mapping.columns), mapping.encoding) for file in files]
    for source in sources:
        positions(source.name, source.columns, mapping)
    _name_apart(sources, files)
    return sources


def _name_apart(sources: Sequence[Source], files: Sequence[Path | str]) -> None:
    """Give sources of one name their folder, and a number where that is not enough."""
    for shorten in (
        lambda file, number: f"{Path(file).parent.name}/{Path(file).name}",
        lambda file, number: f"{number} {file}",
    ):
        names = Counter(source.name for source in sources)
        for number, (source, file) in enumerate(zip(sources, files, strict=True), start=1):
            if names[source.name] > 1:
                source.name = shorten(file, number)


def prepare(sources: Sequence[Source], how: Preparation, workers: int | None = None) -> Iterator[Prepared]:
    """Give the rows of all sources, prepared, in order."""
    with closing(map_in_order(how, _chunks(sources), workers)) as prepared:
        yield from prepared


def _chunks(sources: Sequence[Source]) -> Iterator[Chunk]:
    for source in sources:
        for first, rows in batches(source, BATCH_ROWS):
            yield Chunk(source.name, source.columns, first, rows)
