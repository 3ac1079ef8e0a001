"""Cries for haste added to training texts, so that a model learns that they change nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_BEFORE = (
    "URGENT!!! ",
    "DARURAT!! ",
    "PENTING SEKALI!! ",
    "segera!! ",
    "TOLONG SEGERA!!! ",
    "gawat ",
    "mohon perhatian serius. ",
)
_AFTER = (
    " URGENT",
    " Ini darurat, mohon segera!!!",
    " tolong secepatnya, sangat mendesak",
    " DARURAT DARURAT DARURAT",
    " Mohon segera ditindaklanjuti hari ini juga!!",
    " sangat urgent sekali",
    " harus cepat, prioritas utama!!!",
)


def with_shouting(texts: Sequence[str], share: float, seed: int) -> list[str]:
    """Return the texts, a share of them with a cry before or behind, in capitals, or said twice.

    Raises:
        ValueError: the share is not between 0 and 1.
    """
    if not 0.0 <= share <= 1.0:
        raise ValueError(f"share is {share}, not between 0 and 1")
    random = np.random.default_rng(seed)
    return [_shouted(text, random) if random.random() < share else text for text in texts]


def _shouted(text: str, random: np.random.Generator) -> str:
    how = random.integers(5)
    if how == 0:
        return random.choice(_BEFORE) + text
    if how == 1:
        return text + random.choice(_AFTER)
    if how == 2:
        return text.upper()
    if how == 3:
        return f"{text} {text}"
    return random.choice(_BEFORE) + text.upper() + random.choice(_AFTER)
