"""Several snapshots to one: history that came year by year, cut to a period if wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa

from features.near_duplicates import signatures
from features.recipe import Recipe
from features.tags import tag_spans
from training.errors import BrokenSnapshot
from training.snapshots.prepare import Prepared, row_digests
from training.snapshots.snapshot import COMPLAINTS, SECRET, Snapshot
from training.snapshots.writer import SnapshotWriter

_LOCAL = ZoneInfo("Asia/Jakarta")
_BATCH = 2_000


def merge(
    snapshots: Sequence[Snapshot],
    out: Path,
    now: datetime,
    first_day: date | None = None,
    last_day: date | None = None,
) -> Snapshot:
    """Freeze the rows of several snapshots as one; an id that an earlier one had is refused.

    With a period, rows outside it, and rows without a date, are left out: `rows` of a source in the card minus `kept`.

    Raises:
        BrokenSnapshot: they were made by different recipes, so their texts would not be alike.
    """
    recipes = {snapshot.card.recipe_digest for snapshot in snapshots}
    recipe = Recipe(masked_types=snapshots[0].card.masked_types)
    if recipes != {recipe.safe_digest}:
        raise BrokenSnapshot(
            folder=str(snapshots[0].folder), problem="it was made by another recipe than this version's"
        )
    with SnapshotWriter(out, recipe) as writer:
        for snapshot in snapshots:
            for prepared in _prepared(snapshot, first_day, last_day):
                writer.add(prepared)
        headers = {snapshot.card.digest[:12]: 0 for snapshot in snapshots}
        first = snapshots[0].card
        return writer.finish(headers, first.taxonomy, first.mapping_digest, now)


def _prepared(snapshot: Snapshot, first_day: date | None, last_day: date | None) -> Iterator[Prepared]:
    name = snapshot.card.digest[:12]
    for file in (COMPLAINTS, SECRET):
        table = snapshot.table(file).remove_columns(["group"]).with_format("arrow")
        for rows in table.iter(_BATCH):
            kept = rows.filter(pa.array([_inside(at, first_day, last_day) for at in rows["received_at"].to_pylist()]))
            batch = kept.combine_chunks().to_batches() or [pa.RecordBatch.from_pylist([], schema=kept.schema)]
            texts = [
                f"{title} {text}"
                for title, text in zip(kept["title"].to_pylist(), kept["text"].to_pylist(), strict=True)
            ]
            masked = {place: Counter(tag for _, _, tag in tag_spans(text)) for place, text in enumerate(texts)}
            yield Prepared(name, batch[0], row_digests(batch[0]), signatures(texts), masked, [], rows.num_rows)


def _inside(moment: datetime | None, first_day: date | None, last_day: date | None) -> bool:
    if first_day is None and last_day is None:
        return True
    if moment is None:
        return False
    day = moment.astimezone(_LOCAL).date()
    return (first_day is None or day >= first_day) and (last_day is None or day <= last_day)
