"""What every step of a training run reads: the history divided, its labels, the recipe, and where to write."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from features.danger.signals import danger_reader
from features.recipe import Recipe
from models.neural.encoders import find_encoder
from training.config import TrainingConfig
from training.contrast import Family, complaints_of, divide_families, read_families
from training.corpus.mapping import load_mapping
from training.corpus.reader import Corpus, input_digest, read_corpus
from training.corpus.rejects import write_rejects
from training.label_files import LaidOver, digest_with, lay_over, read_labels
from training.labels import build_label_space, positions
from training.neural import LabelledTexts
from training.snapshots.snapshot import Snapshot
from training.split import Parts, divide
from triage.dangers import DangerSignal
from triage.directory import Directory, load_directory
from triage.label_space import LabelSpace
from triage.records import LabelledComplaint
from triage.router import Router, make_router
from triage.tasks import Task
from triage.taxonomy import Taxonomy, load_taxonomy

_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


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


def folder_of(config: TrainingConfig) -> Path:
    """Return the folder that a run of this configuration on these data writes to, without reading the history."""
    return _folder(config, data_digest(config))


def data_digest(config: TrainingConfig) -> str:
    """Return the digest of all that a run learns from, without reading the history."""
    if config.data.snapshot is not None:
        return digest_with(Snapshot.open(config.data.snapshot).card.digest, _files_beside(config))
    return digest_with(input_digest(config.data.files, load_mapping(_mapping(config))), _files_beside(config))


def _folder(config: TrainingConfig, data_digest: str) -> Path:
    digest = sha256(f"{config.digest}{data_digest}".encode()).hexdigest()
    return config.output / f"{config.name}-{digest[:12]}"


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


def _families(config: TrainingConfig, taxonomy: Taxonomy) -> tuple[tuple[Family, ...], tuple[Family, ...]]:
    if config.contrast is None:
        return (), ()
    return divide_families(read_families(config.contrast.file, taxonomy), config.contrast.held_apart)
