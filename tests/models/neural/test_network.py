"""The network: what a missing label, an ordinal head, a pooling and a saved file mean in numbers."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transformers import BertConfig, BertModel

from models.neural.network import UNKNOWN, TriageNetwork, pool
from models.neural.ordinal import corn_log_probabilities

HEADS = [("urgency", 4), ("kind", 3), ("role", 5)]
IDS = torch.tensor([[2, 7, 9, 3], [2, 5, 3, 0]])
MASK = torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]])


def a_network(**settings) -> TriageNetwork:
    torch.manual_seed(3)
    config = BertConfig(vocab_size=20, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32)
    encoder = BertModel(config, add_pooling_layer=False)
    return TriageNetwork.on_encoder(encoder, heads=HEADS, **settings).eval()


def loss(network: TriageNetwork, labels: list[list[int]]) -> float:
    return network(IDS, MASK, torch.tensor(labels)).loss.item()


# --- the loss -------------------------------------------------------------------------------


def test_a_row_without_labels_adds_nothing_to_the_loss():
    network = a_network()

    alone = network(IDS[:1], MASK[:1], torch.tensor([[1, 2, 0]])).loss.item()

    assert loss(network, [[1, 2, 0], [UNKNOWN] * 3]) == pytest.approx(alone, rel=1e-5)


def test_a_task_that_nobody_labelled_adds_nothing_and_teaches_its_head_nothing():
    network = a_network()

    found = network(IDS, MASK, torch.tensor([[1, UNKNOWN, 0], [2, UNKNOWN, 4]])).loss
    found.backward()

    assert torch.isfinite(found)
    assert network.heads["kind"].weight.grad.abs().max() == 0.0
    assert network.heads["role"].weight.grad.abs().max() > 0.0


def test_a_batch_without_any_label_has_the_loss_zero():
    assert loss(a_network(), [[UNKNOWN] * 3] * 2) == 0.0


def test_the_weight_of_a_task_scales_its_loss():
    only_kind = [[UNKNOWN, 1, UNKNOWN], [UNKNOWN, 2, UNKNOWN]]

    assert loss(a_network(task_weights={"kind": 3.0}), only_kind) == pytest.approx(3 * loss(a_network(), only_kind))


# --- the ordinal head -----------------------------------------------------------------------

STEPS = st.lists(st.floats(-40, 40, width=32), min_size=3, max_size=3)


@given(STEPS)
def test_ordinal_log_probabilities_are_normalised(steps):
    levels = corn_log_probabilities(torch.tensor([steps], dtype=torch.float64))

    assert torch.exp(levels).sum().item() == pytest.approx(1.0, abs=1e-9)


@given(STEPS)
def test_they_are_the_products_of_going_up_and_stopping(steps):
    """By hand: P(level = k) = P(>0) · P(>1 | >0) … · (1 − P(>k | ≥k))."""
    up = [1 / (1 + 2.718281828459045**-step) for step in steps]
    by_hand = [1 - up[0], up[0] * (1 - up[1]), up[0] * up[1] * (1 - up[2]), up[0] * up[1] * up[2]]

    levels = torch.exp(corn_log_probabilities(torch.tensor([steps], dtype=torch.float64)))

    assert levels[0].tolist() == pytest.approx(by_hand, abs=1e-9)


def test_their_negative_log_likelihood_is_corns_loss():
    """CORN: for a label y, each step k ≤ y is a binary question "higher than k?", asked only of those who got there."""
    steps = torch.tensor([[0.3, -1.2, 2.0], [1.5, 0.2, -0.7], [-0.4, 0.9, 0.1], [2.2, 1.0, 0.6]])
    labels = torch.tensor([0, 1, 2, 3])
    corn = 0.0
    for row, label in zip(steps, labels, strict=True):
        for k in range(3):
            if k <= label:
                answer = torch.tensor(float(label > k))
                corn += torch.nn.functional.binary_cross_entropy_with_logits(row[k], answer).item()

    found = torch.nn.functional.nll_loss(corn_log_probabilities(steps), labels, reduction="sum")

    assert found.item() == pytest.approx(corn, rel=1e-5)


def test_only_urgency_is_ordinal_and_has_one_logit_less():
    network = a_network()

    assert {task: head.out_features for task, head in network.heads.items()} == {"urgency": 3, "kind": 3, "role": 5}
    assert network(IDS, MASK).logits.shape == (2, 12)


# --- pooling --------------------------------------------------------------------------------


def test_the_mean_leaves_out_what_the_mask_hides():
    hidden = torch.tensor([[[1.0, 2.0], [3.0, 4.0], [100.0, 100.0]]])

    assert pool(hidden, torch.tensor([[1, 1, 0]]), "mean").tolist() == [[2.0, 3.0]]


def test_cls_takes_the_first_token():
    assert pool(torch.tensor([[[1.0, 2.0], [3.0, 4.0]]]), torch.tensor([[1, 1]]), "cls").tolist() == [[1.0, 2.0]]


def test_a_text_that_the_mask_hides_whole_pools_to_zero_not_to_nan():
    assert pool(torch.ones((1, 2, 2)), torch.tensor([[0, 0]]), "mean").tolist() == [[0.0, 0.0]]


@pytest.mark.parametrize("pooling", ["mean", "cls"])
def test_padding_does_not_change_the_logits(pooling):
    network = a_network(pooling=pooling)

    padded = network(IDS, MASK).logits[1]
    alone = network(IDS[1:, :3], MASK[1:, :3]).logits[0]

    assert torch.allclose(padded, alone, atol=1e-5)


# --- save and load --------------------------------------------------------------------------


def test_a_saved_network_keeps_its_heads_in_order_and_its_logits(tmp_path):
    network = a_network(pooling="cls", task_weights={"role": 2.0})
    network.save_pretrained(tmp_path)

    again = TriageNetwork.from_pretrained(tmp_path).eval()

    assert list(again.config.sizes.items()) == HEADS
    assert (again.config.pooling, again.config.task_weights) == ("cls", {"role": 2.0})
    assert torch.equal(again(IDS, MASK).logits, network(IDS, MASK).logits)
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".json", ".safetensors"]
