"""One training of the sample by the command line, shared by every test of the whole."""

from __future__ import annotations

from pathlib import Path

import mlflow
import pytest
import yaml
from mlflow import MlflowClient

from tests.end_to_end.workplace import CONFIG, Workplace, done


@pytest.fixture(scope="session")
def place(tmp_path_factory) -> Workplace:
    """Return a workplace in which the sample was trained once, and whose version 1 is the champion."""
    workplace = Workplace(tmp_path_factory.mktemp("kerja"))
    (workplace.folder / "uji.yaml").write_text(yaml.safe_dump(CONFIG), encoding="utf-8")
    workplace.git("init", "--quiet")
    workplace.git("add", "uji.yaml")
    workplace.git("commit", "--quiet", "-m", "Konfigurasi")
    done(workplace.triage("train", "uji.yaml", "--set", "tracking.experiment=coba"))
    assert done(workplace.triage("promote", "models:/triage/1", "--alias", "champion")) == "models:/triage@champion"
    return workplace


@pytest.fixture(scope="session")
def run(place):
    """Return the one MLflow run, with all its artifacts fetched."""
    client = MlflowClient(place.uri)
    (found,) = client.search_runs([client.get_experiment_by_name("coba").experiment_id])
    return client, found, Path(client.download_artifacts(found.info.run_id, ""))


@pytest.fixture(scope="session")
def version(place, tmp_path_factory) -> Path:
    """Return the folder of the registered version, fetched by its alias."""
    target = tmp_path_factory.mktemp("versi")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLFLOW_TRACKING_URI", place.uri)
        return Path(mlflow.artifacts.download_artifacts(artifact_uri="models:/triage@champion", dst_path=str(target)))
