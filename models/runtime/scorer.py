"""The network in ONNX Runtime: one text is one run, so no batch-mate can change a score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from features.tokens import TextTokenizer
from models.scorer import Logits, Reading
from triage.tasks import Task


class OnnxScorer:
    """Runs an exported network; `threads` is the number inside one run, several runs may go on at once."""

    def __init__(
        self, session: onnxruntime.InferenceSession, tokenizer: TextTokenizer, sizes: Mapping[Task, int]
    ) -> None:
        self._session = session
        self.tokenizer = tokenizer
        self._sizes = dict(sizes)

    @classmethod
    def open(cls, path: Path, tokenizer: TextTokenizer, sizes: Mapping[Task, int], threads: int = 1) -> OnnxScorer:
        """Read an .onnx file."""
        return cls(open_session(path, threads), tokenizer, sizes)

    def logits(self, texts: Sequence[str]) -> Logits:
        """Return logits for each text."""
        return self.read(texts).logits

    def read(self, texts: Sequence[str]) -> Reading:
        """Return logits and vectors for each text, from one run a text."""
        rows = [self.run(tokens.ids) for tokens in self.tokenizer(texts)]
        ends = np.cumsum(list(self._sizes.values()))[:-1]
        parts = np.split(np.concatenate([logits for logits, _ in rows]), ends, axis=1)
        return Reading(dict(zip(self._sizes, parts, strict=True)), np.concatenate([vector for _, vector in rows]))

    def run(self, ids: list[int]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the logits (1, sum of sizes) and the vector (1, width) of one tokenised text."""
        tokens = np.array([ids], dtype=np.int64)
        feed = {"input_ids": tokens, "attention_mask": np.ones_like(tokens)}
        logits, vector = self._session.run(["logits", "text_vector"], feed)
        return logits, vector


def open_session(path: Path, threads: int = 1) -> onnxruntime.InferenceSession:
    """Return a CPU session with a fixed number of threads and no spinning while it waits."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
