"""Heads for ordered levels: normalised, finite at every size of a logit, and what "cumulative" ties together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from transformers import BertModel

from features.recipe import Recipe
from features.tokens import TextTokenizer
from models.neural.encoders import tiny_config
from models.neural.export import compare, export_onnx, quantize
from models.neural.network import UNKNOWN, TriageNetwork
from models.neural.ordinal import CornHead, CumulativeHead, cumulative_log_probabilities, ordinal_head
from models.neural.scorer import TorchScorer
from models.neural.tiny import tiny_tokenizer
from models.runtime.scorer import OnnxScorer
from triage.tasks import Task

LINKS = ("corn", "cumulative")
WIDTH, LEVELS = 8, 4
HEADS = [("urgency", LEVELS), ("kind", 3)]
TEXTS = ("", "Banjir", "Lampu jalan padam sejak kemarin malam.", "jalan rusak " * 80)
IDS = torch.tensor([[2, 7, 9, 3], [2, 5, 3, 0], [2, 8, 3, 0]])
MASK = torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 1, 0]])


def a_head(link: str, levels: int = LEVELS) -> torch.nn.Module:
    torch.manual_seed(5)
    return ordinal_head(link, WIDTH, levels)


@pytest.fixture(scope="module")
def words() -> Tokenizer:
    return tiny_tokenizer(TEXTS)


def a_network(link: str, words: Tokenizer) -> TriageNetwork:
    torch.manual_seed(3)
    encoder = BertModel(tiny_config(words.get_vocab_size()), add_pooling_layer=False)
    return TriageNetwork.on_encoder(encoder, heads=HEADS, link=link).eval()


# --- the heads ------------------------------------------------------------------------------


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("levels", [2, 3, 4, 7])
@pytest.mark.parametrize("size", [0.0, 1.0, 50.0, 1e4])
def test_a_head_gives_log_probabilities_that_sum_to_one(link, levels, size):
    found = a_head(link, levels)(size * torch.randn(6, WIDTH))

    assert found.shape == (6, levels)
    assert torch.isfinite(found).all()
    assert torch.allclose(found.exp().sum(dim=1), torch.ones(6), atol=1e-5)


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("size", [1.0, 1e4])
def test_gradients_of_a_head_are_finite_for_every_level_however_wrong_it_is(link, size):
    head = a_head(link)
    found = head(size * torch.randn(LEVELS, WIDTH))
    torch.nn.functional.cross_entropy(found, torch.arange(LEVELS)).backward()

    for name, parameter in head.named_parameters():
        assert torch.isfinite(parameter.grad).all(), name
        assert parameter.grad.abs().max() > 0.0 or size > 1.0, name


def test_corn_keeps_the_names_of_weights_that_older_bundles_hold():
    assert set(a_head("corn").state_dict()) == {"weight", "bias"}


THRESHOLDS = st.tuples(st.floats(-6, 6), st.floats(0.01, 5), st.floats(0.01, 5)).map(
    lambda drawn: torch.tensor([drawn[0], drawn[0] + drawn[1], drawn[0] + drawn[1] + drawn[2]], dtype=torch.float64)
)
SCORES = st.floats(-30, 30)


@given(SCORES, THRESHOLDS)
def test_cumulative_levels_are_differences_of_sigmoids(score, thresholds):
    """McCullagh by hand: P(level > k) = sigmoid(score − threshold k)."""
    above = [1.0, *(1 / (1 + np.exp(threshold - score)) for threshold in thresholds.tolist()), 0.0]
    by_hand = [above[k] - above[k + 1] for k in range(4)]

    levels = cumulative_log_probabilities(torch.tensor([[score]], dtype=torch.float64), thresholds).exp()

    assert levels[0].tolist() == pytest.approx(by_hand, abs=1e-9)


@given(SCORES, SCORES, THRESHOLDS)
def test_a_higher_score_makes_every_higher_level_at_least_as_probable(one, other, thresholds):
    scores = torch.tensor([[min(one, other)], [max(one, other)]], dtype=torch.float64)
    levels = cumulative_log_probabilities(scores, thresholds).exp()
    above = levels.flip(dims=[1]).cumsum(dim=1)

    assert (above[1] >= above[0] - 1e-9).all()


@given(st.lists(st.floats(-60, 60), min_size=2, max_size=2))
def test_thresholds_stay_in_order_whatever_was_learnt(steps):
    head = CumulativeHead(WIDTH, LEVELS)
    with torch.no_grad():
        head.steps.copy_(torch.tensor(steps))
        found = head(torch.randn(3, WIDTH))

    assert torch.isfinite(found).all()
    assert torch.allclose(found.exp().sum(dim=1), torch.ones(3), atol=1e-4)


def test_the_two_links_are_the_only_ones():
    assert (type(a_head("corn")), type(a_head("cumulative"))) == (CornHead, CumulativeHead)
    with pytest.raises(KeyError):
        ordinal_head("probit", WIDTH, LEVELS)


# --- in the network -------------------------------------------------------------------------


@pytest.mark.parametrize("link", LINKS)
def test_a_network_keeps_its_link_when_it_is_saved(link, words, tmp_path):
    network = a_network(link, words)
    network.save_pretrained(tmp_path)

    again = TriageNetwork.from_pretrained(tmp_path).eval()

    assert again.config.link == link
    assert torch.equal(again(IDS, MASK).logits, network(IDS, MASK).logits)


def test_a_network_that_was_saved_before_there_was_a_choice_is_corn(words, tmp_path):
    network = a_network("corn", words)
    del network.config.link
    network.save_pretrained(tmp_path)

    assert torch.equal(TriageNetwork.from_pretrained(tmp_path).eval()(IDS, MASK).logits, network(IDS, MASK).logits)


@pytest.fixture(scope="module", params=LINKS)
def exported(request, words, tmp_path_factory) -> tuple[TriageNetwork, Path]:
    """A network with each link, and the folder of its ONNX files."""
    network, folder = a_network(request.param, words), tmp_path_factory.mktemp(request.param)
    export_onnx(network, folder / "float.onnx")
    quantize(folder / "float.onnx", folder / "int8.onnx")
    return network, folder


def test_onnx_says_what_torch_says_with_either_link(exported, words):
    network, folder = exported
    tokenizer, sizes = TextTokenizer(words, Recipe(max_tokens=64)), {Task(task): size for task, size in HEADS}
    reference = TorchScorer(network, tokenizer).logits(TEXTS)

    float32, int8 = (
        OnnxScorer.open(folder / name, tokenizer, sizes).logits(TEXTS) for name in ("float.onnx", "int8.onnx")
    )

    assert compare(reference, float32).largest < 1e-4
    assert compare(reference, int8).largest < 0.1


def test_the_heads_of_either_link_stay_in_float(exported):
    graph = onnx.load(str(exported[1] / "int8.onnx")).graph

    heads = [node for node in graph.node if any(".heads." in name and "weight" in name for name in node.input)]
    assert [node.op_type for node in heads] == ["MatMul"] * len(HEADS)
    assert not [
        one.name for one in graph.initializer if ".heads." in one.name and one.data_type == onnx.TensorProto.INT8
    ]


# --- soft targets ---------------------------------------------------------------------------


def soft(network: TriageNetwork, targets: list[list[float]]) -> torch.Tensor:
    """Return the loss of what is believed of three texts, whose hard labels all say something else."""
    labels = torch.tensor([[3, UNKNOWN]] * 3)
    return network(IDS, MASK, labels, targets=torch.tensor(targets)).loss


def hard(network: TriageNetwork, levels: list[int]) -> torch.Tensor:
    return network(IDS, MASK, torch.tensor([[level, UNKNOWN] for level in levels])).loss


ONE_HOT = [[1.0, 0, 0, 0], [0, 0, 1.0, 0], [0, 1.0, 0, 0]]


@pytest.mark.parametrize("link", LINKS)
def test_a_target_that_is_sure_of_a_level_is_worth_what_its_label_is(link, words):
    network = a_network(link, words)

    assert soft(network, ONE_HOT).item() == pytest.approx(hard(network, [0, 2, 1]).item(), rel=1e-5)


@pytest.mark.parametrize("link", LINKS)
def test_a_row_of_zeros_adds_nothing(link, words):
    network = a_network(link, words)

    assert soft(network, [*ONE_HOT[:2], [0.0] * 4]).item() == pytest.approx(
        hard(network, [0, 2, UNKNOWN]).item(), rel=1e-5
    )
    assert soft(network, [[0.0] * 4] * 3).item() == 0.0


@pytest.mark.parametrize("link", LINKS)
def test_a_weight_says_how_much_a_row_counts_beside_the_others(link, words):
    network = a_network(link, words)
    first = hard(network, [0, UNKNOWN, UNKNOWN]).item()
    second = hard(network, [UNKNOWN, 2, UNKNOWN]).item()

    found = soft(network, [ONE_HOT[0], [0, 0, 0.25, 0], [0.0] * 4]).item()

    assert found == pytest.approx((first + 0.25 * second) / 1.25, rel=1e-4)


@pytest.mark.parametrize("link", LINKS)
def test_targets_teach_the_head_and_leave_the_other_tasks_to_their_labels(link, words):
    network = a_network(link, words)
    network(IDS, MASK, torch.tensor([[3, 1]] * 3), targets=torch.zeros(3, LEVELS)).loss.backward()

    assert all(one.grad is None or one.grad.abs().max() == 0.0 for one in network.heads["urgency"].parameters())
    assert network.heads["kind"].weight.grad.abs().max() > 0.0


def test_what_is_believed_moves_the_levels_towards_it(words):
    network = a_network("corn", words)
    optimizer = torch.optim.SGD(network.heads["urgency"].parameters(), lr=0.02)
    believed = [0.1, 0.2, 0.3, 0.4]
    for _ in range(300):
        optimizer.zero_grad()
        soft(network, [[0.5 * share for share in believed]] * 3).backward()
        optimizer.step()

    levels = torch.softmax(network(IDS, MASK).logits[:, :LEVELS], dim=1)
    assert levels.mean(dim=0).tolist() == pytest.approx(believed, abs=0.02)
