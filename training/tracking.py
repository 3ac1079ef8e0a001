"""What MLflow gets of a run: configuration, data digest, commit, figures per epoch, report, model version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import mlflow

from models.bundle.manifest import Manifest
from models.registry.register import register_bundle
from training.bundle_writer import git_commit
from training.config import TrainingConfig
from training.corpus.reader import Corpus
from training.corpus.rejects import count_rejects
from training.split import Parts


class Tracking:
    """An open MLflow run; nothing that it is given holds a complaint's text."""

    def __init__(self, config: TrainingConfig, folder: Path) -> None:
        self._config = config
        self._folder = folder

    @classmethod
    @contextmanager
    def start(cls, config: TrainingConfig, data_digest: str, folder: Path) -> Iterator[Tracking]:
        """Open a run in the configured experiment, with configuration and digests written at once."""
        mlflow.set_experiment(config.tracking.experiment)
        with mlflow.start_run(run_name=config.name):
            mlflow.set_tags({"git_commit": git_commit(), "data_digest": data_digest, "config_digest": config.digest})
            mlflow.log_params(_flat(config.model_dump(mode="json")))
            (folder / "config.yaml").write_text(config.as_yaml(), encoding="utf-8")
            mlflow.log_artifact(str(folder / "config.yaml"))
            yield cls(config, folder)

    def log_corpus(self, corpus: Corpus, parts: Parts) -> None:
        """Write how many rows went where, and the rejects."""
        counts = {"train": parts.train, "calibration": parts.calibration, "test": parts.test}
        mlflow.log_metrics({f"rows_{name}": len(rows) for name, rows in counts.items()})
        mlflow.log_metrics({"rows_leaked": parts.leaks, "rows_outside": parts.outside})
        mlflow.log_dict(count_rejects(corpus.rejects), "rejects.json")
        mlflow.log_artifact(str(self._folder / "rejects.csv"))

    def log_epoch(self, metrics: Mapping[str, float], epoch: float) -> None:
        """Write one epoch's figures; the step is the epoch in hundredths."""
        mlflow.log_metrics(dict(metrics), step=round(epoch * 100))

    def log_outcome(self, metrics: Mapping[str, Mapping[str, Mapping[str, Any]]], report: Path) -> None:
        """Write the test part's figures (`model.question.figure`) and the report with its pictures."""
        for model, questions in metrics.items():
            for question, figures in questions.items():
                flat = {f"{model}.{question}.{name}": value for name, value in figures.items()}
                mlflow.log_metrics(
                    {name: float(value) for name, value in flat.items() if isinstance(value, (int, float))}
                )
        mlflow.log_dict(dict(metrics), "metrics.json")
        mlflow.log_artifacts(str(report), "report")

    def register(self, bundle: Path, manifest: Manifest) -> str:
        """Log the bundle as a model version and return `models:/NAME/VERSION`."""
        return register_bundle(bundle, manifest, self._config.tracking.model_name, self._config.tracking.input_example)


def _flat(settings: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in settings.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = value
    return flat
