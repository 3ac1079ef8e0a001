"""The model as MLflow serves it (models from code, so nothing is pickled): rows in, triage out."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import mlflow
import pandas as pd
from mlflow.pyfunc import PythonModel

from features.readers import READERS
from models.bundle.open import open_bundle
from triage.calendar import Calendar
from triage.complaint import Complaint, Confidentiality
from triage.directory import load_directory
from triage.policy import load_policy
from triage.router import make_router
from triage.tasks import Task
from triage.triager import Triage, Triager


class TriageModel(PythonModel):
    """Columns in: `text`, and where known `title`, `region` and `is_secret`. Columns out: labels, agency, action."""

    def load_context(self, context: Any) -> None:
        """Open the bundle that was logged with the model."""
        bundle = open_bundle(Path(context.artifacts["bundle"]))
        self.triager = Triager(
            predictor=bundle.predictor,
            router=make_router(load_directory()),
            policy=load_policy(),
            calendar=Calendar.indonesia(),
            readers=READERS,
        )

    def predict(self, context: Any, model_input: pd.DataFrame, params: dict[str, Any] | None = None) -> pd.DataFrame:
        """Return one row per row."""
        now = datetime.now(UTC)
        complaints = [_complaint(row, position, now) for position, row in enumerate(model_input.to_dict("records"))]
        return pd.DataFrame([_row(triage) for triage in self.triager(complaints, now)])


def _complaint(row: dict[str, Any], position: int, now: datetime) -> Complaint:
    present = {name: str(value) for name, value in row.items() if isinstance(value, str) and value}
    return Complaint(
        id=str(position),
        text=present.get("text", ""),
        title=present.get("title", ""),
        region=present.get("region"),
        received_at=now,
        confidentiality=Confidentiality.SECRET if row.get("is_secret") is True else Confidentiality.PUBLIC,
    )


def _row(triage: Triage) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for task in Task:
        if task in triage.prediction.scores:
            label, probability = triage.prediction.answers(task).best
            row |= {task.value: label, f"{task.value}_probability": probability}
    best = triage.candidates[0] if triage.candidates else None
    return row | {
        "agency": best.agency.slug if best else None,
        "agency_probability": best.probability if best else 0.0,
        "action": triage.decision.action.value,
    }


mlflow.models.set_model(TriageModel())
