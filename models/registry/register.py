"""Logging a bundle as a version of a registered model, in MLflow's pyfunc flavour, from code."""

from __future__ import annotations

import json
from importlib.metadata import requires, version
from pathlib import Path

import mlflow
import pandas as pd
from mlflow.models import ModelSignature
from mlflow.types.schema import ColSpec, DataType, Schema, TensorSpec
from packaging.requirements import Requirement

from models.bundle.manifest import Manifest

_ROOT = Path(__file__).resolve().parents[2]
_ENTRY = Path(__file__).with_name("pyfunc.py")
_CODE = ("triage", "features", "models")
_EXAMPLE = [
    {"text": "Lampu jalan di depan balai desa padam sejak tiga malam lalu.", "title": "Lampu padam", "region": "34.04"}
]


def register_bundle(bundle: Path, manifest: Manifest, name: str, example: Path | None = None) -> str:
    """Log `bundle` in the open run, register it under `name` and return `models:/NAME/VERSION`.

    The version has a signature, a fictitious input example (`example`: JSON lines) and the exact
    releases that are installed here, so that `mlflow models serve` can run it by itself.
    """
    logged = mlflow.pyfunc.log_model(
        name="model",
        python_model=str(_ENTRY),
        artifacts={"bundle": str(bundle)},
        code_paths=[str(_ROOT / package) for package in _CODE],
        signature=signature(),
        input_example=_read_example(example),
        pip_requirements=pinned_requirements(),
        registered_model_name=name,
        metadata={"bundle": manifest.digest},
    )
    return f"models:/{name}/{logged.registered_model_version}"


def signature() -> ModelSignature:
    """Return the columns that go in and come out."""
    optional = ("title", "region")
    inputs: list[ColSpec | TensorSpec] = [ColSpec(DataType.string, "text")]
    inputs += [ColSpec(DataType.string, name, required=False) for name in optional]
    inputs.append(ColSpec(DataType.boolean, "is_secret", required=False))
    outputs: list[ColSpec | TensorSpec] = []
    for task in ("kind", "category", "urgency", "role"):
        outputs += [
            ColSpec(DataType.string, task, required=False),
            ColSpec(DataType.double, f"{task}_probability", required=False),
        ]
    outputs += [
        ColSpec(DataType.string, "agency", required=False),
        ColSpec(DataType.double, "agency_probability"),
        ColSpec(DataType.string, "action"),
    ]
    return ModelSignature(inputs=Schema(inputs), outputs=Schema(outputs))


def pinned_requirements() -> list[str]:
    """Return what serving needs, each pinned to the release that is installed here."""
    pins = {"mlflow": version("mlflow"), "pandas": version("pandas")}
    for line in requires("triage") or []:
        requirement = Requirement(line)
        wanted = requirement.marker is None or requirement.marker.evaluate({"extra": "serving"})
        if wanted and requirement.name not in ("triage", "mlflow-skinny"):
            pins[requirement.name] = version(requirement.name)
    return [f"{name}=={release}" for name, release in sorted(pins.items())]


def _read_example(path: Path | None) -> pd.DataFrame:
    rows = _EXAMPLE
    if path is not None:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return pd.DataFrame([{name: row.get(name) for name in ("text", "title", "region")} for row in rows[:3]])
