"""The figures of a question, each with a 95 % bootstrap interval, and paired differences between models."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score

from training.evaluate.answers import Answers
from triage.prediction import OperatingPoint
from triage.tasks import Task

RESAMPLES = 1000
FEWEST_ROWS_OF_A_LABEL = 10
_BINS = 15
_DRAWS = 200
_INTERVAL = (2.5, 97.5)

Figure = Callable[[NDArray[np.int64]], float]
"""A figure over the rows with these positions (with repeats, in a resample)."""


def summarise(
    answers: Answers, points: Sequence[OperatingPoint] = (), levels: Sequence[str] = (), seed: int = 13
) -> dict[str, Any]:
    """Return accuracy, macro-F1, top-3, calibration and coverage of one question.

    `macro_f1` is over labels with at least 10 rows, `macro_f1_all` over all. `ece` is the expected
    calibration error minus what a perfectly calibrated model of these probabilities would show.
    A figure that these rows can't give is None.
    `coverage_at_5` is the share at or above the threshold fitted for a target error of 5 %, and
    `error_at_5` the error realised there (None if nothing is covered). `levels` (ordered) adds the
    quadratic-weighted kappa. Names ending in `_interval` are 95 % bootstrap intervals.
    """
    rng = np.random.default_rng(seed)
    figures: dict[str, Figure] = {
        "accuracy": lambda rows: float(answers.right[rows].mean()),
        "macro_f1": macro_f1(answers, FEWEST_ROWS_OF_A_LABEL),
        "macro_f1_all": macro_f1(answers, 1),
        "top3": lambda rows: float((answers.ranked[rows] == answers.truth[rows, None]).any(axis=1).mean()),
    }
    if levels:
        figures["kappa"] = _kappa(answers, levels)
    every = np.arange(len(answers))
    resamples = [rng.integers(0, len(answers), len(answers)) for _ in range(RESAMPLES)]
    summary: dict[str, Any] = {"n": len(answers)}
    for name, figure in figures.items():
        value = figure(every)
        summary[name] = None if np.isnan(value) else value
        summary[f"{name}_interval"] = None if np.isnan(value) else _interval([figure(rows) for rows in resamples])
    return summary | calibration(answers, rng) | _coverages(answers, points, resamples)


def macro_f1(answers: Answers, fewest_rows: int) -> Figure:
    """Return the macro-F1 over the labels with at least so many rows, as a figure over rows."""
    names, counts = np.unique(answers.truth.astype(str), return_counts=True)
    index = {name: code for code, name in enumerate(names)}
    stranger = len(names)
    truth = np.array([index[name] for name in answers.truth])
    given = np.array([index.get(name, stranger) for name in answers.ranked[:, 0]])
    kept = np.flatnonzero(counts >= fewest_rows)

    def figure(rows: NDArray[np.int64]) -> float:
        if not len(kept):
            return float("nan")
        true, answered = truth[rows], given[rows]
        hits = np.bincount(true[true == answered], minlength=stranger + 1)
        total = np.bincount(true, minlength=stranger + 1) + np.bincount(answered, minlength=stranger + 1)
        present = kept[np.bincount(true, minlength=stranger + 1)[kept] > 0]
        return float((2 * hits[present] / total[present]).mean())

    return figure


def calibration(answers: Answers, rng: np.random.Generator) -> dict[str, float]:
    """Return `ece` (15 equal-mass bins, minus its expectation under perfect calibration), raw, and Brier.

    Source of the correction: quality.md; Bröcker 2012 on the bias of binned calibration errors.
    """
    probability, right = answers.probability, answers.right.astype(np.float64)
    raw = binned_error(probability, right)
    drawn = np.mean([binned_error(probability, rng.random(len(answers)) < probability) for _ in range(_DRAWS)])
    return {"ece": float(raw - drawn), "ece_raw": raw, "brier": float(np.mean((probability - right) ** 2))}


def binned_error(probability: NDArray[np.float64], right: NDArray[Any]) -> float:
    """Return the expected calibration error over 15 bins of equal mass."""
    order = np.argsort(probability, kind="stable")
    bins = [rows for rows in np.array_split(order, _BINS) if len(rows)]
    return float(sum(len(rows) * abs(probability[rows].mean() - right[rows].mean()) for rows in bins) / len(order))


def difference(ours: Answers, theirs: Answers, figure: Callable[[Answers], Figure], seed: int = 13) -> dict[str, Any]:
    """Return `figure` of ours minus theirs on the same rows, with its paired bootstrap interval."""
    rng = np.random.default_rng(seed)
    first, second = figure(ours), figure(theirs)
    every = np.arange(len(ours))
    samples = []
    for _ in range(RESAMPLES):
        rows = rng.integers(0, len(ours), len(ours))
        samples.append(first(rows) - second(rows))
    return {"difference": first(every) - second(every), "interval": _interval(samples)}


def accuracy(answers: Answers) -> Figure:
    """Return the accuracy as a figure over rows."""
    return lambda rows: float(answers.right[rows].mean())


def _coverages(
    answers: Answers, points: Sequence[OperatingPoint], resamples: Sequence[NDArray[np.int64]]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for point in points:
        if point.answer != answers.question:
            continue
        name = f"at_{round(point.target_error * 100)}"
        covered = answers.probability >= (2.0 if point.threshold is None else point.threshold)
        errors = covered & ~answers.right
        found[f"threshold_{name}"] = point.threshold
        found[f"coverage_{name}"] = float(covered.mean())
        found[f"error_{name}"] = float(errors.sum() / covered.sum()) if covered.any() else None
        found[f"error_{name}_interval"] = (
            _interval([errors[rows].sum() / max(1, covered[rows].sum()) for rows in resamples])
            if covered.any()
            else None
        )
    return found


def _kappa(answers: Answers, levels: Sequence[str]) -> Figure:
    index = {level: position for position, level in enumerate(levels)}
    truth = np.array([index[level] for level in answers.truth])
    given = np.array([index[level] for level in answers.ranked[:, 0]])

    def figure(rows: NDArray[np.int64]) -> float:
        if len(set(truth[rows]) | set(given[rows])) < 2:
            return float("nan")
        return float(cohen_kappa_score(truth[rows], given[rows], weights="quadratic", labels=range(len(levels))))

    return figure


def summarise_all(
    answers: dict[str, Answers], points: Sequence[OperatingPoint], levels: Sequence[str], seed: int = 13
) -> dict[str, dict[str, Any]]:
    """Return the figures of every question."""
    return {
        question: summarise(table, points, levels if question == Task.URGENCY.value else (), seed)
        for question, table in answers.items()
    }


def _interval(samples: Sequence[float]) -> list[float]:
    low, high = np.nanpercentile(np.asarray(samples, dtype=np.float64), _INTERVAL)
    return [float(low), float(high)]
