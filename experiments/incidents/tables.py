"""The frozen tables of data/incidents as reports, and what a rule makes of them when they come in one by one."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

from features.likeness import Fingerprint, fingerprint, likeness
from triage.incidents import IncidentRules, Report, find_incident

FOLDER = Path(__file__).parents[2] / "data/incidents"
START = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
HALVES = ("tuning", "held_out")


@dataclass(frozen=True)
class Row:
    """One fictitious report, its text, and the incident that its writer meant."""

    report: Report
    text: str
    truth: str | None


def read(half: str) -> list[Row]:
    """Return the reports of one half, in the order in which they come in."""
    raw = [json.loads(line) for line in (FOLDER / f"{half}.jsonl").read_text(encoding="utf-8").splitlines()]
    rows = [
        Row(
            Report(
                line["id"], line["region"], line["category"], line["urgency"], START + timedelta(hours=line["hours"])
            ),
            line["text"],
            line["incident"],
        )
        for line in raw
    ]
    return sorted(rows, key=lambda row: (row.report.received_at, row.report.id))


def assign(rows: Sequence[Row], rules: IncidentRules, alike: Callable[[str, str], float]) -> dict[str, str]:
    """Return the incident of every report, one by one; a report that stands alone is its own incident."""
    before: list[Report] = []
    for row in rows:
        new = row.report
        joining = find_incident(new, before, lambda other, new=new: alike(new.id, other.id), rules)
        if joining is not None:
            name = joining.incident or f"incident of {joining.reports[0]}"
            before = [replace(other, incident=name) if other.id in joining.reports else other for other in before]
            new = replace(new, incident=name)
        before.append(new)
    return {report.id: report.incident or report.id for report in before}


def by_fingerprint(rows: Sequence[Row]) -> Callable[[str, str], float]:
    """Return the likeness of two reports of `rows`, by their ids."""
    prints: dict[str, Fingerprint] = {row.report.id: fingerprint(row.text) for row in rows}
    return lambda a, b: likeness(prints[a], prints[b])


def score(rows: Sequence[Row], found: dict[str, str]) -> dict[str, float]:
    """Return precision and recall over pairs of reports, and B-cubed over the reports of incidents.

    Pairs: of the pairs put together, how many belong together, and the reverse. B-cubed (Bagga and Baldwin 1998)
    averages over reports, so that a big incident does not outweigh the small ones; lone reports count in its
    precision and are left out of its recall, where each would be a free hit.
    """
    truth = {row.report.id: row.truth or row.report.id for row in rows}
    together = {pair for pair in combinations(sorted(truth), 2) if found[pair[0]] == found[pair[1]]}
    belong = {pair for pair in combinations(sorted(truth), 2) if truth[pair[0]] == truth[pair[1]]}
    hits = len(together & belong)
    precisions, recalls = [], []
    for one in truth:
        mine = {other for other in truth if found[other] == found[one]}
        right = {other for other in truth if truth[other] == truth[one]}
        if len(mine) > 1:
            precisions.append(len(mine & right) / len(mine))
        if len(right) > 1:
            recalls.append(len(mine & right) / len(right))
    return {
        "pair_precision": hits / len(together) if together else 1.0,
        "pair_recall": hits / len(belong),
        "bcubed_precision": sum(precisions) / len(precisions) if precisions else 1.0,
        "bcubed_recall": sum(recalls) / len(recalls),
    }
