"""One training run from file to registered model: read, divide, fit, calibrate, write, test, report, register."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from transformers import set_seed

from features.recipe import Recipe
from models.bundle.layout import MANIFEST
from models.bundle.manifest import Manifest, verify
from models.ensemble import EnsembleScorer
from models.neural.encoders import LoadedEncoder, find_encoder, load_encoder
from models.neural.network import TriageNetwork
from models.predictor import CalibratedPredictor
from models.scorer import Logits
from training.bundle_writer import NeuralFiles, export_network, write_bundle
from training.calibrate import FittedModel, calibrate_part, fit_thresholds, mix, served_first
from training.config import EncoderConfig, NeuralConfig, TrainingConfig
from training.corpus.mapping import load_mapping
from training.corpus.reader import Corpus, input_digest, read_corpus
from training.corpus.rejects import write_rejects
from training.evaluate.answers import Answers, all_answers
from training.evaluate.metrics import summarise_all
from training.labels import build_label_space, positions
from training.linear import fit_linear
from training.majority import fit_majority
from training.neural import LabelledTexts, fit_network
from training.report.render import ReportData, write_report
from training.snapshots.snapshot import Snapshot
from training.split import Parts, divide
from training.tracking import Tracking
from triage.directory import Directory, load_directory
from triage.label_space import LabelSpace
from triage.prediction import ModelReference, OperatingPoint
from triage.records import LabelledComplaint
from triage.tasks import Task
from triage.taxonomy import Taxonomy, load_taxonomy

Say = Callable[[str], None]

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


@dataclass(frozen=True)
class Prepared:
    """What every step of a run reads: the corpus divided, its labels, the recipe, and where to write."""

    config: TrainingConfig
    taxonomy: Taxonomy
    directory: Directory
    corpus: Corpus
    parts: Parts
    space: LabelSpace
    recipe: Recipe
    folder: Path

    def texts(self, rows: tuple[LabelledComplaint, ...]) -> list[str]:
        now = datetime.now(UTC)
        return [self.recipe.text(row.complaint(now)) for row in rows]

    def labelled(self, rows: tuple[LabelledComplaint, ...]) -> LabelledTexts:
        return LabelledTexts(self.texts(rows), {task: positions(rows, task, self.space) for task in self.space.labels})


def train(config: TrainingConfig, say: Say = lambda line: None) -> TrainedRun:
    """Run a configuration from file to registry and return what it left.

    A run that was cut goes on from its last checkpoint; its folder is named after the digests of
    configuration and data, so another run never finds it.

    Raises:
        TriageError: data, configuration or encoder are not usable; the error says how to mend it.
    """
    say("Reading the history")
    run = prepare(config)
    train_rows, held_out = run.labelled(run.parts.train), run.labelled(run.parts.calibration)
    with Tracking.start(config, run.corpus.digest, run.folder) as tracking:
        tracking.log_corpus(run.corpus, run.parts)
        models, neural = _fit(run, train_rows, held_out, tracking, say)
        served = served_first(models, config.serve)
        say("Finding thresholds on the calibration part")
        thresholds = {
            model.name: fit_thresholds(answers_of(run, model, run.parts.calibration, model.logits), config.calibration)
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

    A run that was to be registered and was not, since it was cut or not asked to, is not at its end.
    """
    folder = _folder(config, _data_digest(config))
    mark = folder / _REGISTERED
    if not (folder / "bundle" / MANIFEST).is_file() or not mark.is_file():
        return None
    if config.tracking.register_model and not mark.read_text(encoding="utf-8"):
        return None
    verify(folder / "bundle")
    return folder / "bundle"


def _data_digest(config: TrainingConfig) -> str:
    if config.data.snapshot is not None:
        return Snapshot.open(config.data.snapshot).card.digest
    return input_digest(config.data.files, load_mapping(_mapping(config)))


def _read_corpus(config: TrainingConfig, taxonomy: Taxonomy, directory: Directory) -> Corpus:
    if config.data.snapshot is not None:
        return Snapshot.open(config.data.snapshot).corpus(config.data.secret)
    return read_corpus(config.data.files, load_mapping(_mapping(config)), taxonomy, directory)


def _mapping(config: TrainingConfig) -> Path:
    assert config.data.mapping is not None  # noqa: S101 - the configuration refuses files without one
    return config.data.mapping


