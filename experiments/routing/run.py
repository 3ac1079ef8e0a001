"""Routing on three corpora: role, place and agency beside a flat rival, unseen agencies and roles, an unseen town, ablations.

    python -m experiments.routing.run --data FOLDER [--bundle DIR] [--output DIR]

FOLDER holds surabaya.csv.gz, bandung.csv.gz, national.csv.gz, splits.csv.gz and taxonomy/; they are not
in the repository. DIR is a finished bundle of experiments/surabaya/train.yaml: with it the fine-tuned encoder is
measured on Surabaya too. Writes report.md, metrics.json and findings.json beside this file; no complaint's text.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jinja2
import numpy as np
from rich.console import Console

from experiments.routing.cases import judge_cases, judge_places, sample_model
from experiments.routing.corpora import SETTINGS, Town, in_setting, load_towns
from experiments.routing.fine_tuned import fine_tuned_predictor
from experiments.routing.flat import fit_flat
from experiments.routing.heads import fit_heads, opened, prepared, vectors_of
from experiments.routing.held_out import ablate, hold_out_roles, leave_town_out
from experiments.routing.measure import Outcome, asked_rows, flat, interval, paired, routed
from experiments.routing.names import listed_names, names_of_rows, rank_names, rank_names_by_bm25, share_in_first
from models.scorer import read
from training.answering import predictor_of
from training.bundle_writer import processor_name
from training.calibrate import FittedModel
from training.prepare import Prepared
from triage.directory import Directory, load_directory
from triage.errors import TriageError
from triage.router import make_router

HERE = Path(__file__).parent
SAY = Console(stderr=True, highlight=False)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, help="without it the report is made again from the figures that stand here"
    )
    parser.add_argument("--bundle", type=Path)
    parser.add_argument("--output", type=Path, default=Path("runs/routing"))
    options = parser.parse_args()
    if options.data is None:
        write(_stored("metrics"), _stored("findings"))
        return 0
    try:
        metrics, findings = measure(options.data, options.bundle, options.output)
    except TriageError as mistake:
        SAY.print(str(mistake))
        return 2
    write(metrics, findings)
    return 0


def measure(data: Path, bundle: Path | None, output: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the figures by corpus, setting and model, and all else that the report tells."""
    directory = load_directory()
    towns = load_towns(data, directory)
    metrics: dict[str, Any] = {}
    findings: dict[str, Any] = {
        "date": datetime.now(UTC).date().isoformat(),
        "processor": processor_name(),
        "rows": {
            name: [len(town.parts.train), len(town.parts.calibration), len(town.parts.test)]
            for name, town in towns.items()
        },
        "differences": {},
        "ablation": {},
        "held_out_roles": {},
        "unseen_town": {},
        "fits": {},
    }
    for name, town in towns.items():
        SAY.print(f"› {name}: fitting the heads")
        run = prepared(name, town.parts, make_router(directory, town.tenant), output)
        vectors = vectors_of(run, output)
        (served,) = opened(run, fit_heads(run, vectors)[-1:])
        findings["fits"][name] = _fit(served)
        metrics[name], findings["differences"][name] = compare(run, town, served, vectors, directory)
        SAY.print(f"› {name}: signals left out, roles held out")
        findings["ablation"][name] = ablate(run, served)
        findings["held_out_roles"][name] = hold_out_roles(name, town, directory, output)
        SAY.print(f"› {name}: as an unseen town")
        findings["unseen_town"][name] = leave_town_out(name, towns, directory, output)
        if name == "national":
            findings["names"] = rank_listed(data, run, served, directory)
            for setting in SETTINGS:
                metrics[name][setting]["routed"]["unseen_top5"] = findings["names"]["routed"]
        if name == "surabaya" and bundle is not None:
            SAY.print("› surabaya: the fine-tuned encoder")
            findings["fine_tuned"] = fine_tuned(bundle, town, run)
    SAY.print("› The fictitious cases and places")
    findings["cases"] = judge_cases(sample_model(directory, output), directory)
    findings["places"] = judge_places(directory)
    return metrics, findings


