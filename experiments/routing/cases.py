"""The fictitious tables: routing cases and places, judged with a model trained on the bundled sample alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from experiments.routing.heads import fit_linear_head, opened, prepared
from models.scorer import read
from training.answering import predictor_of
from training.calibrate import FittedModel
from training.config import HashSplit
from training.corpus.mapping import load_mapping
from training.corpus.reader import read_corpus
from training.prepare import Prepared
from training.split import Parts, divide
from triage.complaint import Complaint
from triage.directory import Directory
from triage.prediction import RoutingFit
from triage.router import Route, make_router
from triage.taxonomy import load_taxonomy

TABLES = Path("data/routing")
RULE_TRUST = 1.0
"""A model of 400 sample texts is trusted less than the law: the rules speak at their full weight."""
_NOW = datetime(2026, 1, 5, tzinfo=UTC)


@dataclass(frozen=True)
class SampleModel:
    """A prepared run over the sample and its linear model, opened to all roles."""

    run: Prepared
    model: FittedModel


def sample_model(directory: Directory, output: Path) -> SampleModel:
    """Return the linear model of the bundled sample: 65 % train, 35 % calibrate."""
    corpus = read_corpus(
        (Path("data/sample/complaints.jsonl"),),
        load_mapping(Path("data/sample/mapping.yaml")),
        load_taxonomy(),
        directory,
    )
    parts = divide(corpus.complaints, HashSplit(calibration=0.35, test=0.01))
    run = prepared("sample", Parts(parts.train, parts.calibration, parts.test, 0, 0), make_router(directory), output)
    return SampleModel(run, opened(run, [fit_linear_head(run)])[0])


def judge_cases(sample: SampleModel, directory: Directory) -> dict[str, Any]:
    """Return the share of cases whose first agency is acceptable, by table and group, and the misses with what was given."""
    found: dict[str, Any] = {}
    for table in ("cases", "holdout"):
        rows = [json.loads(line) for line in (TABLES / f"{table}.jsonl").read_text(encoding="utf-8").splitlines()]
        routes = route_cases(sample, rows)
        right = [
            bool(route.candidates) and route.candidates[0].agency.slug in row["acceptable"]
            for row, route in zip(rows, routes, strict=True)
        ]
        groups: dict[str, list[bool]] = {}
        for row, hit in zip(rows, right, strict=True):
            groups.setdefault(row["group"], []).append(hit)
        found[table] = {
            "right": sum(right),
            "n": len(rows),
            "groups": {group: [sum(hits), len(hits)] for group, hits in groups.items()},
            "misses": [
                miss_of(row, route, directory) for row, route, hit in zip(rows, routes, right, strict=True) if not hit
            ],
        }
    return found


def route_cases(sample: SampleModel, rows: list[dict[str, Any]]) -> list[Route]:
    """Return the route of each case."""
    run, model = sample.run, sample.model
    texts = [run.recipe.safe_text(row["text"]) for row in rows]
    predictions = predictor_of(run, model).from_reading(texts, *read(model.scorer, texts))
    fit = RoutingFit(rule_trust=RULE_TRUST)
    return [
        run.router(Complaint(row["id"], row["text"], _NOW, region=row["region"]), prediction, fit)
        for row, prediction in zip(rows, predictions, strict=True)
    ]


def miss_of(row: dict[str, Any], route: Route, directory: Directory) -> dict[str, Any]:
    """Return what is known of a miss: the case, what was given and wanted, and whether role or place was at fault."""
    given = route.candidates[0].agency.slug if route.candidates else None
    roles = {slug.split(":")[0] for slug in row["acceptable"]}
    if given is None or (given.split(":")[0] in roles):
        cause = "place"
    elif any(rule.to in roles for rule in route.rules):
        cause = "role, though a rule spoke for it"
    elif any(rule.to == given.split(":")[0] for rule in route.rules):
        cause = "role, another rule spoke"
    else:
        cause = "role, no rule spoke"
    return {"id": row["id"], "given": given, "acceptable": row["acceptable"], "cause": cause}


def judge_places(directory: Directory) -> dict[str, Any]:
    """Return the share of places right by trap, for the odd rows (tuned on) and the even ones."""
    finder = make_router(directory).find_places
    found: dict[str, dict[str, list[int]]] = {"odd": {}, "even": {}}
    for line in (TABLES / "places.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        half = "odd" if int(row["id"][2:]) % 2 else "even"
        counts = found[half].setdefault(row["trap"], [0, 0])
        counts[0] += place_is_right(row, finder(Complaint(row["id"], row["text"], _NOW, region=row["region"])))
        counts[1] += 1
    return {
        half: {"right": sum(c[0] for c in traps.values()), "n": sum(c[1] for c in traps.values()), "traps": traps}
        for half, traps in found.items()
    }


def place_is_right(row: dict[str, Any], places: list[Any]) -> bool:
    """Return whether the first place is one of the places; where the text names none, whether the known region stayed first."""
    first = places[0].region.code if places else None
    if row["places"]:
        return first in row["places"] or (first in row["also"] and row["trap"] not in ("several", "outside"))
    return first == row["region"] or first in row["also"]
