"""The torch network as a scorer: for training's own evaluation, and as the reference of the ONNX one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch

from features.tokens import TextTokenizer
from models.neural.network import TriageNetwork
from models.scorer import Logits, Reading
from triage.label_space import LabelSpace
from triage.tasks import Task


class TorchScorer:
    """Runs the network in eager torch, one text at a time, as serving does."""

    def __init__(self, network: TriageNetwork, tokenizer: TextTokenizer) -> None:
        self.network = network.eval()
        self.tokenizer = tokenizer
        self._sizes = {Task(task): size for task, size in network.config.sizes.items()}

    @classmethod
    def open(cls, folder: Path, tokenizer: TextTokenizer) -> TorchScorer:
        """Read the network from a bundle's neural folder."""
        return cls(TriageNetwork.from_pretrained(folder), tokenizer)

    def logits(self, texts: Sequence[str]) -> Logits:
        """Return logits for each text."""
        return self.read(texts).logits

    def read(self, texts: Sequence[str]) -> Reading:
        """Return logits and vectors for each text."""
        rows = [self._one(tokens.ids) for tokens in self.tokenizer(texts)]
        table = np.concatenate([logits for logits, _ in rows])
        return Reading(split_tasks(table, self._sizes), np.concatenate([vector for _, vector in rows]))

    @torch.inference_mode()
    def _one(self, ids: list[int]) -> tuple[np.ndarray, np.ndarray]:
        tokens = torch.tensor([ids])
        vector = self.network.embed(tokens, torch.ones_like(tokens))
        return torch.cat(self.network.score(vector), dim=1).float().numpy(), vector.float().numpy()


def split_tasks(table: np.ndarray, sizes: Mapping[Task, int]) -> dict[Task, np.ndarray]:
    """Return the columns (texts, sum of sizes) of a network's output as one table per task."""
    ends = np.cumsum(list(sizes.values()))[:-1]
    return dict(zip(sizes, np.split(table, ends, axis=1), strict=True))


def heads_of(label_space: LabelSpace) -> list[tuple[str, int]]:
    """Return task and number of labels, in order, as a network's configuration wants them."""
    return [(task.value, len(labels)) for task, labels in label_space.labels.items()]