def compare(
    run: Prepared, town: Town, model: FittedModel, vectors: dict[str, np.ndarray], directory: Directory
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the figures of router and flat rival on the test part, in both settings, and their paired differences."""
    test = asked_rows(town.parts.test)
    texts = dict(zip((row.id for row in test), run.texts(tuple(test)), strict=True))
    for rows in (town.parts.train, town.parts.calibration):
        texts |= zip((row.id for row in rows), run.texts(rows), strict=True)
    reading = read(model.scorer, [texts[row.id] for row in test])
    predictions = predictor_of(run, model).from_reading([texts[row.id] for row in test], *reading)
    seen = {row.agency for row in town.parts.train}
    unseen = np.array([row.agency not in seen for row in test])
    figures: dict[str, Any] = {}
    differences: dict[str, Any] = {}
    for setting in SETTINGS:
        SAY.print(f"› {town.name}: {setting}, router and flat rival")
        ours = routed(in_setting(test, setting), predictions, run.router, model.calibration.routing)
        parts = [in_setting(rows, setting) for rows in (town.parts.train, town.parts.calibration, test)]
        theirs = flat(test, fit_flat(*parts, texts, vectors).ranked(), directory)
        placed = _placed(test, ours)
        figures[setting] = {"flat": _figures(theirs, unseen, None), "routed": _figures(ours, unseen, placed)}
        differences[setting] = paired(ours.right, theirs.right) | {"unseen_rows": int(unseen.sum())}
    return figures, differences


def _placed(test: Any, ours: Outcome) -> np.ndarray | None:
    return ours.place_right if ours.place_right is not None and len(ours.place_right) else None


def _figures(outcome: Outcome, unseen: np.ndarray, placed: np.ndarray | None) -> dict[str, Any]:
    return {
        "role": round(float(outcome.role_right.mean()), 4),
        "place": None if placed is None else round(float(placed.mean()), 4),
        "agency": round(float(outcome.right.mean()), 4),
        "agency_interval": interval(outcome.right),
        "unseen_top5": outcome.top5(unseen),
        "n": len(outcome.truth),
        "n_place": 0 if placed is None else len(placed),
        "n_unseen": int(unseen.sum()),
    }


def rank_listed(data: Path, run: Prepared, model: FittedModel, directory: Directory) -> dict[str, Any]:
    """Return how often an agency without a training row is among the first five of all listed names, beside BM25."""
    listed, written = listed_names(data, directory), names_of_rows(data)
    at = {name.name: column for column, name in enumerate(listed)}
    trained = {written[row.id] for row in run.parts.train}
    rows = [row for row in run.parts.test if written[row.id] in at and written[row.id] not in trained]
    texts = run.texts(tuple(rows))
    predictions = predictor_of(run, model).from_reading(texts, *read(model.scorer, texts))
    truth = np.array([at[written[row.id]] for row in rows])
    ours = share_in_first(rank_names(rows, predictions, run.router, model.calibration.routing, listed), truth)
    theirs = share_in_first(rank_names_by_bm25(texts, listed, directory), truth)
    return {
        "n": len(rows),
        "names": len(listed),
        "routed": round(float(ours.mean()), 4),
        "routed_interval": interval(ours),
        "bm25": round(float(theirs.mean()), 4),
        "bm25_interval": interval(theirs),
        "difference": paired(ours, theirs),
    }


def fine_tuned(bundle: Path, town: Town, run: Prepared) -> dict[str, Any]:
    """Return the agency figures of the bundle's ensemble on Surabaya, in both settings."""
    predictor, fit = fine_tuned_predictor(bundle, town.parts, run.router)
    test = asked_rows(town.parts.test)
    predictions = predictor.predict_texts(run.texts(tuple(test)))
    found: dict[str, Any] = {"rule_trust": fit.rule_trust}
    for setting in SETTINGS:
        ours = routed(in_setting(test, setting), predictions, run.router, fit)
        found[setting] = {
            "agency": round(float(ours.right.mean()), 4),
            "interval": interval(ours.right),
            "role": round(float(ours.role_right.mean()), 4),
        }
    return found


def _fit(model: FittedModel) -> dict[str, float]:
    fit = model.calibration.routing
    return {"rule_trust": fit.rule_trust, "slope": round(fit.slope, 3), "intercept": round(fit.intercept, 3)}


def write(metrics: dict[str, Any], findings: dict[str, Any]) -> None:
    """Write metrics.json, findings.json and the report made from them."""
    (HERE / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n", encoding="utf-8")
    (HERE / "findings.json").write_text(json.dumps(findings, indent=1) + "\n", encoding="utf-8")
    loader = jinja2.FileSystemLoader(HERE)
    environment = jinja2.Environment(  # noqa: S701 - the report is Markdown
        loader=loader, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    report = environment.get_template("report.md.jinja").render(metrics=metrics, misses=_stored("misses"), **findings)
    (HERE / "report.md").write_text(report, encoding="utf-8")


def _stored(name: str) -> dict[str, Any]:
    stored: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    return stored


if __name__ == "__main__":
    sys.exit(main())
