"""Surabaya end to end: train (or take up a finished run), score the test part beside the baselines, serve, report.

    python -m experiments.surabaya.run --data FOLDER

FOLDER holds surabaya.csv.gz and splits.csv.gz; they are not in the repository. Writes report.md and
metrics.json beside this file. No complaint's text is written anywhere.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from experiments.surabaya.report import Findings, write_findings
from experiments.surabaya.served import measure_bare_session, measure_server
from models.bundle.open import open_bundle
from models.scorer import Reading, Scorer, read
from training.answering import answers_of, score_each
from training.bundle_writer import processor_name
from training.calibrate import FittedModel, calibrate_part, fit_thresholds, mix
from training.config import LinearConfig, TrainingConfig, load_config
from training.evaluate.answers import Answers
from training.evaluate.metrics import accuracy, difference, macro_f1, summarise_all
from training.linear import fit_linear
from training.neural import LabelledTexts
from training.opening import open_all
from training.prepare import Prepared, prepare
from training.progress import quiet_libraries
from training.run import finished, train
from triage.errors import TriageError
from triage.tasks import Task

HERE = Path(__file__).parent
SAY = Console(stderr=True, highlight=False)
TOPIC = "topic"
LOGREG = LinearConfig(classifier="logreg", c=20.0)
"""Tuned on the calibration part over c in (5, 20, 60); see README.md."""
REQUESTS = 1000


def main() -> int:
    """Run the experiment."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, required=True, help="folder with surabaya.csv.gz and splits.csv.gz")
    arguments.add_argument("--output", type=Path, default=Path("runs"))
    arguments.add_argument("--bundle", type=Path, help="a finished bundle of train.yaml, instead of training one")
    options = arguments.parse_args()
    os.environ.setdefault("MLFLOW_TRACKING_URI", f"sqlite:///{options.output}/mlflow.db")
    options.output.mkdir(parents=True, exist_ok=True)
    quiet_libraries()
    try:
        config = load_config(
            HERE / "train.yaml",
            (
                f"data.files=[{options.data}/surabaya.csv.gz]",
                f"data.split.path={options.data}/splits.csv.gz",
                f"output={options.output}",
            ),
        )
        bundle = options.bundle or finished(config) or train(config, say=lambda line: SAY.print(f"› {line}")).bundle
    except TriageError as mistake:
        SAY.print(str(mistake))
        return 2
    write_findings(HERE, measure(config, bundle))
    return 0


def measure(config: TrainingConfig, bundle: Path) -> Findings:
    """Return all that the report tells."""
    run = prepare(config)
    models = fitted_models(run, bundle)
    SAY.print("› Scoring the test part, once")
    answers, metrics = scored(run, models)
    differences = {
        f"{ours} − {theirs}": {
            question: compared(answers[ours], answers[theirs], question) for question in ("agency", TOPIC)
        }
        for ours, theirs in (("ensemble", "svm"), ("encoder", "svm"), ("ensemble", "logreg"))
    }
    texts = [row.text for row in run.parts.test[:REQUESTS]]
    SAY.print(f"› Serving the bundle to {len(texts)} real texts over HTTP")
    served = measure_server(bundle, config.data.region, texts)
    SAY.print("› The same texts through the bare ONNX session")
    return Findings(
        date=datetime.now(UTC).date().isoformat(),
        processor=processor_name(),
        cores=len(os.sched_getaffinity(0)),
        rows={"train": len(run.parts.train), "calibration": len(run.parts.calibration), "test": len(run.parts.test)},
        leaks=run.parts.leaks,
        metrics=metrics,
        differences=differences,
        parity=json.loads((bundle / "neural/parity.json").read_text(encoding="utf-8")),
        calibration=json.loads((bundle / "calibration.json").read_text(encoding="utf-8")),
        bundle_mib=sum(path.stat().st_size for path in bundle.rglob("*") if path.is_file()) / 2**20,
        server=served,
        session=measure_bare_session(bundle, texts),
    )


def fitted_models(run: Prepared, bundle: Path) -> list[FittedModel]:
    """Return svm, logreg, encoder and ensemble, calibrated; svm, encoder and ensemble are the bundle's own parts."""
    held_out = run.labelled(run.parts.calibration)
    ensemble: Any = open_bundle(bundle).predictor.scorer
    parts = {member.name: member.scorer for member in ensemble.members}
    SAY.print("› Fitting the logistic regression")
    rows = run.labelled(run.parts.train)
    parts["logreg"] = fit_linear(rows.texts, rows.labels, run.space, LOGREG, run.config.seed)
    fitted = {name: calibrated(name, scorer, held_out) for name, scorer in parts.items()}
    mixed = mix(fitted["encoder"], fitted["linear"], held_out.labels)
    SAY.print("› Opening the roles to the whole directory")
    return open_all(run, [fitted["linear"], fitted["logreg"], fitted["encoder"], mixed], rows)


def calibrated(name: str, scorer: Scorer, held_out: LabelledTexts) -> FittedModel:
    """Return a part with its temperatures; a rival that is never served is calibrated like the linear part."""
    served_as = name if name in ("linear", "encoder") else "linear"
    logits, vectors = read(scorer, held_out.texts)
    return replace(calibrate_part(served_as, scorer, logits, held_out.labels, vectors), name=name)


def scored(
    run: Prepared, models: list[FittedModel]
) -> tuple[dict[str, dict[str, Answers]], dict[str, dict[str, dict[str, Any]]]]:
    """Return answers and figures on the test part by model and question, `category` under its name here, topic."""
    readings = score_each(models, run.texts(run.parts.test))
    answers, metrics = {}, {}
    for model in models:
        held_out = Reading(model.logits, model.vectors)
        points = fit_thresholds(answers_of(run, model, run.parts.calibration, held_out), run.config.calibration)
        name = "svm" if model.name == "linear" else str(model.name)
        own = answers_of(run, model, run.parts.test, readings[model.name])
        metrics[name] = renamed(summarise_all(own, points, (), run.config.seed))
        answers[name] = renamed(own)
    return answers, metrics


def renamed(by_question: dict[str, Any]) -> dict[str, Any]:
    """Return the same with the category under the name that the city uses: topic."""
    return {TOPIC if question == Task.CATEGORY else question: value for question, value in by_question.items()}


def compared(ours: dict[str, Answers], theirs: dict[str, Answers], question: str) -> dict[str, dict[str, Any]]:
    """Return the paired differences in accuracy and macro-F1."""
    pair = ours[question], theirs[question]
    return {
        "accuracy": difference(*pair, accuracy),
        "macro_f1": difference(*pair, lambda answers: macro_f1(answers, 10)),
    }


if __name__ == "__main__":
    sys.exit(main())
