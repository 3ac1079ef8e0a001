"""One training run from file to registered model: read, divide, fit, calibrate, write, test, report, register."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from transformers import set_seed

from features.danger.signals import danger_reader
from features.recipe import Recipe
from models.bundle.layout import MANIFEST
from models.bundle.manifest import Manifest, verify
from models.ensemble import EnsembleScorer
from models.errors import WrongBundleFormat
from models.neural.encoders import LoadedEncoder, find_encoder, load_encoder
from models.neural.network import TriageNetwork
from models.predictor import CalibratedPredictor
from models.scorer import Logits, Reading, Vectors, log_softmax, read
from training.bundle_writer import NeuralFiles, export_network, write_bundle
from training.calibrate import FittedModel, calibrate_part, fit_thresholds, mix, served_first
from training.config import EncoderConfig, NeuralConfig, TrainingConfig
from training.contrast import Family, complaints_of, divide_families, read_families
from training.corpus.mapping import load_mapping
from training.corpus.reader import Corpus, input_digest, read_corpus
from training.corpus.rejects import write_rejects
from training.evaluate.answers import Answers, all_answers
from training.evaluate.metrics import summarise_all
from training.label_files import LaidOver, digest_with, lay_over, read_labels
from training.labels import build_label_space, positions
from training.linear import fit_linear
from training.majority import fit_majority
from training.neural import LabelledTexts, fit_network
from training.open_roles import fit_open_roles, fit_routing, signal_reader
from training.report.render import ReportData, write_report
from training.shouting import with_shouting
from training.snapshots.snapshot import Snapshot
from training.split import Parts, divide
from training.tracking import Tracking
from training.urgency import Evidence, fit_lane, fit_urgency, out_of_fold
from training.weak_urgency import believed_levels, fit_noise, weak_levels
from triage.dangers import DangerSignal
from triage.directory import Directory, load_directory
from triage.label_space import LabelSpace
from triage.prediction import ModelReference, OperatingPoint
from triage.records import LabelledComplaint
from triage.router import Router, make_router
from triage.tasks import Task
from triage.taxonomy import Taxonomy, load_taxonomy

Say = Callable[[str], None]

_REGISTERED = "registered.txt"
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


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
    router: Router
    corpus: Corpus
    parts: Parts
    space: LabelSpace
    recipe: Recipe
    folder: Path
    laid: LaidOver | None = None
    taught: tuple[LabelledComplaint, ...] = ()
    """Contrast texts that the scorers learn from, beside the training rows."""
    apart: tuple[LabelledComplaint, ...] = ()
    """Contrast texts that only the fusion of urgency learns from."""

    def texts(self, rows: tuple[LabelledComplaint, ...]) -> list[str]:
        now = datetime.now(UTC)
        return [self.recipe.text(row.complaint(now)) for row in rows]

    def dangers(self, rows: tuple[LabelledComplaint, ...]) -> list[tuple[DangerSignal, ...]]:
        """Return the signs of danger of each row, read as serving reads them: in title and text as they came."""
        return [danger_reader()(row.complaint(_NO_TIME)) for row in rows]

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
    if run.laid is not None:
        say(str(run.laid))
    if run.taught or run.apart:
        say(f"Contrast texts: {len(run.taught)} for the scorers, {len(run.apart)} for the fusion alone")
    train_rows, held_out = run.labelled(run.parts.train), run.labelled(run.parts.calibration)
    if config.weak_urgency is not None and Task.URGENCY in run.space.labels:
        train_rows = replace(train_rows, believed=believed_urgency(run, train_rows, config.weak_urgency.weight))
    with Tracking.start(config, run.corpus.digest, run.folder) as tracking:
        tracking.log_corpus(run.corpus, run.parts)
        models, neural = _fit(run, train_rows, held_out, tracking, say)
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
    folder = _folder(config, _data_digest(config))
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


def _data_digest(config: TrainingConfig) -> str:
    if config.data.snapshot is not None:
        return digest_with(Snapshot.open(config.data.snapshot).card.digest, _files_beside(config))
    return digest_with(input_digest(config.data.files, load_mapping(_mapping(config))), _files_beside(config))


def _files_beside(config: TrainingConfig) -> tuple[Path, ...]:
    """Return the files that are learnt from beside the history."""
    return (*config.data.labels, *((config.contrast.file,) if config.contrast else ()))


def _read_corpus(config: TrainingConfig, taxonomy: Taxonomy, directory: Directory) -> Corpus:
    if config.data.snapshot is not None:
        return Snapshot.open(config.data.snapshot).corpus(config.data.secret)
    return read_corpus(config.data.files, load_mapping(_mapping(config)), taxonomy, directory)


def _mapping(config: TrainingConfig) -> Path:
    assert config.data.mapping is not None  # noqa: S101 - the configuration refuses files without one
    return config.data.mapping


def prepare(config: TrainingConfig) -> Prepared:
    """Read and divide the history, lay labels files over it, write its rejects, and fix labels and recipe."""
    taxonomy, directory = load_taxonomy(config.taxonomy), load_directory()
    taught, apart = _families(config, taxonomy)
    corpus = _read_corpus(config, taxonomy, directory)
    corpus = replace(corpus, digest=digest_with(corpus.digest, _files_beside(config)))
    parts, laid = divide(corpus.complaints, config.data.split), None
    if config.data.labels:
        parts, laid = lay_over(parts, read_labels(config.data.labels, config.data.labels_source, taxonomy))
    folder = _folder(config, corpus.digest)
    folder.mkdir(parents=True, exist_ok=True)
    write_rejects(folder / "rejects.csv", corpus.rejects)
    space = build_label_space(parts.train, [Task(task) for task in config.tasks], taxonomy, directory)
    recipe = Recipe(normalise=config.normalise)
    if config.neural is not None:
        spec = find_encoder(config.neural.encoder.name)
        recipe = Recipe(normalise=config.normalise, prefix=spec.prefix, max_tokens=config.neural.max_tokens)
    router = make_router(directory, config.data.region)
    beside = complaints_of(taught), complaints_of(apart)
    return Prepared(config, taxonomy, router, corpus, parts, space, recipe, folder, laid, *beside)


def _families(config: TrainingConfig, taxonomy: Taxonomy) -> tuple[tuple[Family, ...], tuple[Family, ...]]:
    if config.contrast is None:
        return (), ()
    return divide_families(read_families(config.contrast.file, taxonomy), config.contrast.held_apart)


def _fit(
    run: Prepared, train_rows: LabelledTexts, held_out: LabelledTexts, tracking: Tracking, say: Say
) -> tuple[list[FittedModel], NeuralFiles | None]:
    config, parts, neural = run.config, [], None
    models = [_calibrated("majority", fit_majority(train_rows.labels, run.space), held_out)]
    if run.taught:
        train_rows = with_taught(train_rows, run.labelled(run.taught))
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
        shouted = replace(train_rows, texts=with_shouting(train_rows.texts, config.shouting, config.seed))
        network = _fine_tune(run, config.neural, encoder, shouted, held_out, tracking)
        say("Exporting the network to ONNX, float32 and int8")
        neural = export_network(network, encoder.tokenizer, run.recipe, run.folder / "export", held_out.texts)
        say("Scoring the calibration part")
        parts.append(_calibrated("encoder", neural.scorer, held_out))
    models += parts
    if len(parts) == 2:
        models.append(mix(parts[1], parts[0], held_out.labels))
    return models, neural


def with_taught(rows: LabelledTexts, taught: LabelledTexts) -> LabelledTexts:
    """Return training rows with contrast texts behind them; what is known of those is their label."""
    believed = rows.believed
    if believed is not None:
        believed = np.vstack([believed, np.eye(believed.shape[1])[taught.labels[Task.URGENCY]]])
    labels = {task: np.concatenate([rows.labels[task], taught.labels[task]]) for task in rows.labels}
    return LabelledTexts([*rows.texts, *taught.texts], labels, believed)


def believed_urgency(run: Prepared, rows: LabelledTexts, weight: float) -> NDArray[np.float64]:
    """Return what to learn of each training row's urgency (n, levels): its label, or what its signs make probable."""
    weak = weak_levels([row.complaint(_NO_TIME) for row in run.parts.train])
    labels = rows.labels[Task.URGENCY]
    return believed_levels(labels, weak, fit_noise(weak, labels, len(run.space.labels[Task.URGENCY])), weight)


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
    logits, vectors = read(scorer, held_out.texts)
    return calibrate_part(name, scorer, logits, held_out.labels, vectors)


