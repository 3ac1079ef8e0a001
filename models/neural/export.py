"""Export of a trained network to ONNX, its int8 form, and the proof that they say the same."""

from __future__ import annotations

import logging
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from models.errors import ParityBroken
from models.neural.network import TriageNetwork
from models.scorer import Logits

LARGEST_DIFFERENCE = 1e-3


class _Exported(nn.Module):
    """One run of the encoder for both outputs: the logits of all heads, and the vector they were read from."""

    def __init__(self, network: TriageNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        pooled = self.network.embed(input_ids, attention_mask)
        return torch.cat(self.network.score(pooled), dim=1), pooled


def export_onnx(network: TriageNetwork, path: Path) -> None:
    """Write the network as one .onnx file: `input_ids`, `attention_mask` (batch, tokens) → `logits`, `text_vector`."""
    network = network.eval().float()
    network.encoder.set_attn_implementation("eager")
    ids = torch.ones((2, 16), dtype=torch.int64)
    shape = {0: torch.export.Dim("batch", min=1, max=1024), 1: torch.export.Dim("tokens", min=2, max=512)}
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Exported(network),
            (ids, torch.ones_like(ids)),
            str(path),
            input_names=["input_ids", "attention_mask"],
            output_names=["logits", "text_vector"],
            dynamic_shapes={"input_ids": shape, "attention_mask": shape},
            dynamo=True,
            external_data=False,
            verbose=False,
        )


def quantize(path: Path, target: Path, reduce_range: bool | None = None) -> None:
    """Write the int8 form (dynamic, weights per channel) of an .onnx file; the heads stay in float.

    On x86 without VNNI eight-bit products can saturate, so there the range is reduced to seven
    bits; `reduce_range` overrides what the processor says.
    """
    heads = [node.name for node in onnx.load(str(path)).graph.node if any(".heads." in name for name in node.input)]
    quantize_dynamic(
        str(path),
        str(target),
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=not has_vnni() if reduce_range is None else reduce_range,
        nodes_to_exclude=[*heads, *(f"{name}_MatMul" for name in heads)],  # as the quantiser renames a Gemm
    )


def has_vnni() -> bool:
    """Return whether this processor multiplies int8 without saturating (VNNI, or not x86 at all)."""
    cpuinfo = Path("/proc/cpuinfo")
    if not cpuinfo.is_file():
        return True
    text = cpuinfo.read_text(encoding="utf-8", errors="replace")
    return "vnni" in text or "Features" in text


@dataclass(frozen=True, slots=True)
class Parity:
    """How far another engine's logits are from torch's, over `n` texts.

    `largest` is the largest |Δlogit|; `changed` counts, per task, texts whose first label differs.
    """

    n: int
    largest: float
    changed: dict[str, int]


def compare(reference: Logits, other: Logits) -> Parity:
    """Return the parity of two engines' logits for the same texts."""
    largest = max(float(np.abs(reference[task] - other[task]).max()) for task in reference)
    changed = {
        task.value: int((reference[task].argmax(axis=1) != other[task].argmax(axis=1)).sum()) for task in reference
    }
    return Parity(len(next(iter(reference.values()))), largest, changed)


def require_parity(parity: Parity) -> Parity:
    """Return a float32 parity that is close enough.

    Raises:
        ParityBroken: some logit differs by more than 0.001.
    """
    if parity.largest > LARGEST_DIFFERENCE:
        raise ParityBroken(got=f"{parity.largest:.2e}", allowed=f"{LARGEST_DIFFERENCE:.0e}")
    return parity
