"""A training run's configuration: complete, typed and frozen; with data digest and seed it makes the run again."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from training.errors import BrokenConfig, UnknownSetting


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TimeSplit(_Frozen):
    """Train before `calibration_from`, test from `test_from`; rows without a date train."""

    by: Literal["time"] = "time"
    calibration_from: date
    test_from: date


class FileSplit(_Frozen):
    """The division that a file gives: columns source, complaint_id, split; a row outside it is dropped."""

    by: Literal["file"] = "file"
    path: Path
    source: str


class HashSplit(_Frozen):
    """A fixed hash of the id; for data without a time, and for the sample."""

    by: Literal["hash"] = "hash"
    calibration: float = Field(gt=0, lt=1)
    test: float = Field(gt=0, lt=1)


class DataConfig(_Frozen):
    """History and how to divide it: files with the mapping that reads them, or a snapshot.

    `secret` trains on a snapshot's secret reports too; from files every row is taken.
    """

    files: tuple[str | Path, ...] = ()
    mapping: Path | None = None
    snapshot: Path | None = None
    secret: bool = False
    split: Annotated[TimeSplit | FileSplit | HashSplit, Field(discriminator="by")]
    region: str | None = None
    """Kemendagri code of the deployment's own region, for rows without a hint."""
    labels: tuple[Path, ...] = ()
    """Labels files laid over the rows of train and calibration; a later one wins."""
    labels_source: str | None = None
    """Which source's rows of the labels files count; all, if it is left out."""

    @model_validator(mode="after")
    def _one_history(self) -> DataConfig:
        if (self.snapshot is None) == (not self.files) or bool(self.files) != (self.mapping is not None):
            raise ValueError("give `files` with their `mapping`, or a `snapshot`")
        return self


class EncoderConfig(_Frozen):
    """Which encoder is fine-tuned: a name of the catalogue, a hub id or a folder."""

    name: str = "indobenchmark/indobert-base-p1"
    revision: str | None = None
    pooling: Literal["mean", "cls"] | None = None
    layers: int | None = Field(default=None, ge=1)


class NeuralConfig(_Frozen):
    """How the network is trained; rates are per step, the warm-up is a share of all steps."""

    encoder: EncoderConfig = EncoderConfig()
    max_tokens: int = Field(default=128, ge=8, le=512)
    epochs: float = Field(default=5, gt=0)
    batch_size: int = Field(default=32, ge=1)
    evaluation_batch_size: int = Field(default=64, ge=1)
    learning_rate: float = Field(default=1.5e-4, gt=0)
    head_multiplier: float = Field(default=8.0, gt=0)
    warmup: float = Field(default=0.06, ge=0, lt=1)
    weight_decay: float = Field(default=0.01, ge=0)
    dropout: float = Field(default=0.1, ge=0, lt=1)
    patience: int = Field(default=2, ge=1)
    bfloat16: bool = True
    link: Literal["corn", "cumulative"] = "corn"
    """How the head of urgency ties its levels together (models/neural/ordinal.py)."""
    task_weights: dict[str, float] = {}


class LinearConfig(_Frozen):
    """The TF-IDF part; `c` is the inverse strength of regularisation, `task_c` overrides it per task."""

    classifier: Literal["logreg", "svm"] = "logreg"
    word_ngrams: tuple[int, int] = (1, 2)
    char_ngrams: tuple[int, int] = (2, 5)
    min_df: int = Field(default=2, ge=1)
    max_features: int | None = Field(default=60_000, ge=100)
    c: float = Field(default=20.0, gt=0)
    task_c: dict[str, float] = {}


class WeakUrgencyConfig(_Frozen):
    """Levels read off the danger signals for training rows without a label of urgency.

    `weight` is what such a row counts beside a labelled one; how often signals and labels agree is estimated on the
    labelled training rows.
    """

    weight: float = Field(default=0.2, gt=0, le=1)


class ContrastConfig(_Frozen):
    """Contrast families to learn urgency from, beside the history (training/contrast.py).

    `held_apart` is the share that the scorers don't see: the fusion with the danger signals learns from it how far each
    is to be believed where they differ.
    """

    file: Path
    held_apart: float = Field(default=0.25, gt=0, lt=1)


class CalibrationConfig(_Frozen):
    """The target errors to find thresholds for, each held with confidence 1 − `delta`."""

    target_errors: tuple[float, ...] = (0.05, 0.10)
    delta: float = Field(default=0.1, gt=0, lt=1)


