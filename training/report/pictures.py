"""The pictures of a report: is the confidence honest, and what does routing by machine cost."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from training.evaluate.answers import Answers

_BINS = 10


def draw_reliability(path: Path, answers: Mapping[str, Answers]) -> None:
    """Draw, per question, how often answers of a given probability were right (10 equal-mass bins)."""
    figure, axes = _canvas("Probability of the first answer", "Share that was right")
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=1, linestyle="--")
    for question, given in answers.items():
        order = np.argsort(given.probability, kind="stable")
        bins = [rows for rows in np.array_split(order, _BINS) if len(rows)]
        axes.plot(
            [given.probability[rows].mean() for rows in bins],
            [given.right[rows].mean() for rows in bins],
            marker="o",
            markersize=4,
            label=question,
        )
    _finish(figure, axes, path)


def draw_risk_coverage(path: Path, answers: Mapping[str, Answers]) -> None:
    """Draw, per question, the error among the surest share of complaints, for every share."""
    figure, axes = _canvas("Share routed by machine, surest first", "Error among them")
    for question, given in answers.items():
        order = np.argsort(-given.probability, kind="stable")
        errors = np.cumsum(~given.right[order]) / np.arange(1, len(order) + 1)
        axes.plot(np.arange(1, len(order) + 1) / len(order), errors, linewidth=1.5, label=question)
    axes.axhline(0.05, color="0.7", linewidth=1, linestyle="--")
    _finish(figure, axes, path)


def _canvas(across: str, up: str) -> tuple[Figure, Axes]:
    mpl.rcParams["svg.hashsalt"] = "triage"
    figure = Figure(figsize=(6, 4.2), layout="constrained")
    axes = figure.subplots()
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.set_xlim(0, 1)
    axes.set_ylim(bottom=0)
    axes.spines["top"].set_visible(False)
    axes.spines["right"].set_visible(False)
    return figure, axes


def _finish(figure: Figure, axes: Axes, path: Path) -> None:
    axes.legend(frameon=False, fontsize="small")
    figure.savefig(path, dpi=110, metadata={"Software": None})
