"""Invented rows to fit a fusion on: levels, what a scorer would have read, and signs that mostly agree."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from features.danger.signals import danger_reader
from tests.worlds import a_sign
from training.urgency import Evidence
from triage.dangers import DangerSignal, Scope

LEVELS = 4
GRAVE, OTHER = "flood.in_house", "road.hole"
"""A sign of each level that signals.yaml declares."""


def log_scores(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return log-probabilities (n, K) of scores."""
    return np.asarray(scores - np.log(np.exp(scores).sum(axis=1, keepdims=True)))


def signs_of(level: int, random: np.random.Generator) -> tuple[DangerSignal, ...]:
    """Return a grave sign for most of the gravest, a silenced one now and then, and another sign for level 2."""
    if level == 3 and random.random() < 0.7:
        return (a_sign(GRAVE),)
    if level == 2 and random.random() < 0.6:
        return (a_sign(OTHER, "tinggi"),)
    return (a_sign(GRAVE, scope=Scope.PAST),) if random.random() < 0.1 else ()


def some_rows(n: int = 240, seed: int = 3) -> Evidence:
    """Return rows whose scorer is right more often than not; every level has some, and weights of 1 and 5."""
    random = np.random.default_rng(seed)
    labels = np.concatenate([np.repeat(np.arange(LEVELS), 10), random.integers(0, LEVELS, n - 10 * LEVELS)])
    scores = random.normal(0.0, 1.0, (n, LEVELS)) + 1.5 * np.eye(LEVELS)[labels]
    dangers = [signs_of(int(level), random) for level in labels]
    return Evidence(log_scores(scores), dangers, labels.astype(np.int64), np.where(labels == 0, 5.0, 1.0))


def names() -> tuple[str, ...]:
    return danger_reader().names