def fuse_all(run: Prepared, models: Sequence[FittedModel]) -> list[FittedModel]:
    """Return the models with their urgency fused with the signs of danger, and their thresholds of the urgent lane.

    The majority stays as it is, and so do all where the calibration part has too few rows of some level.
    """
    rows = run.parts.calibration
    labels = positions(rows, Task.URGENCY, run.space)
    dangers = run.dangers(rows)
    weights = np.array([row.weight for row in rows])
    known = np.flatnonzero(labels >= 0)
    apart = _apart(run, models)
    return [
        model
        if model.name == "majority" or Task.URGENCY not in model.logits
        else _fused(
            model,
            Evidence(_heads(model, model.logits), dangers, labels, weights).rows(known),
            apart.get(model.name),
            run,
        )
        for model in models
    ]


def _apart(run: Prepared, models: Sequence[FittedModel]) -> dict[str, Evidence]:
    """Return what each model makes of the contrast texts that no scorer learnt from."""
    if not run.apart:
        return {}
    labels, dangers = positions(run.apart, Task.URGENCY, run.space), run.dangers(run.apart)
    readings = score_each(models, run.texts(run.apart))
    return {
        model.name: Evidence(_heads(model, readings[model.name].logits), dangers, labels, np.zeros(len(labels)))
        for model in models
        if Task.URGENCY in model.logits
    }


