"""Does the rule put together what is one incident? python -m experiments.incidents.run

On the frozen tables of data/incidents, beside near-duplicates (MinHash) alone, beside category, place and time without
the text, and beside the rule without its subjects; on complaints that have nothing to do with each other (data/sample,
thrown into one district); and the time that it takes. Writes report.md and metrics.json.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from experiments.incidents.tables import HALVES, START, Row, assign, by_fingerprint, read, score
from features.likeness import Fingerprint, fingerprint, likeness
from features.near_duplicates import SIMILAR, signatures
from triage.incidents import IncidentRules, Report, find_incident

HERE = Path(__file__).parent
SAMPLE = HERE.parents[1] / "data/sample/complaints.jsonl"
RULES = IncidentRules()
TEXT_ALONE = RULES.model_copy(
    update={"founding": SIMILAR, "joining": SIMILAR, "wide_place": 0.0, "other_category": 0.0}
)
STRICTER = (0.25, 0.30, 0.35, 0.40, 0.45, 0.50)
SEED, A_DAY, RECENT, ROUNDS = 13, 60, 500, 20

Alike = Callable[[str, str], float]


def main() -> None:
    metrics: dict[str, Any] = {"rules": RULES.model_dump()}
    for half in HALVES:
        rows = read(half)
        metrics[half] = {
            "reports": len(rows),
            "incidents": len({row.truth for row in rows if row.truth}),
            "in_incidents": sum(row.truth is not None for row in rows),
            "rule": score(rows, assign(rows, RULES, by_fingerprint(rows))),
            "without_subjects": score(rows, assign(rows, RULES, by_words(rows))),
            "near_duplicates": score(rows, assign(rows, TEXT_ALONE, by_minhash(rows))),
            "same_category": score(rows, assign(rows, RULES, by_category(rows))),
            "thresholds": {str(level): at_threshold(rows, level) for level in STRICTER},
        }
    metrics["strangers"] = strangers()
    metrics["time"] = times()
    (HERE / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n", encoding="utf-8")
    (HERE / "report.md").write_text(report(metrics), encoding="utf-8")
    print(report(metrics))


def at_threshold(rows: Sequence[Row], level: float) -> dict[str, float]:
    """Return the figures of the rule with another threshold for founding and joining."""
    return score(
        rows, assign(rows, RULES.model_copy(update={"founding": level, "joining": level}), by_fingerprint(rows))
    )


def by_words(rows: Sequence[Row]) -> Alike:
    """Return the likeness of two reports without their subjects."""
    prints = {row.report.id: replace(fingerprint(row.text), subjects=frozenset()) for row in rows}
    return lambda a, b: likeness(prints[a], prints[b])


def by_minhash(rows: Sequence[Row]) -> Alike:
    """Return the estimated Jaccard likeness of two reports' word pairs."""
    found = dict(zip((row.report.id for row in rows), signatures([row.text for row in rows]), strict=True))
    return lambda a, b: float((found[a] == found[b]).mean())


def by_category(rows: Sequence[Row]) -> Alike:
    """Return 1 where the categories of two reports are the same, whatever they say."""
    categories = {row.report.id: row.report.category for row in rows}
    return lambda a, b: float(categories[a] == categories[b])


