"""What places, rules and ranking add per complaint on one core: python -m experiments.benchmarks.routing_speed

Fictitious complaints of the sample and the case tables; role scores over all roles of the directory, as an
opened model gives them. Writes routing_speed.md beside this file.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from features.misconduct.signs import read_misconduct
from training.bundle_writer import processor_name
from triage.complaint import Complaint
from triage.directory import load_directory
from triage.prediction import Distribution, ModelReference, Prediction, RoutingFit
from triage.router import make_router
from triage.tasks import Task

HERE = Path(__file__).parent
REPEATS = 5


def main() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    now = datetime(2026, 1, 5, tzinfo=UTC)
    started = time.perf_counter()
    directory = load_directory()
    router = make_router(directory, "35.78")
    router.find_places.gazetteer.warm_up()
    opened = time.perf_counter() - started
    complaints = [Complaint(row["id"], row["text"], now, region=row["region"]) for row in rows()]
    rng = np.random.default_rng(13)
    roles = tuple(directory.roles)
    predictions = [
        Prediction(
            {Task.ROLE: Distribution(roles, tuple(rng.dirichlet(np.full(len(roles), 0.05)).tolist()))},
            ModelReference("m", "1", "r", "l", "t"),
        )
        for _ in complaints
    ]
    steps = {
        "places": lambda complaint, prediction: router.find_places(complaint, router.tenant),
        "rules": lambda complaint, prediction: router.jurisdiction.speaking(complaint.full_text),
        "misconduct": lambda complaint, prediction: read_misconduct(complaint),
        "places + rules + rank": lambda complaint, prediction: router(
            complaint, prediction, RoutingFit(0.5, 0.9, -0.1)
        ),
    }
    lines = [
        f"| {name} | {' | '.join(f'{value:.2f}' for value in timed(step, complaints, predictions))} |"
        for name, step in steps.items()
    ]
    words = statistics.median(len(complaint.text.split()) for complaint in complaints)
    page = f"""# Routing speed

Made by `python -m experiments.benchmarks.routing_speed` on {now_utc()}; {processor_name()}, one core, shared machine.
{len(complaints)} fictitious complaints (median {words:.0f} words), {len(roles)} roles, {REPEATS} passes after one to warm up; milliseconds per complaint.
Directory, rules and the gazetteer of 91,599 regions were ready after {opened:.2f} s.

| step | median | p95 | p99 |
|---|---|---|---|
{chr(10).join(lines)}

The issue asks for places + rank under 2 ms.
"""
    (HERE / "routing_speed.md").write_text(page, encoding="utf-8")
    print(page)


def rows() -> list[dict[str, str | None]]:
    sample = [
        json.loads(line) for line in Path("data/sample/complaints.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    cases = [json.loads(line) for line in Path("data/routing/cases.jsonl").read_text(encoding="utf-8").splitlines()]
    return [*sample, *cases]


def timed(step, complaints, predictions) -> tuple[float, float, float]:
    times = []
    for turn in range(REPEATS + 1):
        for complaint, prediction in zip(complaints, predictions, strict=True):
            started = time.perf_counter()
            step(complaint, prediction)
            if turn:
                times.append((time.perf_counter() - started) * 1000)
    median, p95, p99 = np.percentile(times, (50, 95, 99))
    return float(median), float(p95), float(p99)


def now_utc() -> str:
    return datetime.now(UTC).date().isoformat()


if __name__ == "__main__":
    main()