class TrackingConfig(_Frozen):
    """Where the run is written: MLflow experiment and registered model. The URI is MLflow's own variable."""

    experiment: str = "triage"
    model_name: str = "triage"
    register_model: bool = True
    input_example: Path | None = None
    """JSONL of fictitious complaints; real ones must never stand in a model's example."""


class TrainingConfig(_Frozen):
    """One run, whole."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    seed: int = 13
    tasks: tuple[Literal["kind", "category", "urgency", "role"], ...] = ("kind", "category", "urgency", "role")
    data: DataConfig
    taxonomy: Path | None = None
    normalise: bool = False
    """Replace slang and regional words before the model reads a text; it is part of the recipe."""
    neural: NeuralConfig | None = None
    linear: LinearConfig | None = None
    serve: Literal["majority", "linear", "encoder", "ensemble"] = "ensemble"
    weak_urgency: WeakUrgencyConfig | None = None
    contrast: ContrastConfig | None = None
    shouting: float = Field(default=0.0, ge=0, lt=1)
    """Share of the training rows that the network reads with cries for haste added, to learn to pass over them."""
    calibration: CalibrationConfig = CalibrationConfig()
    tracking: TrackingConfig = TrackingConfig()
    output: Path = Path("runs")

    @model_validator(mode="after")
    def _served_part_is_there(self) -> TrainingConfig:
        needed = {"linear": (self.linear,), "encoder": (self.neural,), "ensemble": (self.linear, self.neural)}
        if any(part is None for part in needed.get(self.serve, ())):
            raise ValueError(f"serve: {self.serve} needs the part(s) it serves: give `linear` and/or `neural`")
        if self.contrast is not None and "urgency" not in self.tasks:
            raise ValueError("contrast families teach urgency: give it among the `tasks`, or leave `contrast` out")
        return self

    @property
    def digest(self) -> str:
        """SHA-256 over every setting that can change the model (not where it is written)."""
        content = self.model_dump(mode="json", exclude={"output", "tracking"})
        return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def as_yaml(self) -> str:
        """Return the complete configuration, defaults written out."""
        return yaml.safe_dump(self.model_dump(mode="json"), sort_keys=False, allow_unicode=True)


def load_config(path: Path, overrides: tuple[str, ...] = ()) -> TrainingConfig:
    """Read a YAML configuration, with `a.b=value` settings laid over it; paths stay relative to the caller.

    Raises:
        BrokenConfig: the file is no YAML mapping, or a value is out of range.
        UnknownSetting: a key is not one of ours; says which one may have been meant.
    """
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as problem:
        raise BrokenConfig(file=str(path), problem=type(problem).__name__) from problem
    if not isinstance(raw, dict):
        raise BrokenConfig(file=str(path), problem="it has no mapping at its top")
    for override in overrides:
        _lay_over(raw, override)
    try:
        return TrainingConfig.model_validate(raw)
    except ValidationError as problem:
        raise _explain(problem, path) from problem


def _lay_over(raw: dict[str, Any], override: str) -> None:
    name, equals, value = override.partition("=")
    if not equals or not name:
        raise BrokenConfig(file=f"--set {override}", problem="it is not of the form a.b=value")
    *parents, last = name.split(".")
    place = raw
    for parent in parents:
        place = place.setdefault(parent, {})
        if not isinstance(place, dict):
            raise BrokenConfig(file=f"--set {override}", problem=f"{parent} holds no settings")
    try:
        place[last] = yaml.safe_load(value)
    except yaml.YAMLError as problem:
        raise BrokenConfig(file=f"--set {override}", problem="its value is no YAML") from problem


def _explain(problem: ValidationError, path: Path) -> BrokenConfig | UnknownSetting:
    first = problem.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return UnknownSetting(file=path.name, got=where, allowed=_siblings(first["loc"]))
    return BrokenConfig(file=path.name, problem=f"{where}: {first['msg']}")


def _siblings(location: tuple[int | str, ...]) -> str:
    """Return the names that are allowed where a validation error lies; a division's location names its kind."""
    splits: dict[int | str, type[BaseModel]] = {"time": TimeSplit, "file": FileSplit, "hash": HashSplit}
    model: type[BaseModel] = TrainingConfig
    for part in location[:-1]:
        if part in splits:
            model = splits[part]
        elif field := model.model_fields.get(str(part)):
            candidates = [field.annotation, *getattr(field.annotation, "__args__", ())]
            model = next((kind for kind in candidates if isinstance(kind, type) and issubclass(kind, BaseModel)), model)
    return ", ".join(model.model_fields)
