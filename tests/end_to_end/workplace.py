"""A user's folder, in which the commands are run as a user runs them."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.end_to_end.sample import MAPPING, SAMPLE

TRIAGE = Path(sys.executable).with_name("triage")
PATIENCE_S = 400
CONFIG: dict[str, Any] = {
    "name": "uji",
    "data": {
        "files": [str(SAMPLE)],
        "mapping": str(MAPPING),
        "split": {"by": "hash", "calibration": 0.2, "test": 0.2},
        "region": "34.04",
    },
    "neural": {"encoder": {"name": "tiny"}, "max_tokens": 32, "epochs": 2, "batch_size": 32},
    "linear": {"classifier": "svm", "min_df": 2, "c": 0.5, "max_features": 2000},
}


@dataclass(frozen=True)
class Workplace:
    """A user's folder: a git repository with a configuration, and an MLflow of its own."""

    folder: Path

    @property
    def bundle(self) -> Path:
        """The bundle of the one training."""
        (found,) = self.folder.glob("runs/uji-*/bundle")
        return found

    @property
    def uri(self) -> str:
        return f"sqlite:///{self.folder}/mlflow.db"

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "MLFLOW_TRACKING_URI": self.uri, "MLFLOW_DISABLE_TELEMETRY": "true"}

    def triage(self, *arguments: object, given: str | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [TRIAGE, *map(str, arguments)],
            cwd=self.folder,
            env=self.environment,
            input=given,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
        )

    def git(self, *arguments: str) -> str:
        known = ("-c", "user.name=uji", "-c", "user.email=uji@localhost", "-c", "commit.gpgsign=false")
        done = subprocess.run(["git", *known, *arguments], cwd=self.folder, capture_output=True, text=True, check=True)
        return done.stdout.strip()


def done(outcome: subprocess.CompletedProcess[str]) -> str:
    assert outcome.returncode == 0, outcome.stderr[-3000:]
    return outcome.stdout.strip()
