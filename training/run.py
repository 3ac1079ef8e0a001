"""One training run from file to registered model: read, divide, fit, calibrate, write, test, report, register."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from models.bundle.layout import MANIFEST
from models.bundle.manifest import Manifest, verify
from models.errors import WrongBundleFormat
from models.scorer import Reading
from training.answering import answers_of, score_each
from training.bundle_writer import write_bundle
from training.calibrate import FittedModel, fit_thresholds, served_first
from training.config import TrainingConfig
from training.evaluate.answers import Answers
from training.evaluate.metrics import summarise_all
from training.fit import Say, believed_urgency, fit_models
from training.fuse import fuse_all
from training.opening import open_all
from training.prepare import Prepared, folder_of, prepare
from training.report.render import ReportData, write_report
from training.tracking import Tracking
from triage.prediction import OperatingPoint
from triage.tasks import Task

_REGISTERED = "registered.txt"


@dataclass(frozen=True)
class TrainedRun:
    """Where a run left its bundle, its figures by model and question, and its registered version if any."""

    folder: Path
    bundle: Path
    manifest: Manifest
    metrics: dict[str, dict[str, dict[str, Any]]]
    answers: dict[str, dict[str, Answers]]
    version: str | None


def train(config: TrainingConfig, say: Say = lambda line: None) -> TrainedRun:
    """Run a configuration from file to registry and return what it left.

    A run that was cut goes on from its last checkpoint; its folder is named after the digests of
    configuration and data, so another run never finds it.

    Raises:
        TriageError: data, configuration or encoder are not usable; the error says how to mend it.
    """
    say("Reading the history")
    run = prepare(config)
    if run.laid is not None:
        say(str(run.laid))
    if run.taught or run.apart:
        say(f"Contrast texts: {len(run.taught)} for the scorers, {len(run.apart)} for the fusion alone")
    train_rows, held_out = run.labelled(run.parts.train), run.labelled(run.parts.calibration)
    if config.weak_urgency is not None and Task.URGENCY in run.space.labels:
        train_rows = replace(train_rows, believed=believed_urgency(run, train_rows, config.weak_urgency.weight))
    with Tracking.start(config, run.corpus.digest, run.folder) as tracking:
        tracking.log_corpus(run.corpus, run.parts)
        models, neural = fit_models(run, train_rows, held_out, tracking.log_epoch, say)
        if Task.URGENCY in run.space.labels:
            say("Fusing urgency with the signs of danger")
            models = fuse_all(run, models)
        if Task.ROLE in run.space.labels:
            say("Opening the roles to the whole directory")
            models = open_all(run, models, train_rows)
        served = served_first(models, config.serve)
        say("Finding thresholds on the calibration part")
        thresholds = {
            model.name: fit_thresholds(
                answers_of(run, model, run.parts.calibration, Reading(model.logits, model.vectors)), config.calibration
            )
            for model in models
        }
        say("Scoring the test part, once")
        answers, metrics = _test(run, models, thresholds)
        say("Writing the bundle")
        bundle, manifest = write_bundle(
            run.folder,
            run.config,
            run.corpus.digest,
            run.space,
            run.recipe,
            served,
            models,
            neural,
            thresholds[served.name],
            metrics,
        )
        report = write_report(
            run.folder / "report",
            ReportData(
                config.name, run.parts, run.corpus, metrics, answers, config.serve, neural.parity if neural else None
            ),
        )
        tracking.log_outcome(metrics, report)
        version = tracking.register(bundle, manifest) if config.tracking.register_model else None
        (run.folder / _REGISTERED).write_text(version or "", encoding="utf-8")
    return TrainedRun(run.folder, bundle, manifest, metrics, answers, version)


def finished(config: TrainingConfig) -> Path | None:
    """Return the bundle of an earlier run of this configuration on these data, if it came to its end.

    A run that was to be registered and was not, since it was cut or not asked to, is not at its end;
    nor is one whose bundle is of another format.
    """
    folder = folder_of(config)
    mark = folder / _REGISTERED
    if not (folder / "bundle" / MANIFEST).is_file() or not mark.is_file():
        return None
    if config.tracking.register_model and not mark.read_text(encoding="utf-8"):
        return None
    try:
        verify(folder / "bundle")
    except WrongBundleFormat:  # an earlier version's; its checkpoints still serve
        return None
    return folder / "bundle"


def _test(
    run: Prepared, models: list[FittedModel], thresholds: dict[str, tuple[OperatingPoint, ...]]
) -> tuple[dict[str, dict[str, Answers]], dict[str, dict[str, dict[str, Any]]]]:
    levels = run.space.labels.get(Task.URGENCY, ())
    readings = score_each(models, run.texts(run.parts.test))
    answers, metrics = {}, {}
    for model in models:
        answers[model.name] = answers_of(run, model, run.parts.test, readings[model.name])
        metrics[model.name] = summarise_all(answers[model.name], thresholds[model.name], levels, run.config.seed)
    return answers, metrics
