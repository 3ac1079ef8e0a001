"""Writing a bundle: the parts of the served model, their calibration, the proof of parity, and the seal."""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from features.recipe import Recipe
from features.tokens import TextTokenizer
from models.bundle import layout
from models.bundle.calibration_file import OperatingPointsFile
from models.bundle.manifest import Manifest, Origin, seal
from models.neural.export import Parity, compare, export_onnx, quantize, require_parity
from models.neural.network import TriageNetwork
from models.neural.scorer import TorchScorer
from models.runtime.scorer import OnnxScorer
from training.calibrate import FittedModel
from training.config import TrainingConfig
from triage import __version__
from triage.label_space import LabelSpace
from triage.prediction import OperatingPoint
from triage.tasks import Task
from triage.taxonomy import bundled_taxonomy_path

_PARITY_TEXTS = 200


@dataclass(frozen=True)
class NeuralFiles:
    """The exported network: its folder, the scorer as serving will run it, and its parity with torch."""

    folder: Path
    scorer: OnnxScorer
    parity: dict[str, Parity]


def export_network(
    network: TriageNetwork, tokenizer: Tokenizer, recipe: Recipe, folder: Path, texts: Sequence[str]
) -> NeuralFiles:
    """Write weights, tokenizer and ONNX files to `folder` and compare the engines on up to 200 texts.

    Raises:
        ParityBroken: the float32 export differs from torch by more than 0.001 in some logit.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    tokenizer.no_padding()
    tokenizer.save(str(folder / Path(layout.TOKENIZER).name))
    network.save_pretrained(folder)
    (folder / "model.safetensors").chmod(0o644)
    onnx_path, int8_path = folder / Path(layout.ONNX).name, folder / Path(layout.ONNX_INT8).name
    export_onnx(network, onnx_path)
    quantize(onnx_path, int8_path)
    sizes = {Task(task): size for task, size in network.config.sizes.items()}
    text_tokenizer = TextTokenizer(tokenizer, recipe)
    sample = list(texts[:_PARITY_TEXTS])
    reference = TorchScorer(network, text_tokenizer).logits(sample)
    float32 = OnnxScorer.open(onnx_path, text_tokenizer, sizes)
    int8 = OnnxScorer.open(int8_path, text_tokenizer, sizes)
    parity = {
        "float32": require_parity(compare(reference, float32.logits(sample))),
        "int8": compare(reference, int8.logits(sample)),
    }
    return NeuralFiles(folder, int8, parity)


def write_bundle(
    folder: Path,
    config: TrainingConfig,
    data_digest: str,
    space: LabelSpace,
    recipe: Recipe,
    served: FittedModel,
    models: Sequence[FittedModel],
    neural: NeuralFiles | None,
    points: Sequence[OperatingPoint],
    metrics: Mapping[str, Any],
) -> tuple[Path, Manifest]:
    """Write the bundle to `folder/bundle`, whole or not at all, and return it with its manifest."""
    draft, bundle = folder / "bundle.draft", folder / "bundle"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    _write_json(draft / layout.LABEL_SPACE, space.as_dict())
    recipe.save(draft / layout.RECIPE)
    served.calibration.save(draft / layout.CALIBRATION)
    (draft / layout.OPERATING_POINTS).write_text(
        OperatingPointsFile(points=tuple(points), lanes=served.lanes).model_dump_json(indent=1) + "\n", encoding="utf-8"
    )
    _write_json(draft / layout.METRICS, metrics)
    shutil.copyfile(config.taxonomy or bundled_taxonomy_path(), draft / layout.TAXONOMY)
    _write_parts(draft, served, models, neural)
    if served.urgency is not None:
        served.urgency.save(draft / layout.URGENCY)
    if served.open_roles is not None:
        served.open_roles.save(draft / layout.OPEN_ROLES)
    manifest = seal(draft, config.name, __version__, _origin(config, data_digest))
    shutil.rmtree(bundle, ignore_errors=True)
    draft.rename(bundle)
    return bundle, manifest


def _write_parts(draft: Path, served: FittedModel, models: Sequence[FittedModel], neural: NeuralFiles | None) -> None:
    wanted = set(served.calibration.members) or {served.name}
    scorers: dict[str, Any] = {model.name: model.scorer for model in models}
    if "majority" in wanted:
        scorers["majority"].save(draft / layout.MAJORITY)
    if "linear" in wanted:
        (draft / layout.LINEAR).parent.mkdir()
        scorers["linear"].save(draft / layout.LINEAR)
    if "encoder" in wanted and neural is not None:
        shutil.copytree(neural.folder, draft / layout.NEURAL)
        _write_json(
            draft / layout.NEURAL / "parity.json", {name: asdict(found) for name, found in neural.parity.items()}
        )


def _origin(config: TrainingConfig, data_digest: str) -> Origin:
    return Origin(
        config_digest=config.digest,
        data_digest=data_digest,
        git_commit=git_commit(),
        seed=config.seed,
        encoder=config.neural.encoder.name if config.neural else None,
        trained_at=datetime.now(UTC).isoformat(timespec="seconds"),
        processor=processor_name(),
    )


def git_commit() -> str:
    """Return the commit of the working tree, with "+changes" if it was changed; "unknown" outside git."""
    try:
        commit, changes = _git("rev-parse", "HEAD"), _git("status", "--porcelain")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return f"{commit}+changes" if changes else commit


def _git(*words: str) -> str:
    command = ["git", *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603


def processor_name() -> str:
    """Return the processor's name, as figures of time and of int8 must state it."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
