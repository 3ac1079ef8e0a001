"""One small model of each make, really trained on the bundled sample with the encoder `tiny`, and their bundle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from features.tokens import TextTokenizer
from models.bundle.manifest import Manifest
from models.neural.encoders import LoadedEncoder, find_encoder, load_encoder
from models.neural.network import TriageNetwork
from models.neural.scorer import TorchScorer
from models.open_roles.part import OpenRoles
from models.predictor import CalibratedPredictor
from models.scorer import Scorer, read
from training.bundle_writer import NeuralFiles, export_network, write_bundle
from training.calibrate import FittedModel, calibrate_part, mix
from training.config import LinearConfig, TrainingConfig
from training.fuse import fuse_all
from training.linear import fit_linear
from training.majority import fit_majority
from training.neural import LabelledTexts, fit_network
from training.opening import open_all
from training.prepare import Prepared, prepare
from triage.prediction import ModelReference, OperatingPoint
from triage.tasks import Task

SAMPLE = Path(__file__).parents[2] / "data/sample"
POINTS = (OperatingPoint("agency", 0.05, 0.1, 0.2, 60), OperatingPoint("agency", 0.1, 0.1, None, 60))
"""Fixed here, not fitted: a threshold that tests of serving can reach, and one that was not certifiable."""


@dataclass(frozen=True)
class Tiny:
    """Everything that the run made, as it was in memory when the bundle was written.

    The roles of `linear` (which has no encoder) and of `ensemble` (which has) are open to the directory, and their
    urgency is fused with the signs of danger.
    """

    run: Prepared
    encoder: LoadedEncoder
    network: TriageNetwork
    neural: NeuralFiles
    fitted: Mapping[str, FittedModel]
    bundle: Path
    manifest: Manifest

    @property
    def texts(self) -> list[str]:
        """The prepared texts of the calibration part."""
        return self.run.texts(self.run.parts.calibration)

    @property
    def sizes(self) -> dict[Task, int]:
        return {task: len(labels) for task, labels in self.run.space.labels.items()}

    def tokenizer(self) -> TextTokenizer:
        return TextTokenizer(self.encoder.tokenizer, self.run.recipe)

    def torch(self) -> TorchScorer:
        return TorchScorer(self.network, self.tokenizer())

    def predictor(self, scorer: Scorer, open_roles: OpenRoles | None = None) -> CalibratedPredictor:
        """A predictor on a scorer of this run, at temperature 1."""
        recipe, space = self.run.recipe, self.run.space
        reference = ModelReference("tiny", "1", recipe.digest, space.digest, space.taxonomy)
        return CalibratedPredictor(scorer, recipe, space, {}, reference, open_roles=open_roles)


def tiny_config(output: Path) -> TrainingConfig:
    return TrainingConfig.model_validate(
        {
            "name": "tiny",
            "data": {
                "files": [SAMPLE / "complaints.jsonl"],
                "mapping": SAMPLE / "mapping.yaml",
                "split": {"by": "hash", "calibration": 0.3, "test": 0.1},
            },
            "neural": {"encoder": {"name": "tiny"}, "epochs": 1, "batch_size": 16, "max_tokens": 64},
            "linear": {"classifier": "svm", "min_df": 1, "max_features": 2000, "c": 0.5},
            "output": output,
        }
    )


@lru_cache(maxsize=1)
def make_tiny(output: Path) -> Tiny:
    """Train, calibrate and write; a second call with the same folder returns what the first one made."""
    run = prepare(tiny_config(output))
    train, held_out = run.labelled(run.parts.train), run.labelled(run.parts.calibration)
    assert run.config.neural is not None
    assert run.config.linear is not None  # tiny_config gives both parts
    encoder = load_encoder(find_encoder("tiny"), train.texts)
    network = fit_network(
        encoder, train, held_out, run.space, run.recipe, run.config.neural, 13, run.folder / "checkpoints"
    )
    neural = export_network(network, encoder.tokenizer, run.recipe, run.folder / "export", held_out.texts)
    logreg = LinearConfig(classifier="logreg", min_df=1, max_features=2000)
    fitted = {
        "majority": calibrated("majority", fit_majority(train.labels, run.space), held_out),
        "linear": calibrated(
            "linear", fit_linear(train.texts, train.labels, run.space, run.config.linear, 13), held_out
        ),
        "logreg": calibrated("linear", fit_linear(train.texts, train.labels, run.space, logreg, 13), held_out),
        "encoder": calibrated("encoder", neural.scorer, held_out),
    }
    mixed = mix(fitted["encoder"], fitted["linear"], held_out.labels)
    fitted["linear"], fitted["ensemble"] = open_all(run, fuse_all(run, [fitted["linear"], mixed]), train)
    bundle, manifest = write_bundle(
        run.folder,
        run.config,
        run.corpus.digest,
        run.space,
        run.recipe,
        fitted["ensemble"],
        [fitted["linear"], fitted["encoder"]],
        neural,
        POINTS,
        {},
    )
    return Tiny(run, encoder, network, neural, fitted, bundle, manifest)


def calibrated(name: str, scorer: Scorer, held_out: LabelledTexts) -> FittedModel:
    logits, vectors = read(scorer, held_out.texts)
    return calibrate_part(name, scorer, logits, held_out.labels, vectors)
