"""What danger signals, fusion and lane add per complaint on one core: python -m experiments.benchmarks.urgency_speed

Fictitious complaints of the sample; a fusion fitted on them with random log-probabilities in place of a network's.
Writes urgency_speed.md beside this file.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from features.danger.signals import danger_reader
from models.urgency.part import UrgencyPart
from training.bundle_writer import processor_name
from training.urgency import Evidence, fit_urgency
from triage.complaint import Complaint
from triage.dangers import DangerSignal

HERE = Path(__file__).parent
LEVELS = ("rendah", "sedang", "tinggi", "darurat")
REPEATS = 5


def main() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    now = datetime(2026, 1, 5, tzinfo=UTC)
    rows = [json.loads(line) for line in Path("data/sample/complaints.jsonl").read_text(encoding="utf-8").splitlines()]
    complaints = [Complaint(row["id"], row["text"], now, title=row["title"]) for row in rows]
    started = time.perf_counter()
    reader = danger_reader()
    opened = time.perf_counter() - started
    dangers = [reader(complaint) for complaint in complaints]
    random = np.random.default_rng(13)
    read = np.log(random.dirichlet(np.ones(len(LEVELS)), len(rows)))
    labels = np.array([LEVELS.index(row["urgency"]) for row in rows])
    part = fit_urgency(Evidence(read, dangers, labels, np.ones(len(rows))))
    steps: dict[str, Callable[[int], object]] = {
        "signals": lambda row: reader(complaints[row]),
        "fusion": lambda row: part(read[row : row + 1], [dangers[row]]),
        "signals + fusion": lambda row: _both(part, read[row : row + 1], reader(complaints[row])),
    }
    words = statistics.median(len(complaint.full_text.split()) for complaint in complaints)
    lines = [
        f"| {name} | {' | '.join(f'{value:.2f}' for value in _timed(step, len(rows)))} |"
        for name, step in steps.items()
    ]
    (HERE / "urgency_speed.md").write_text(
        f"""# What urgency adds to the network's run

`python -m experiments.benchmarks.urgency_speed` on {datetime.now(UTC).date()}, {processor_name()}, one core; {len(rows)} complaints of the sample (median {words:.0f} words), {REPEATS} rounds.
Milliseconds per complaint; the network's own run is not in them. The reader was ready after {opened:.2f} s.

| step | median | p95 | slowest |
|---|---|---|---|
{chr(10).join(lines)}
""",
        encoding="utf-8",
    )


def _both(part: UrgencyPart, read: np.ndarray, dangers: tuple[DangerSignal, ...]) -> object:
    return part(read, [dangers])


def _timed(step: Callable[[int], object], n: int) -> tuple[float, float, float]:
    """Return median, 95th percentile and slowest, each row by its fastest round, in milliseconds."""
    times = np.full((REPEATS, n), np.inf)
    for repeat in range(REPEATS):
        for row in range(n):
            started = time.perf_counter()
            step(row)
            times[repeat, row] = time.perf_counter() - started
    fastest = times.min(axis=0) * 1e3
    return float(np.median(fastest)), float(np.percentile(fastest, 95)), float(fastest.max())


if __name__ == "__main__":
    main()
