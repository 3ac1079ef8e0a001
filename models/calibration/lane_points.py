"""The threshold of the urgent lane: as low as a share of lifted complaints allows, to miss few dangers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from triage.prediction import LanePoint


def fit_lane_point(
    chances: NDArray[np.float64],
    signed: NDArray[np.bool_],
    dangerous: NDArray[np.bool_],
    weights: NDArray[np.float64],
    share: float,
) -> LanePoint:
    """Return the lowest threshold at which at most `share` of all complaints are lifted.

    `chances` (n,) are out-of-fold probabilities of danger, `signed` (n,) says whether a grave sign speaks (such rows
    are lifted at any threshold), `dangerous` (n,) whether the danger was real, `weights` (n,) how many complaints a row
    stands for. Rows with the very same chance are lifted together or not at all. Where the signs alone lift more than
    the share, or no chance is above those that must stay, the threshold is 1.
    """
    total = float(weights.sum())
    order = np.argsort(-chances, kind="stable")
    lifted = (float(weights[signed].sum()) + np.cumsum(np.where(signed, 0.0, weights)[order])) / total
    refused = chances[order][lifted > share]
    allowed = chances[chances > refused[0]] if len(refused) else chances
    threshold = float(allowed.min()) if len(allowed) else 1.0
    taken = signed | (chances >= threshold)
    return LanePoint(
        share=share,
        threshold=threshold,
        lifted=float(weights[taken].sum()) / total,
        recall=float(dangerous[taken].sum() / max(int(dangerous.sum()), 1)),
        dangerous=int(dangerous.sum()),
        n=len(chances),
    )
