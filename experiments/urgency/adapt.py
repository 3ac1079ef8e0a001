"""The network taught the gold levels of dev: its last layers go on from experiments.urgency.contrast, fold by fold.

    python -m experiments.urgency.adapt --data ../shared/complaints --encoder DIR

Training the whole network five times, once without each fold, takes five times an hour. The lower layers stay as they
are, so each text is run through them once; the last four layers, the norm and the heads learn from the other folds. Writes
adapted.npz (out-of-fold log-probabilities of dev) and adapted/, the network that learnt from all of dev, exported.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn

from experiments.urgency.corpora import load_families, load_gold, load_histories
from experiments.urgency.encoder import NEURAL, SEED, recipe_of
from experiments.urgency.readings import LEVELS, NO_TIME, folds_of
from features.tokens import TextTokenizer
from models.neural.network import TriageNetwork, pool
from training.bundle_writer import export_network
from training.contrast import complaints_of
from triage.directory import load_directory
from triage.taxonomy import load_taxonomy

TRAINED_LAYERS = 4
EPOCHS = 3
BATCH = 32
RATE, HEAD_RATE = 1.5e-4, 6e-4
READINGS, WRITTEN = 300, 600
"""Readings of the train parts, and contrast texts, that stand among the gold rows, so that the network does not forget
them."""


class Upper(nn.Module):
    """The last layers of a network with its norm and heads: from hidden states to log-probabilities of urgency."""

    def __init__(self, network: TriageNetwork) -> None:
        super().__init__()
        self.layers = nn.ModuleList(network.encoder.encoder.layer[-TRAINED_LAYERS:])
        self.norm, self.dropout, self.head = network.norm, network.dropout, network.heads["urgency"]
        self.pooling = network.config.pooling

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """Return log-probabilities (batch, 4) for hidden states (batch, tokens, width) and their mask."""
        unseen = (1.0 - mask[:, None, None, :].float()) * torch.finfo(torch.float32).min
        for layer in self.layers:
            hidden = layer(hidden, unseen)
        logits: Tensor = self.head(self.dropout(self.norm(pool(hidden, mask, self.pooling))))
        return logits


@torch.inference_mode()
def lower_states(network: TriageNetwork, ids: Sequence[list[int]]) -> list[Tensor]:
    """Return the hidden states (tokens, width) of each text below the layers that are trained."""
    states = []
    for one in ids:
        hidden = network.encoder.embeddings(torch.tensor([one]))
        for layer in network.encoder.encoder.layer[:-TRAINED_LAYERS]:
            hidden = layer(hidden)
        states.append(hidden[0].clone())
    return states


def teach(upper: Upper, states: Sequence[Tensor], labels: NDArray[np.int64], seed: int) -> None:
    """Train the upper layers on hidden states with labels, batches of like length, a rate that falls to zero."""
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    heads = [*upper.norm.parameters(), *upper.head.parameters()]
    groups = [{"params": upper.layers.parameters(), "lr": RATE}, {"params": heads, "lr": HEAD_RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = EPOCHS * -(-len(states) // BATCH)
    rates = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1.0, (step + 1) / 10) * (1 - step / steps))
    upper.train()
    for _ in range(EPOCHS):
        order = random.permutation(len(states))
        order = order[np.argsort([len(states[row]) // 16 for row in order], kind="stable")]
        batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
        for place in random.permutation(len(batches)):
            chosen = batches[place]
            hidden, mask = _padded([states[row] for row in chosen])
            loss = nn.functional.cross_entropy(upper(hidden, mask), torch.tensor(labels[chosen]))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            rates.step()
    upper.eval()


@torch.inference_mode()
def asked(upper: Upper, states: Sequence[Tensor]) -> NDArray[np.float32]:
    """Return log-probabilities (n, 4), one text a run."""
    rows = [upper(*_padded([one])).numpy() for one in states]
    return np.asarray(np.concatenate(rows))


def _padded(states: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    hidden = nn.utils.rnn.pad_sequence(list(states), batch_first=True)
    mask = nn.utils.rnn.pad_sequence([torch.ones(len(one), dtype=torch.int64) for one in states], batch_first=True)
    return hidden, mask


def main() -> None:
    """Teach fold by fold, then all of dev, and export."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--data", type=Path, required=True)
    words.add_argument("--encoder", type=Path, required=True)
    given = words.parse_args()
    gold = load_gold(given.data)
    taxonomy = load_taxonomy()
    histories = load_histories(given.data, gold, taxonomy, load_directory())
    dev = [row for row in gold if row.part == "dev"]
    truth = np.array([LEVELS.index(row.urgency) for row in dev])
    read = [row.complaint for row in histories.read if row.part == "train"]
    written = complaints_of(load_families(taxonomy)[0])
    random = np.random.default_rng(SEED)
    replayed = [
        rows[row] for rows, n in ((read, READINGS), (written, WRITTEN)) for row in random.permutation(len(rows))[:n]
    ]
    recipe = recipe_of(NEURAL)
    tokenizer = Tokenizer.from_file(str(given.encoder / "contrasted/tokenizer.json"))
    network = TriageNetwork.from_pretrained(given.encoder / "contrasted").eval()
    texts = [recipe.safe_text(row.text) for row in dev]
    others = [recipe.text(row.complaint(NO_TIME)) for row in replayed]
    states = lower_states(network, [tokens.ids for tokens in TextTokenizer(tokenizer, recipe)([*texts, *others])])
    labels = np.concatenate([truth, [LEVELS.index(str(row.urgency)) for row in replayed]])
    beside = np.arange(len(dev), len(labels))
    found = np.zeros((len(dev), len(LEVELS)), dtype=np.float32)
    for train, held in folds_of(truth, SEED):
        upper = Upper(deepcopy(network))
        chosen = np.concatenate([train, beside])
        teach(upper, [states[row] for row in chosen], labels[chosen], SEED)
        found[held] = asked(upper, [states[row] for row in held])
        print(f"fold: {(found[held].argmax(axis=1) == truth[held]).mean():.3f} of levels right", flush=True)
    np.savez(given.encoder / "adapted.npz", dev=found)
    teach(Upper(network), states, labels, SEED)
    export_network(network, tokenizer, recipe, given.encoder / "adapted", others)
    (given.encoder / "adapted.json").write_text(json.dumps({"rows": len(labels), "epochs": EPOCHS}), encoding="utf-8")


if __name__ == "__main__":
    main()
