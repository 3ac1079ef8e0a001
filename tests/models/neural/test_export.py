"""ONNX says what torch says, in float32 to a thousandth, in int8 with its changes counted."""

from __future__ import annotations

import numpy as np
import onnx
import pytest
import torch

from models.bundle import layout
from models.errors import ParityBroken
from models.neural.export import LARGEST_DIFFERENCE, Parity, compare, has_vnni, quantize, require_parity
from models.neural.scorer import TorchScorer
from models.runtime.scorer import OnnxScorer
from tests.models.tiny import Tiny
from triage.tasks import Task


def onnx_logits(tiny: Tiny, name: str, texts: list[str]):
    return OnnxScorer.open(tiny.bundle / name, tiny.tokenizer(), tiny.sizes).logits(texts)


def test_float32_gives_the_logits_of_torch_whatever_the_length(tiny):
    texts = ["", "Banjir", *tiny.texts[:5], "jalan rusak " * 100]

    parity = compare(tiny.torch().logits(texts), onnx_logits(tiny, layout.ONNX, texts))

    assert parity.largest <= LARGEST_DIFFERENCE
    assert parity.changed == {task.value: 0 for task in tiny.sizes}
    assert parity.n == len(texts)


def test_the_vector_comes_from_the_same_run_and_is_the_one_of_torch(tiny):
    texts = ["", "Banjir", *tiny.texts[:5], "jalan rusak " * 100]
    scorer = OnnxScorer.open(tiny.bundle / layout.ONNX, tiny.tokenizer(), tiny.sizes)

    logits, vectors = scorer.read(texts)
    reference = tiny.torch().read(texts)

    assert vectors.shape == (len(texts), tiny.encoder.model.config.hidden_size)
    assert np.abs(vectors - reference.vectors).max() < 1e-4
    assert compare(logits, scorer.logits(texts)).largest == 0.0


def test_the_heads_read_the_very_vector_that_is_given_out(tiny):
    scorer = tiny.torch()
    logits, vectors = scorer.read(tiny.texts[:4])

    with torch.inference_mode():
        scored = tiny.network.score(torch.from_numpy(vectors))

    for task, table in zip(tiny.sizes, scored, strict=True):
        assert np.allclose(table.numpy(), logits[task], atol=1e-5)


def test_one_run_gives_the_logits_of_all_heads_and_one_vector(tiny):
    scorer = OnnxScorer.open(tiny.bundle / layout.ONNX_INT8, tiny.tokenizer(), tiny.sizes)
    (tokens,) = tiny.tokenizer()(["Lampu jalan padam."])

    logits, vector = scorer.run(tokens.ids)

    assert logits.shape == (1, sum(tiny.sizes.values()))
    assert vector.shape == (1, tiny.encoder.model.config.hidden_size)


def test_the_export_found_the_same_when_it_was_written(tiny):
    assert tiny.neural.parity["float32"].largest <= LARGEST_DIFFERENCE
    assert tiny.neural.parity["int8"].n == min(200, len(tiny.texts))


def test_int8_is_close_and_its_changed_decisions_are_counted(tiny):
    reference, int8 = tiny.torch().logits(tiny.texts[:8]), onnx_logits(tiny, layout.ONNX_INT8, tiny.texts[:8])

    parity = compare(reference, int8)

    assert parity.largest < 0.5
    assert parity.changed == {
        task.value: sum(reference[task].argmax(axis=1) != int8[task].argmax(axis=1)) for task in reference
    }


def test_the_heads_stay_in_float_and_the_encoder_does_not(tiny):
    nodes = onnx.load(str(tiny.bundle / layout.ONNX_INT8)).graph.node
    heads = [node.op_type for node in nodes if any(".heads." in name and "weight" in name for name in node.input)]

    assert heads == ["MatMul"] * len(tiny.sizes)
    assert sum(node.op_type == "MatMulInteger" for node in nodes) == 6 * tiny.encoder.model.config.num_hidden_layers


def test_a_processor_without_vnni_gets_seven_bits(tiny, tmp_path):
    """The range is reduced, so that a product of two bytes can't saturate: weights stay within ±64."""
    quantize(tiny.bundle / layout.ONNX, tmp_path / "seven.onnx", reduce_range=True)

    graph = onnx.load(str(tmp_path / "seven.onnx")).graph
    weights = [
        onnx.numpy_helper.to_array(tensor)
        for tensor in graph.initializer
        if tensor.data_type == onnx.TensorProto.INT8 and tensor.dims
    ]
    assert weights
    assert max(int(np.abs(weight.astype(int)).max()) for weight in weights) <= 64
    assert isinstance(has_vnni(), bool)


def test_weights_read_from_the_bundle_are_the_ones_in_memory(tiny):
    again = TorchScorer.open(tiny.bundle / layout.NEURAL, tiny.tokenizer())

    ours, theirs = tiny.network.state_dict(), again.network.state_dict()
    assert ours.keys() == theirs.keys()
    assert all(torch.equal(weights, theirs[name]) for name, weights in ours.items())
    assert compare(tiny.torch().logits(tiny.texts[:3]), again.logits(tiny.texts[:3])).largest < 1e-5


def test_a_difference_above_a_thousandth_is_refused_with_its_size():
    with pytest.raises(ParityBroken) as caught:
        require_parity(Parity(10, 2e-3, {}))

    assert "2.00e-03" in str(caught.value)


def test_parity_counts_the_largest_difference_and_each_changed_first_label():
    ours = {Task.KIND: np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32)}
    theirs = {Task.KIND: np.array([[1.0, 0.25], [2.0, 1.0]], dtype=np.float32)}

    assert compare(ours, theirs) == Parity(2, 2.0, {"kind": 1})
    assert require_parity(compare(ours, ours)) == Parity(2, 0.0, {"kind": 0})
