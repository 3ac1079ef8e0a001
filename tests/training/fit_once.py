"""Fine-tune the tiny encoder on the invented history in a process of its own, which a test can kill.

    python -m tests.training.fit_once FOLDER TOKENIZER DROPOUT PAUSE_S

Checkpoints go to FOLDER; after each line of metrics the process rests for PAUSE_S seconds.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import BertModel

from features.recipe import Recipe
from features.tokens import TextTokenizer
from models.neural.encoders import LoadedEncoder, find_encoder, tiny_config
from models.neural.network import TriageNetwork
from models.neural.scorer import TorchScorer
from models.neural.tiny import tiny_tokenizer
from models.scorer import Logits
from tests.training.histories import separable_history
from training.config import NeuralConfig
from training.labels import build_label_space, positions
from training.neural import LabelledTexts, fit_network
from triage.directory import load_directory
from triage.label_space import LabelSpace
from triage.records import LabelledComplaint
from triage.tasks import Task
from triage.taxonomy import load_taxonomy

RECIPE = Recipe(max_tokens=64)
SEED = 13
OnMetrics = Callable[[dict[str, float], float], None]


def a_neural_config(**changes: object) -> NeuralConfig:
    small = {"epochs": 6, "batch_size": 16, "learning_rate": 5e-3, "head_multiplier": 2, "patience": 50}
    return NeuralConfig.model_validate({**small, "max_tokens": 64, "encoder": {"name": "tiny"}, **changes})


def label_space(rows: list[LabelledComplaint]) -> LabelSpace:
    return build_label_space(rows, list(Task), load_taxonomy(), load_directory())


def labelled(rows: list[LabelledComplaint], space: LabelSpace) -> LabelledTexts:
    return LabelledTexts([row.text for row in rows], {task: positions(rows, task, space) for task in space.labels})


def a_tokenizer(path: Path) -> Path:
    """Write the tokenizer that several fits share: the tiny one comes out differently each time it is made."""
    tiny_tokenizer(row.text for row in separable_history()).save(str(path))
    return path


def fit(
    folder: Path, tokenizer: Path, config: NeuralConfig, on_metrics: OnMetrics = lambda metrics, epoch: None
) -> tuple[TriageNetwork, Logits]:
    """Return the network and its logits on all rows; 45 rows train, 15 are held out."""
    torch.set_num_threads(1)  # so small a network only waits for a second one
    torch.manual_seed(SEED)
    rows = separable_history()
    space = label_space(rows)
    train, held_out = labelled(rows[:45], space), labelled(rows[45:], space)
    words = Tokenizer.from_file(str(tokenizer))
    weights = BertModel(tiny_config(words.get_vocab_size()), add_pooling_layer=False)
    encoder = LoadedEncoder(weights, words, find_encoder("tiny"))
    network = fit_network(encoder, train, held_out, space, RECIPE, config, SEED, folder, on_metrics)
    return network, TorchScorer(network, TextTokenizer(words, RECIPE)).logits([row.text for row in rows])


if __name__ == "__main__":
    fit(
        Path(sys.argv[1]),
        Path(sys.argv[2]),
        a_neural_config(dropout=float(sys.argv[3])),
        lambda metrics, epoch: time.sleep(float(sys.argv[4])),
    )
