"""Writing a snapshot: safe rows as they come, then groups of near-duplicates, counts and the card."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from features.near_duplicates import PERMUTATIONS, group
from features.recipe import Recipe
from features.tags import Tag
from training.corpus.reader import SeenIds
from training.corpus.rejects import RejectsFile
from training.snapshots.card import CARD, Card, Duplicates, SourceFacts
from training.snapshots.prepare import ROWS, SOURCE, Prepared, refuse_repeats
from training.snapshots.snapshot import COMPLAINTS, REJECTS, SECRET, Snapshot
from training.snapshots.statistics import Statistics
from triage.records import SCHEMA_VERSION

_LARGEST_RESENT = 4
_STORED = pa.unify_schemas([ROWS, SOURCE, pa.schema([("group", pa.string())])])


class SnapshotWriter:
    """Takes prepared rows in order and leaves one folder, named by the digest of recipe and content.

    What lies on disk before the end holds safe rows only, in a folder that is removed if the
    writing is cut. Memory holds eight bytes of each id and one signature at a time.
    """

    def __init__(self, out: Path, recipe: Recipe) -> None:
        out.mkdir(parents=True, exist_ok=True)
        self._out = out
        self._recipe = recipe
        self._ids = SeenIds()
        self._digest = sha256(f"{SCHEMA_VERSION}:{recipe.safe_digest}".encode())
        self._masked: Counter[Tag] = Counter()
        self._rows: Counter[str] = Counter()
        self._kept: Counter[str] = Counter()
        self._secret: list[NDArray[np.bool_]] = []

    def __enter__(self) -> Self:
        self._folder = Path(mkdtemp(prefix=".import-", dir=self._out))
        self._raw = pa.ipc.new_stream(str(self._folder / "rows.arrow"), pa.unify_schemas([ROWS, SOURCE]))
        self._signatures = (self._folder / "signatures").open("wb")
        self._rejects = RejectsFile(self._folder / REJECTS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, mistake: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in (self._raw, self._signatures, self._rejects):
            file.close()
        shutil.rmtree(self._folder, ignore_errors=True)  # gone already where the snapshot is finished

    def add(self, prepared: Prepared) -> None:
        """Write a chunk's rows; one whose id was there before is refused."""
        keep, rejects = refuse_repeats(prepared, self._ids)
        self._rejects.write(rejects)
        self._raw.write_batch(prepared.rows if keep.all() else prepared.rows.filter(pa.array(keep)))
        self._signatures.write(prepared.signatures[keep].tobytes())
        self._digest.update(prepared.digests[keep].tobytes())
        self._secret.append(np.array(pc.equal(prepared.rows["confidentiality"], "secret"), dtype=bool)[keep])
        for place, found in prepared.masked.items():
            if keep[place]:
                self._masked.update(found)
        self._rows[prepared.file] += prepared.seen
        self._kept[prepared.file] += int(keep.sum())

    def finish(self, headers: dict[str, int], taxonomy: str, mapping_digest: str, now: datetime) -> Snapshot:
        """Group near-duplicates, set secret rows apart, write the card, and give the folder its name."""
        for file in (self._raw, self._signatures, self._rejects):
            file.close()
        groups = self._groups()
        statistics = self._write_tables(groups)
        digest = self._digest.hexdigest()
        Card(
            schema_version=SCHEMA_VERSION,
            digest=digest,
            created=now,
            recipe_digest=self._recipe.safe_digest,
            masked_types=self._recipe.masked_types,
            taxonomy=taxonomy,
            mapping_digest=mapping_digest,
            sources=tuple(
                SourceFacts(name=name, header_row=row, rows=self._rows[name], kept=self._kept[name])
                for name, row in headers.items()
            ),
            rows=statistics.rows,
            secret=statistics.secret,
            first_day=statistics.first_day,
            last_day=statistics.last_day,
            labels={task: dict(counts.most_common()) for task, counts in statistics.labels.items()},
            channels=dict(statistics.channels.most_common()),
            masked={tag.value: count for tag, count in self._masked.most_common() if count},
            rejects=dict(self._rejects.counts.most_common()),
            duplicates=_count_duplicates(groups),
            months=dict(sorted(statistics.months.items())),
            lengths=statistics.lengths,
        ).save(self._folder)
        return self._move(digest)

    def _groups(self) -> NDArray[np.int64]:
        file = self._folder / "signatures"
        if not file.stat().st_size:
            return np.empty(0, dtype=np.int64)
        return group(np.memmap(file, dtype=np.uint32, mode="r").reshape(-1, PERMUTATIONS))

    def _write_tables(self, groups: NDArray[np.int64]) -> Statistics:
        statistics = Statistics()
        leaders = _leaders(groups, np.concatenate([*self._secret, np.empty(0, dtype=bool)]))
        names_at = _ids_at(self._folder / "rows.arrow", set(leaders.values()))
        sizes = np.bincount(groups, minlength=len(groups))
        with (
            pa.ipc.new_stream(str(self._folder / COMPLAINTS), _STORED) as public,
            pa.ipc.new_stream(str(self._folder / SECRET), _STORED) as secret,
        ):
            at = 0
            for batch in _read(self._folder / "rows.arrow"):
                here = groups[at : at + batch.num_rows]
                names = [names_at[leaders[place]] if sizes[place] > 1 else None for place in here.tolist()]
                batch = batch.append_column("group", pa.array(names, pa.string()))
                statistics.add(batch)
                hidden = pc.equal(batch["confidentiality"], "secret")
                public.write_batch(batch.filter(pc.invert(hidden)))
                secret.write_batch(batch.filter(hidden))
                at += batch.num_rows
        (self._folder / SECRET).chmod(0o600)
        for name in ("rows.arrow", "signatures"):
            (self._folder / name).unlink()
        return statistics

    def _move(self, digest: str) -> Snapshot:
        """Give the folder its name; one that has it already holds the same rows: only card and rejects are new."""
        target = self._out / digest
        if target.is_dir():
            merged_with_nothing = digest[:12] in self._rows
            for name in () if merged_with_nothing else (CARD, REJECTS):
                (self._folder / name).replace(target / name)
        else:
            self._folder.rename(target)
        return Snapshot.open(target)


