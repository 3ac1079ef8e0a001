"""What the danger signals of a complaint weigh in its urgency: numbers, from signs and their scopes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from triage.dangers import DangerSignal, Scope

_GRAVE = "darurat"
_MOST_GRAVE, _MOST_OTHERS = 3, 4
_SILENCED = tuple(scope for scope in Scope if scope is not Scope.NOW)


def evidence_names(signals: Sequence[str]) -> tuple[str, ...]:
    """Return what each number of `evidence` means, in order."""
    return (*signals, *(f"scope:{scope.value}" for scope in _SILENCED), "grave signs", "other signs")


def evidence(dangers: Sequence[Sequence[DangerSignal]], signals: Sequence[str]) -> NDArray[np.float64]:
    """Return one row (n, len(signals) + 9) per complaint, every number between 0 and 1.

    Per signal: whether it speaks. Per scope other than now: whether a sign stands in it. Then how many grave signs
    and how many others speak.
    """
    at = {name: position for position, name in enumerate(signals)}
    scopes: dict[Scope, int] = {scope: len(at) + position for position, scope in enumerate(_SILENCED)}
    table = np.zeros((len(dangers), len(evidence_names(signals))))
    for row, found in zip(table, dangers, strict=True):
        grave = others = 0
        for one in found:
            if not one.speaks:
                row[scopes[one.scope]] = 1.0
                continue
            if one.signal in at:
                row[at[one.signal]] = 1.0
            grave, others = grave + (one.level == _GRAVE), others + (one.level != _GRAVE)
        row[-2:] = min(grave, _MOST_GRAVE) / _MOST_GRAVE, min(others, _MOST_OTHERS) / _MOST_OTHERS
    return table
