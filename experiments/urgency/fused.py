"""The models of the report, out of fold on dev and fitted on all of dev for the test part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from experiments.urgency.judge import Judged
from experiments.urgency.readings import LEVELS, folds_of
from models.urgency.ordinal import Link
from models.urgency.part import UrgencyPart
from training.urgency import LINK, STRENGTH, Evidence, fit_lane, fit_urgency, speaks_gravely
from triage.policy import Policy
from triage.prediction import LanePoint

Table = NDArray[np.float64]
TOP = len(LEVELS) - 1


def without_signs(rows: Evidence) -> Evidence:
    """Return the rows as if no text showed a sign."""
    return replace(rows, dangers=[()] * len(rows.labels))


def by_rules(rows: Evidence) -> Judged:
    """Return what the signs alone say: the gravest that speaks, else sedang; grave ones are lifted."""
    said = [max((LEVELS.index(one.level) for one in found if one.speaks), default=1) for found in rows.dangers]
    lifted = [speaks_gravely(found) for found in rows.dangers]
    return Judged(np.array(said), np.array(lifted), rows.labels, rows.weights)


def levels_said(chances: Table, policy: Policy) -> NDArray[np.int64]:
    """Return the level of each row as the policy's stakes choose it."""
    return np.asarray((chances * [policy.stakes.get(level, 1.0) for level in LEVELS]).argmax(axis=1))


def lane_at(chances: Table, rows: Evidence, share: float) -> LanePoint:
    """Return the lane's threshold for a share, from out-of-fold probabilities."""
    return fit_lane(chances, rows, (share,))[0]


def judged(chances: Table, rows: Evidence, point: LanePoint, policy: Policy) -> Judged:
    """Return levels and lane of rows, as a decision would have them."""
    signed = np.array([speaks_gravely(found) for found in rows.dangers])
    return Judged(
        levels_said(chances, policy), signed | (chances[:, TOP] >= point.threshold), rows.labels, rows.weights
    )


@dataclass(frozen=True)
class FusedModel:
    """A fusion judged on dev out of fold, lane threshold included, and what it says of the test part."""

    dev_chances: Table
    test_chances: Table
    dev: Judged
    test: Judged
    point: LanePoint
    part: UrgencyPart | None = None


def fuse(
    dev: Evidence,
    others: Evidence,
    test: Evidence,
    policy: Policy,
    seed: int,
    link: Link = LINK,
    strength: float = STRENGTH,
    apart: Evidence | None = None,
) -> FusedModel:
    """Fit on the other folds of dev, `others` and `apart`, judge the fold; then fit on all and judge the test part.

    `apart` are contrast texts that no scorer learnt from; they stand for no complaint (weight 0).

    The lane's threshold for a fold comes from the out-of-fold rows of the other folds.
    """
    folds = folds_of(dev.labels, seed)
    chances = np.zeros_like(dev.read)
    for train, held in folds:
        part = fit_urgency(dev.rows(train).beside(others).beside(apart), link, strength)
        chances[held] = part(dev.read[held], [dev.dangers[row] for row in held])
    whole = fit_urgency(dev.beside(others).beside(apart), link, strength)
    found = judged_apart(chances, whole(test.read, test.dangers), dev, test, policy, folds)
    return replace(found, part=whole)


def judged_apart(
    dev_chances: Table,
    test_chances: Table,
    dev: Evidence,
    test: Evidence,
    policy: Policy,
    folds: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]],
) -> FusedModel:
    share = policy.urgent_lane.share
    lifted = np.zeros(len(dev.labels), dtype=bool)
    for train, held in folds:
        point = lane_at(dev_chances[train], dev.rows(train), share)
        lifted[held] = judged(dev_chances[held], dev.rows(held), point, policy).lifted
    point = lane_at(dev_chances, dev, share)
    found = replace(judged(dev_chances, dev, point, policy), lifted=lifted)
    return FusedModel(dev_chances, test_chances, found, judged(test_chances, test, point, policy), point)
