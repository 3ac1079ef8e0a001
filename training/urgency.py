"""Fitting what lies on top of a scorer's urgency: the fusion with danger signals, and the urgent lane's threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold

from features.danger.signals import danger_reader
from models.calibration.lane_points import fit_lane_point
from models.urgency.ordinal import Link, fit_steps
from models.urgency.part import UrgencyPart, fused_numbers
from triage.dangers import DangerSignal
from triage.prediction import LanePoint

GRAVE = "darurat"
LINK: Link = "joined"
STRENGTH = 2.0
"""The inverse of the L2 penalty on coefficients; chosen out of fold on dev (experiments/urgency)."""
FOLDS = 5
FEWEST = 5
"""Rows that each level must have, one a fold, before a fusion is fitted: with fewer the head stands alone."""
SHARES = (0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.1)
"""Shares of complaints for which thresholds of the lane are fitted."""

Table = NDArray[np.float64]
Dangers = Sequence[Sequence[DangerSignal]]


@dataclass(frozen=True)
class Evidence:
    """Rows to fit on: what the scorer read (n, K log-probabilities), their signs, labels (n,) and weights (n,)."""

    read: Table
    dangers: Dangers
    labels: NDArray[np.int64]
    weights: Table

    def rows(self, chosen: NDArray[np.int64]) -> Evidence:
        """Return some of the rows."""
        return Evidence(
            self.read[chosen], [self.dangers[row] for row in chosen], self.labels[chosen], self.weights[chosen]
        )

    def beside(self, other: Evidence | None) -> Evidence:
        """Return these rows and those of another."""
        if other is None:
            return self
        return Evidence(
            np.vstack([self.read, other.read]),
            [*self.dangers, *other.dangers],
            np.concatenate([self.labels, other.labels]),
            np.concatenate([self.weights, other.weights]),
        )

    @property
    def enough(self) -> bool:
        """Whether every level has the rows that fitting needs."""
        return bool((np.bincount(self.labels, minlength=self.read.shape[1]) >= FEWEST).all())


def fit_urgency(known: Evidence, link: Link = LINK, strength: float = STRENGTH) -> UrgencyPart:
    """Return the fusion fitted on rows that the scorer did not learn from.

    Every row counts alike in the regression; `weights` then move its levels to their shares among all complaints. Rows
    of weight 0 (contrast texts) teach the regression what it may believe and stand for no complaint.
    """
    names = danger_reader().names
    coefficients, intercepts = fit_steps(fused_numbers(known.read, known.dangers, names), known.labels, link, strength)
    levels = known.read.shape[1]
    seen = np.bincount(known.labels, minlength=levels) / len(known.labels)
    real = np.bincount(known.labels, known.weights, minlength=levels) / known.weights.sum()
    return UrgencyPart(
        signals=names,
        link=link,
        coefficients=tuple(map(tuple, coefficients.tolist())),
        intercepts=tuple(intercepts.tolist()),
        shift=tuple(np.log(real / seen).tolist()),
    )


def out_of_fold(
    known: Evidence, seed: int, link: Link = LINK, strength: float = STRENGTH, apart: Evidence | None = None
) -> Table:
    """Return for each known row the probabilities (n, K) of a fusion that did not see it, but all rows of `apart`."""
    chances = np.zeros_like(known.read)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    for train, held in folds.split(known.labels, known.labels):
        part = fit_urgency(known.rows(train).beside(apart), link, strength)
        rows = known.rows(held)
        chances[held] = part(rows.read, rows.dangers)
    return chances


def fit_lane(chances: Table, known: Evidence, shares: Sequence[float] = SHARES) -> tuple[LanePoint, ...]:
    """Return the thresholds of the urgent lane from out-of-fold probabilities, one a share."""
    top = known.read.shape[1] - 1
    signed = np.array([speaks_gravely(found) for found in known.dangers])
    return tuple(fit_lane_point(chances[:, top], signed, known.labels == top, known.weights, share) for share in shares)


def speaks_gravely(found: Sequence[DangerSignal]) -> bool:
    """Return whether a sign of the gravest level speaks."""
    return any(one.speaks and one.level == GRAVE for one in found)
