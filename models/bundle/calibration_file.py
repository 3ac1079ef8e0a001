"""What was fitted on the calibration part, as it stands in the bundle."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from triage.prediction import LanePoint, OperatingPoint, RoutingFit
from triage.tasks import Task

ServedModel = Literal["majority", "linear", "encoder", "ensemble"]


class MemberCalibration(BaseModel):
    """One part's temperature, and its weight in the ensemble, per task."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    temperatures: dict[Task, float]
    weights: dict[Task, float]


class Calibration(BaseModel):
    """The served model, its temperatures, those of the parts it is mixed from, and the way from roles to agencies."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    served: ServedModel
    temperatures: dict[Task, float]
    members: dict[str, MemberCalibration] = {}
    routing: RoutingFit = RoutingFit()

    def save(self, path: Path) -> None:
        """Write it as JSON."""
        path.write_text(self.model_dump_json(indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Calibration:
        """Read it."""
        return cls.model_validate_json(path.read_text(encoding="utf-8"))


class OperatingPointsFile(BaseModel):
    """The fitted thresholds; they belong to the served model with its temperatures."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    points: tuple[OperatingPoint, ...]
    lanes: tuple[LanePoint, ...] = ()