def strangers() -> dict[str, float]:
    """Return what share of unrelated complaints the rule pulls together when each day's lie in one district.

    An upper bound of harm: the sample repeats subjects, and no district has so many complaints in a day.
    """
    raw = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    raw = [line for line in raw if not line.get("is_secret")]
    random.Random(SEED).shuffle(raw)
    together = pairs = 0
    for first in range(0, len(raw), A_DAY):
        day = [row_of(line, at) for at, line in enumerate(raw[first : first + A_DAY])]
        found = assign(day, RULES, by_fingerprint(day))
        sizes = {name: list(found.values()).count(name) for name in set(found.values())}
        together += sum(size for size in sizes.values() if size > 1)
        pairs += sum(size * (size - 1) // 2 for size in sizes.values())
    possible = len(raw) * (A_DAY - 1) / 2
    return {
        "reports": len(raw),
        "a_day": A_DAY,
        "share_in_an_incident": together / len(raw),
        "share_of_pairs": pairs / possible,
    }


def row_of(line: dict[str, Any], at: int) -> Row:
    """Return a sample complaint as a report of one district and one day."""
    moment = START + timedelta(hours=24 * at / A_DAY)
    report = Report(line["id"], "35.78.08", line["category"], line.get("urgency") or "sedang", moment)
    return Row(report, f"{line.get('title') or ''}. {line['text']}", None)


def times() -> dict[str, float]:
    """Return milliseconds: a fingerprint, reading one from JSON, and one report against 500 of its place (median)."""
    rows = [row for half in HALVES for row in read(half)]
    for row in rows:
        fingerprint(row.text)
    started = process_time()
    prints = [fingerprint(row.text) for row in rows]
    a_fingerprint = (process_time() - started) / len(rows)
    written = [json.dumps(made.as_dict()) for made in prints]
    started = process_time()
    for line in written:
        Fingerprint.from_dict(json.loads(line))
    a_reading = (process_time() - started) / len(rows)
    recent, stored = burst(rows, prints)
    new = replace(recent[0], id="new", incident=None)
    against = []
    for made in prints[:ROUNDS]:
        started = process_time()
        find_incident(new, recent, lambda other, made=made: likeness(made, stored[other.id]), RULES)
        against.append(process_time() - started)
    return {
        "fingerprint_ms": 1000 * a_fingerprint,
        "from_json_ms": 1000 * a_reading,
        "against_500_ms": 1000 * median(against),
        "fingerprint_bytes": median(len(line) for line in written),
    }


def burst(rows: Sequence[Row], prints: Sequence[Fingerprint]) -> tuple[list[Report], dict[str, Fingerprint]]:
    """Return 500 reports of one place and hour, half of them in one incident, and their fingerprints."""
    recent = [
        replace(
            rows[at % len(rows)].report,
            id=f"R-{at}",
            region="35.78.08",
            received_at=START,
            incident="I-1" if at % 2 else None,
        )
        for at in range(RECENT)
    ]
    return recent, {report.id: prints[at % len(prints)] for at, report in enumerate(recent)}


NAMED = {
    "rule": "the rule",
    "without_subjects": "the rule without subjects, words alone",
    "near_duplicates": "near-duplicates (MinHash ≥ 0.7) in the same place and window",
    "same_category": "same category, place and window, text not read",
}


def report(metrics: dict[str, Any]) -> str:
    lines = [
        "# Which reports are one incident\n",
        f"Made by `python -m experiments.incidents.run` on {datetime.now(UTC):%Y-%m-%d}. Reports come in one by one, as at the",
        "door. Pairs: of the pairs put together, the share that belong together, and the reverse; B-cubed averages over reports.\n",
        "| half | what decides | pair precision | pair recall | B-cubed precision | B-cubed recall |",
        "|---|---|---|---|---|---|",
    ]
    for half in HALVES:
        lines += [f"| {half} | {name} | {cells(metrics[half][key])} |" for key, name in NAMED.items()]
    sizes = "; ".join(
        f"{half}: {metrics[half]['reports']} reports, {metrics[half]['in_incidents']} of them in {metrics[half]['incidents']} incidents"
        for half in HALVES
    )
    lines += ["", f"{sizes}.", "", (HERE / "findings.md").read_text(encoding="utf-8").strip(), ""]
    lines += [
        "## Another threshold\n",
        "Held-out half, threshold for founding and joining alike; shown, not chosen by.\n",
    ]
    lines += [
        "| threshold | pair precision | pair recall | B-cubed precision | B-cubed recall |",
        "|---|---|---|---|---|",
    ]
    lines += [f"| {level} | {cells(found)} |" for level, found in metrics["held_out"]["thresholds"].items()]
    apart, time = metrics["strangers"], metrics["time"]
    lines += [
        "\n## Complaints that have nothing to do with each other\n",
        f"{apart['reports']} complaints of data/sample (other writers), {apart['a_day']} a day thrown into one district:",
        f"{apart['share_in_an_incident']:.1%} of them land in some incident, {apart['share_of_pairs']:.2%} of all pairs are put together.",
        "\n## Time\n",
        f"Processor time, one thread of a shared two-core machine: a fingerprint {time['fingerprint_ms']:.2f} ms ({time['fingerprint_bytes']:.0f} bytes of JSON), reading one",
        f"{time['from_json_ms']:.3f} ms, one report against {RECENT} of its place and hour {time['against_500_ms']:.1f} ms.\n",
    ]
    return "\n".join(lines)


def cells(found: dict[str, float]) -> str:
    return " | ".join(f"{value:.2f}" for value in found.values())


if __name__ == "__main__":
    main()
