"""Opening a bundle: every digest checked, then the served model put together as a `Predictor`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from features.danger.signals import danger_reader
from features.recipe import Recipe
from features.tokens import TextTokenizer
from models.bundle import layout
from models.bundle.calibration_file import Calibration, OperatingPointsFile
from models.bundle.manifest import Manifest, verify
from models.dummy import MajorityScorer
from models.ensemble import EnsembleScorer, Member
from models.linear.part import LinearScorer
from models.open_roles.part import OpenRoles, is_open_roles
from models.predictor import CalibratedPredictor
from models.runtime.scorer import OnnxScorer
from models.scorer import Scorer
from models.urgency.part import UrgencyPart
from triage.label_space import LabelSpace
from triage.prediction import ModelReference
from triage.tasks import Task
from triage.taxonomy import Taxonomy, load_taxonomy

NeuralOpener = Callable[[Path, TextTokenizer, Mapping[Task, int]], Scorer]
"""How the neural part is opened: bundle directory, tokenizer, labels per task → scorer."""


@dataclass(frozen=True)
class OpenBundle:
    """A bundle in memory: its predictor, its taxonomy and its manifest."""

    predictor: CalibratedPredictor
    taxonomy: Taxonomy
    manifest: Manifest


def open_onnx(bundle: Path, tokenizer: TextTokenizer, sizes: Mapping[Task, int]) -> Scorer:
    """Open the neural part in ONNX Runtime: int8 where the bundle has it, else float32."""
    path = bundle / layout.ONNX_INT8
    return OnnxScorer.open(path if path.is_file() else bundle / layout.ONNX, tokenizer, sizes)


def open_bundle(folder: Path, neural: NeuralOpener = open_onnx) -> OpenBundle:
    """Return the bundle in a directory, its files checked against their digests.

    Raises:
        NotABundle, WrongBundleFormat, DamagedBundle: it is not one, or not the one that was written.
        WrongLabelSpace, RecipeFromAnotherVersion: its parts don't fit together or this version.
    """
    manifest = verify(folder)
    recipe = Recipe.load(folder / layout.RECIPE)
    label_space = LabelSpace.from_dict(json.loads((folder / layout.LABEL_SPACE).read_text(encoding="utf-8")))
    calibration = Calibration.load(folder / layout.CALIBRATION)
    points = OperatingPointsFile.model_validate_json((folder / layout.OPERATING_POINTS).read_text(encoding="utf-8"))
    predictor = CalibratedPredictor(
        scorer=_served_scorer(folder, calibration, recipe, label_space, neural),
        recipe=recipe,
        label_space=label_space,
        temperatures=calibration.temperatures,
        reference=ModelReference(
            manifest.name, manifest.digest, recipe.digest, label_space.digest, label_space.taxonomy
        ),
        operating_points=points.points,
        lane_points=points.lanes,
        urgency=_urgency(folder),
        open_roles=_open_roles(folder, label_space),
        routing_fit=calibration.routing,
    )
    return OpenBundle(predictor, load_taxonomy(folder / layout.TAXONOMY), manifest)


def _urgency(folder: Path) -> UrgencyPart | None:
    part = folder / layout.URGENCY
    return UrgencyPart.open(part, danger_reader().names) if part.is_file() else None


def _open_roles(folder: Path, label_space: LabelSpace) -> OpenRoles | None:
    part = folder / layout.OPEN_ROLES
    return OpenRoles.open(part, label_space.labels[Task.ROLE]) if is_open_roles(part) else None


def _served_scorer(
    folder: Path, calibration: Calibration, recipe: Recipe, label_space: LabelSpace, neural: NeuralOpener
) -> Scorer:
    if calibration.served != "ensemble":
        return _part(calibration.served, folder, recipe, label_space, neural)
    return EnsembleScorer(
        [
            Member(name, _part(name, folder, recipe, label_space, neural), fitted.temperatures, fitted.weights)
            for name, fitted in calibration.members.items()
        ]
    )


def _part(name: str, folder: Path, recipe: Recipe, label_space: LabelSpace, neural: NeuralOpener) -> Scorer:
    if name == "linear":
        return LinearScorer.open(folder / layout.LINEAR)
    if name == "majority":
        return MajorityScorer.open(folder / layout.MAJORITY)
    sizes = {task: len(labels) for task, labels in label_space.labels.items()}
    return neural(folder, TextTokenizer.open(folder / layout.TOKENIZER, recipe), sizes)
