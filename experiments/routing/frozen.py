"""Vectors of the pretrained encoder without fine-tuning, kept on disk beside the runs: the heads of small corpora read them."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file, save_file

from models.neural.encoders import find_encoder, load_encoder
from models.neural.network import pool

_BATCH = 32
_TOKENS = 128


def frozen_vectors(texts: Sequence[str], cache: Path) -> np.ndarray:
    """Return mean-pooled vectors (n, 384) of multilingual-e5-small, as it is, for texts; each text is read once ever."""
    keys = np.array([int.from_bytes(sha256(text.encode()).digest()[:8], "big") for text in texts], dtype=np.uint64)
    path = cache / "vectors.safetensors"
    held = (
        load_file(path)
        if path.is_file()
        else {"keys": np.zeros(0, np.uint64), "vectors": np.zeros((0, 384), np.float32)}
    )
    at = {key: row for row, key in enumerate(held["keys"].tolist())}
    missing = {key: text for key, text in zip(keys.tolist(), texts, strict=True) if key not in at}
    if missing:
        cache.mkdir(parents=True, exist_ok=True)
        held = {
            "keys": np.concatenate([held["keys"], np.array(list(missing), dtype=np.uint64)]),
            "vectors": np.concatenate([held["vectors"], _embed(list(missing.values()))]),
        }
        save_file(held, path)
        at = {key: row for row, key in enumerate(held["keys"].tolist())}
    return held["vectors"][[at[key] for key in keys.tolist()]]


def _embed(texts: list[str]) -> np.ndarray:
    spec = find_encoder("embedded")
    encoder = load_encoder(spec)
    tokenizer = encoder.tokenizer
    tokenizer.no_padding()
    tokenizer.enable_truncation(_TOKENS)
    tokens = [encoded.ids for encoded in tokenizer.encode_batch([spec.prefix + text for text in texts])]
    order = sorted(range(len(tokens)), key=lambda position: len(tokens[position]))
    vectors = np.zeros((len(texts), encoder.model.config.hidden_size), dtype=np.float32)
    model = encoder.model.eval()
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            width = max(len(tokens[position]) for position in batch)
            ids = torch.zeros((len(batch), width), dtype=torch.int64)
            mask = torch.zeros_like(ids)
            for row, position in enumerate(batch):
                ids[row, : len(tokens[position])] = torch.tensor(tokens[position])
                mask[row, : len(tokens[position])] = 1
            hidden = model(input_ids=ids, attention_mask=mask).last_hidden_state
            vectors[batch] = pool(hidden.float(), mask, spec.pooling).numpy()
    return vectors
