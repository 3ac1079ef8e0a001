"""What the neighbours say: each votes for its role, the nearer the louder."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.neighbours.cases import Neighbour

TEMPERATURE = 0.05
"""A case that is nearer by 0.05 of cosine weighs e times as much."""


def role_votes(neighbours: Sequence[Neighbour], roles: Sequence[str]) -> NDArray[np.float64]:
    """Return the share of the votes (len(roles),) that each role gets from the neighbours.

    With s_i the cosine of neighbour i, r_i its role and τ = `TEMPERATURE`:

        w_i = exp(s_i / τ) / Σ_j exp(s_j / τ)        share(r) = Σ_{i: r_i = r} w_i

    The sums run over the neighbours whose role is among `roles`, so a retired role takes no vote
    from the others. The shares sum to 1, and to 0 where there is no such neighbour. They are
    features, not probabilities: nothing has calibrated them.

    Source: the kernel exp(-d) over the distances of the k nearest is that of Khandelwal et al.,
    Generalization through Memorization: Nearest Neighbor Language Models (kNN-LM), ICLR 2020,
    eq. 2, with d the squared Euclidean distance. Vectors of length 1 have d = 2 - 2s, so here it
    is that kernel with d divided by 2τ.
    """
    position = {role: number for number, role in enumerate(roles)}
    heard = [neighbour for neighbour in neighbours if neighbour.case.role in position]
    votes = np.zeros(len(roles))
    if not heard:
        return votes
    scaled = np.array([neighbour.similarity for neighbour in heard]) / TEMPERATURE
    weights = np.exp(scaled - scaled.max())
    np.add.at(votes, [position[neighbour.case.role] for neighbour in heard], weights / weights.sum())
    return votes
