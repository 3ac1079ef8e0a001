"""Counts over a snapshot's rows, batch by batch."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from triage.tasks import Task

_LOCAL_TIME = pa.timestamp("us", tz="Asia/Jakarta")
_BOUNDS = (50, 100, 200, 400, 800, 1_600, 3_200, 20_000)


class Statistics:
    """Adds up what a data card tells of the rows; nothing here holds a text."""

    def __init__(self) -> None:
        self.rows = 0
        self.secret = 0
        self.labels: dict[Task, Counter[str]] = {task: Counter() for task in Task}
        self.channels: Counter[str] = Counter()
        self.months: Counter[str] = Counter()
        self.first_day: date | None = None
        self.last_day: date | None = None
        self._lengths: Counter[int] = Counter()

    def add(self, rows: pa.RecordBatch) -> None:
        """Count the rows of a batch."""
        self.rows += rows.num_rows
        self.secret += pc.sum(pc.equal(rows["confidentiality"], "secret")).as_py() or 0
        for task, counts in self.labels.items():
            counts.update(_counts(rows[task.value]))
        self.channels.update(_counts(rows["channel"]))
        bounds = np.searchsorted(_BOUNDS, pc.utf8_length(rows["text"]).to_numpy(zero_copy_only=False))
        for place, count in enumerate(np.bincount(bounds, minlength=len(_BOUNDS)).tolist()):
            self._lengths[_BOUNDS[min(place, len(_BOUNDS) - 1)]] += count
        self._add_days(rows["received_at"].drop_null().cast(_LOCAL_TIME))

    @property
    def lengths(self) -> dict[str, int]:
        """Rows by length in characters."""
        return {str(bound): self._lengths[bound] for bound in _BOUNDS if self._lengths[bound]}

    def _add_days(self, moments: pa.Array) -> None:
        if not len(moments):
            return
        self.months.update(_counts(pc.strftime(moments, format="%Y-%m")))
        ends = pc.min_max(moments).as_py()
        self.first_day = min(self.first_day or date.max, ends["min"].date())
        self.last_day = max(self.last_day or date.min, ends["max"].date())


def _counts(column: pa.Array) -> dict[str, int]:
    counted = pc.value_counts(column.drop_null())
    return dict(zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True))