def _read(path: Path) -> Iterator[pa.RecordBatch]:
    with pa.OSFile(str(path)) as file, pa.ipc.open_stream(file) as rows:
        yield from rows


def _leaders(groups: NDArray[np.int64], secret: NDArray[np.bool_]) -> dict[int, int]:
    """Return the row that names each group of two or more: its first public one, or its first if all are secret."""
    sizes = np.bincount(groups, minlength=len(groups))
    leaders = {place: place for place in np.flatnonzero(sizes > 1).tolist()}
    for place in np.flatnonzero((sizes[groups] > 1) & ~secret)[::-1].tolist() if len(groups) else []:
        leaders[int(groups[place])] = place
    return leaders


def _ids_at(path: Path, wanted: set[int]) -> dict[int, str]:
    """Return the ids of some rows by position."""
    found: dict[int, str] = {}
    at = 0
    for batch in _read(path):
        inside = [place for place in range(at, at + batch.num_rows) if place in wanted]
        found |= {place: batch["id"][place - at].as_py() for place in inside}
        at += batch.num_rows
    return found


def _count_duplicates(groups: NDArray[np.int64]) -> Duplicates:
    sizes = np.bincount(groups)
    sizes = sizes[sizes > 1]
    return Duplicates(
        groups=len(sizes),
        rows=int(sizes.sum()),
        resent=int((sizes <= _LARGEST_RESENT).sum()),
        campaigns=int((sizes > _LARGEST_RESENT).sum()),
        largest=int(sizes.max(initial=0)),
    )
