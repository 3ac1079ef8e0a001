"""References to a model: a bundle directory, `models:/triage@champion` or `models:/triage/3`."""

from __future__ import annotations

import shutil
from pathlib import Path

import mlflow
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

from models.bundle.layout import MANIFEST
from models.errors import NotABundle, UnknownModel

SCHEME = "models:/"


def resolve(reference: str, cache: Path | None = None) -> Path:
    """Return the bundle directory that a reference means; a registered one is fetched into `cache`.

    The registry is the one of MLFLOW_TRACKING_URI (or MLFLOW_REGISTRY_URI).

    Raises:
        NotABundle: the path, or the model version, holds no bundle.
        UnknownModel: the registry has no such model, version or alias.
    """
    if not reference.startswith(SCHEME):
        folder = Path(reference)
        if not (folder / MANIFEST).is_file():
            raise NotABundle(got=reference)
        return folder
    exact = SCHEME + "/".join(registered_version(reference))  # an alias moves: its name must not stand in the cache
    try:
        target = str(_empty(cache / _slug(exact))) if cache else None
        fetched = Path(mlflow.artifacts.download_artifacts(artifact_uri=exact, dst_path=target))
    except MlflowException as problem:
        raise UnknownModel(got=reference) from problem
    found = sorted(fetched.rglob(MANIFEST))
    if not found:
        raise NotABundle(got=reference)
    return found[0].parent


def promote(reference: str, alias: str) -> str:
    """Set an alias (such as `champion`) on a registered version and return `models:/NAME@ALIAS`.

    Raises:
        UnknownModel: the reference is no registered version.
    """
    name, version = registered_version(reference)
    MlflowClient().set_registered_model_alias(name, alias, version)
    return f"{SCHEME}{name}@{alias}"


def registered_version(reference: str) -> tuple[str, str]:
    """Return name and version number that `models:/NAME/VERSION` or `models:/NAME@ALIAS` means.

    Raises:
        UnknownModel: it is none of both, or the registry does not have it.
    """
    if not reference.startswith(SCHEME):
        raise UnknownModel(got=reference)
    body = reference.removeprefix(SCHEME)
    name, at, alias = body.partition("@")
    try:
        if at:
            return name, str(MlflowClient().get_model_version_by_alias(name, alias).version)
        name, _, version = body.partition("/")
        return name, str(MlflowClient().get_model_version(name, version).version)
    except MlflowException as problem:
        raise UnknownModel(got=reference) from problem


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _slug(reference: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in reference)