def prepare(config: TrainingConfig) -> Prepared:
    """Read and divide the history, write its rejects, and fix labels and recipe."""
    taxonomy, directory = load_taxonomy(config.taxonomy), load_directory()
    corpus = _read_corpus(config, taxonomy, directory)
    parts = divide(corpus.complaints, config.data.split)
    folder = _folder(config, corpus.digest)
    folder.mkdir(parents=True, exist_ok=True)
    write_rejects(folder / "rejects.csv", corpus.rejects)
    space = build_label_space(parts.train, [Task(task) for task in config.tasks], taxonomy, directory)
    recipe = Recipe(normalise=config.normalise)
    if config.neural is not None:
        spec = find_encoder(config.neural.encoder.name)
        recipe = Recipe(normalise=config.normalise, prefix=spec.prefix, max_tokens=config.neural.max_tokens)
    return Prepared(config, taxonomy, directory, corpus, parts, space, recipe, folder)


def _fit(
    run: Prepared, train_rows: LabelledTexts, held_out: LabelledTexts, tracking: Tracking, say: Say
) -> tuple[list[FittedModel], NeuralFiles | None]:
    config, parts, neural = run.config, [], None
    models = [_calibrated("majority", fit_majority(train_rows.labels, run.space), held_out)]
    if config.linear is not None:
        scorer = fit_linear(
            train_rows.texts,
            train_rows.labels,
            run.space,
            config.linear,
            config.seed,
            on_task=lambda task: say(f"Fitting the linear part: {task}"),
        )
        parts.append(_calibrated("linear", scorer, held_out))
    if config.neural is not None:
        say(f"Loading the encoder {config.neural.encoder.name}")
        set_seed(config.seed)  # an encoder without pretrained weights draws them
        encoder = _load_encoder(config.neural.encoder, train_rows)
        say("Fine-tuning the network")
        network = _fine_tune(run, config.neural, encoder, train_rows, held_out, tracking)
        say("Exporting the network to ONNX, float32 and int8")
        neural = export_network(network, encoder.tokenizer, run.recipe, run.folder / "export", held_out.texts)
        say("Scoring the calibration part")
        parts.append(_calibrated("encoder", neural.scorer, held_out))
    models += parts
    if len(parts) == 2:
        models.append(mix(parts[1], parts[0], held_out.labels))
    return models, neural


def _load_encoder(wanted: EncoderConfig, train_rows: LabelledTexts) -> LoadedEncoder:
    spec = find_encoder(wanted.name, wanted.revision, wanted.pooling)
    return load_encoder(spec, train_rows.texts, wanted.layers)


def _fine_tune(
    run: Prepared,
    config: NeuralConfig,
    encoder: LoadedEncoder,
    train_rows: LabelledTexts,
    held_out: LabelledTexts,
    tracking: Tracking,
) -> TriageNetwork:
    return fit_network(
        encoder,
        train_rows,
        held_out,
        run.space,
        run.recipe,
        config,
        run.config.seed,
        run.folder / "checkpoints",
        tracking.log_epoch,
    )


def _calibrated(name: Any, scorer: Any, held_out: LabelledTexts) -> FittedModel:
    return calibrate_part(name, scorer, scorer.logits(held_out.texts), held_out.labels)


def score_each(models: Sequence[FittedModel], texts: Sequence[str]) -> dict[str, Logits]:
    """Return each model's logits on the texts; an ensemble mixes those of its members, which stand before it."""
    logits: dict[str, Logits] = {}
    for model in models:
        if isinstance(model.scorer, EnsembleScorer):
            logits[model.name] = model.scorer.mix([logits[member.name] for member in model.scorer.members])
        else:
            logits[model.name] = model.scorer.logits(texts)
    return logits


def answers_of(
    run: Prepared, model: FittedModel, rows: tuple[LabelledComplaint, ...], logits: Logits
) -> dict[str, Answers]:
    """Return a model's answers to every question, from its logits on the rows."""
    reference = ModelReference(model.name, "", run.recipe.digest, run.space.digest, run.space.taxonomy)
    predictor = CalibratedPredictor(model.scorer, run.recipe, run.space, model.calibration.temperatures, reference)
    return all_answers(predictor.from_logits(logits), rows, run.directory, run.config.data.region)


def _test(
    run: Prepared, models: list[FittedModel], thresholds: dict[str, tuple[OperatingPoint, ...]]
) -> tuple[dict[str, dict[str, Answers]], dict[str, dict[str, dict[str, Any]]]]:
    levels = run.space.labels.get(Task.URGENCY, ())
    logits = score_each(models, run.texts(run.parts.test))
    answers, metrics = {}, {}
    for model in models:
        answers[model.name] = answers_of(run, model, run.parts.test, logits[model.name])
        metrics[model.name] = summarise_all(answers[model.name], thresholds[model.name], levels, run.config.seed)
    return answers, metrics


def _folder(config: TrainingConfig, data_digest: str) -> Path:
    digest = sha256(f"{config.digest}{data_digest}".encode()).hexdigest()
    return config.output / f"{config.name}-{digest[:12]}"
