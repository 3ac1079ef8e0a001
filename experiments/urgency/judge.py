"""How good levels and the lane are, with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score, f1_score

Table = NDArray[np.float64]
_DRAWS = 400
_TOP = 3


@dataclass(frozen=True)
class Judged:
    """What a model said of some rows: level (n,), whether it was lifted (n,), the true level (n,) and weights (n,)."""

    said: NDArray[np.int64]
    lifted: NDArray[np.bool_]
    truth: NDArray[np.int64]
    weights: Table

    def rows(self, chosen: NDArray[Any]) -> Judged:
        """Return some of the rows."""
        return Judged(self.said[chosen], self.lifted[chosen], self.truth[chosen], self.weights[chosen])


def qwk(one: Judged) -> float:
    """Return the quadratic-weighted kappa of said and true levels."""
    return float(cohen_kappa_score(one.truth, one.said, weights="quadratic", labels=range(_TOP + 1)))


def macro_f1(one: Judged) -> float:
    """Return the mean F1 of the levels."""
    return float(f1_score(one.truth, one.said, average="macro", labels=range(_TOP + 1), zero_division=0))


def darurat_recall(one: Judged) -> float:
    """Return the share of true darurat in the lane."""
    return float(one.lifted[one.truth == _TOP].mean()) if (one.truth == _TOP).any() else float("nan")


def grave_recall(one: Judged) -> float:
    """Return the share of true tinggi and darurat in the lane."""
    grave = one.truth >= _TOP - 1
    return float(one.lifted[grave].mean()) if grave.any() else float("nan")


def lifted_share(one: Judged) -> float:
    """Return the share of all complaints in the lane, by the rows' weights."""
    return float(one.weights[one.lifted].sum() / one.weights.sum())


def off_by_two(one: Judged) -> float:
    """Return the share of rows whose level is wrong by two or more."""
    return float((np.abs(one.said - one.truth) >= _TOP - 1).mean())


FIGURES: dict[str, Callable[[Judged], float]] = {
    "qwk": qwk,
    "macro_f1": macro_f1,
    "darurat_recall": darurat_recall,
    "lifted_share": lifted_share,
    "grave_recall": grave_recall,
    "off_by_two": off_by_two,
}


def judge(one: Judged, seed: int) -> dict[str, Any]:
    """Return every figure with its 95 % bootstrap interval over rows, and the n of rows and of true darurat."""
    random = np.random.default_rng(seed)
    draws = [one.rows(random.integers(len(one.truth), size=len(one.truth))) for _ in range(_DRAWS)]
    found: dict[str, Any] = {}
    for name, figure in FIGURES.items():
        low, high = np.nanpercentile([figure(draw) for draw in draws], [2.5, 97.5])
        found[name] = round(figure(one), 4)
        found[f"{name}_interval"] = [round(float(low), 4), round(float(high), 4)]
    return {**found, "n": len(one.truth), "n_darurat": int((one.truth == _TOP).sum())}
