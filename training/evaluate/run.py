"""Evaluating a bundle on a file of labelled complaints."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from models.bundle.calibration_file import Calibration
from models.bundle.layout import CALIBRATION
from models.bundle.open import open_bundle
from training.corpus.mapping import load_mapping
from training.corpus.reader import read_corpus
from training.corpus.rejects import write_rejects
from training.errors import TooFewRows
from training.evaluate.answers import all_answers
from training.evaluate.metrics import summarise_all
from training.evaluate.predictions_file import write_predictions
from training.report.render import ReportData, write_report
from triage.directory import load_directory
from triage.router import make_router
from triage.tasks import Task


def evaluate_bundle(
    folder: Path, data: Path, mapping: Path, out: Path, region: str | None = None
) -> dict[str, dict[str, dict[str, Any]]]:
    """Score a bundle on a file and write metrics.json, predictions.parquet, rejects.csv and report.html to `out`.

    Returns the figures as {served model: {question: {figure: value}}}.

    Raises:
        TooFewRows: no row of the file could be used.
        TriageError: the bundle, the file or the mapping can't be read.
    """
    bundle = open_bundle(folder)
    served: str = Calibration.load(folder / CALIBRATION).served
    now = datetime.now(UTC)
    directory, how = load_directory(), load_mapping(mapping)
    corpus = read_corpus([data], how, bundle.taxonomy, directory)
    if not len(corpus):
        raise TooFewRows(part="evaluated")
    predictions = bundle.predictor.predict([row.complaint(now) for row in corpus.complaints])
    router = make_router(directory, region or how.within)
    answers = all_answers(predictions, corpus.complaints, router, bundle.predictor.routing_fit)
    levels = bundle.predictor.label_space.labels.get(Task.URGENCY, ())
    metrics = {served: summarise_all(answers, bundle.predictor.operating_points, levels)}
    write_report(out, ReportData(folder.name, None, corpus, metrics, {served: answers}, served))
    write_rejects(out / "rejects.csv", corpus.rejects)
    write_predictions(out / "predictions.parquet", corpus.complaints, answers)
    (out / "metrics.json").write_text(json.dumps(metrics, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return metrics