def _heads(model: FittedModel, logits: Logits) -> NDArray[np.float64]:
    return log_softmax(logits[Task.URGENCY], model.calibration.temperatures[Task.URGENCY])


def _fused(model: FittedModel, known: Evidence, apart: Evidence | None, run: Prepared) -> FittedModel:
    if not known.enough:
        return model
    lanes = fit_lane(out_of_fold(known, run.config.seed, apart=apart), known)
    return replace(model, urgency=fit_urgency(known.beside(apart)), lanes=lanes)


def open_all(run: Prepared, models: Sequence[FittedModel], train_rows: LabelledTexts) -> list[FittedModel]:
    """Return the models with their roles opened to the whole directory, and the way to agencies fitted.

    The majority stays as it is. Past cases are the training rows; the weights come from the calibration part.
    An ensemble's vectors are its encoder's, so the training rows are read once.
    """
    encoders = [model for model in models if model.vectors is not None]
    vectors = read(encoders[0].scorer, train_rows.texts).vectors if encoders else None
    return [
        model if model.name == "majority" else _opened(run, model, vectors if model.vectors is not None else None)
        for model in models
    ]


def _opened(run: Prepared, model: FittedModel, train_vectors: Vectors | None) -> FittedModel:
    rows = run.parts.calibration
    if all(row.role is None for row in rows):  # nothing shows how to weigh the duties beside the head
        return model
    head_roles = run.space.labels[Task.ROLE]
    reader, names = signal_reader(run.router.directory, model.scorer, head_roles, run.parts.train, train_vectors)
    texts = run.texts(rows)
    plain = predictor_of(run, model).from_logits(model.logits)
    head = np.array([prediction.scores[Task.ROLE].probabilities for prediction in plain])
    opened = fit_open_roles(reader, names, texts, head, model.vectors, [row.role for row in rows])
    model = replace(model, open_roles=opened)
    predictions = predictor_of(run, model).from_reading(texts, model.logits, model.vectors)
    routing = fit_routing(predictions, rows, run.router)
    return replace(model, calibration=model.calibration.model_copy(update={"routing": routing}))


def score_each(models: Sequence[FittedModel], texts: Sequence[str]) -> dict[str, Reading]:
    """Return what each model makes of the texts; an ensemble mixes its members, which stand before it."""
    readings: dict[str, Reading] = {}
    for model in models:
        if isinstance(model.scorer, EnsembleScorer) and all(one.name in readings for one in model.scorer.members):
            parts = [readings[member.name] for member in model.scorer.members]
            vectors = next((part.vectors for part in parts if part.vectors is not None), None)
            readings[model.name] = Reading(model.scorer.mix([part.logits for part in parts]), vectors)
        else:
            readings[model.name] = read(model.scorer, texts)
    return readings


def predictor_of(run: Prepared, model: FittedModel) -> CalibratedPredictor:
    """Return a fitted model as the predictor that it would be in a bundle."""
    reference = ModelReference(model.name, "", run.recipe.digest, run.space.digest, run.space.taxonomy)
    return CalibratedPredictor(
        model.scorer,
        run.recipe,
        run.space,
        model.calibration.temperatures,
        reference,
        open_roles=model.open_roles,
        routing_fit=model.calibration.routing,
        urgency=model.urgency,
        lane_points=model.lanes,
    )


def answers_of(
    run: Prepared, model: FittedModel, rows: tuple[LabelledComplaint, ...], reading: Reading
) -> dict[str, Answers]:
    """Return a model's answers to every question, from what it made of the rows."""
    predictor = predictor_of(run, model)
    predictions = predictor.from_reading(run.texts(rows), reading.logits, reading.vectors, run.dangers(rows))
    return all_answers(predictions, rows, run.router, model.calibration.routing)


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


def _folder(config: TrainingConfig, data_digest: str) -> Path:
    digest = sha256(f"{config.digest}{data_digest}".encode()).hexdigest()
    return config.output / f"{config.name}-{digest[:12]}"
