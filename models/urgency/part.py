"""The part of a bundle that fuses a scorer's urgency with the danger signals."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from models.errors import SignsOfAnotherVersion
from models.urgency.evidence import evidence, evidence_names
from models.urgency.ordinal import Link, levels_of
from triage.dangers import DangerSignal

Table = NDArray[np.float64]
_LEAST = 1e-6


class UrgencyPart(BaseModel):
    """An ordinal regression of the levels on the scorer's log-odds and on the evidence of danger signals.

    `shift` (K,) are log-ratios from the levels' shares among the rows it was fitted on to their shares among all
    complaints, so that its probabilities hold for what comes in.

    Source of the shift: Saerens, Latinne and Decaestecker, Adjusting the Outputs of a Classifier, 2002.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    signals: tuple[str, ...]
    link: Link
    coefficients: tuple[tuple[float, ...], ...]
    intercepts: tuple[float, ...]
    shift: tuple[float, ...]

    def __call__(self, read: Table, dangers: Sequence[Sequence[DangerSignal]]) -> Table:
        """Return probabilities of the levels (n, K), from the scorer's log-probabilities (n, K) and the signals.

        A row gets the same bytes alone and among others (docs/adr/0004).
        """
        numbers = fused_numbers(read, dangers, self.signals)
        # row by row: a product of matrices rounds a row otherwise among others than alone
        weighed = (numbers[:, np.newaxis, :] * np.array(self.coefficients)).sum(axis=2)
        logits = weighed + np.array(self.intercepts)
        chances = np.maximum(levels_of(logits, self.link), _LEAST) * np.exp(self.shift)
        return np.asarray(chances / chances.sum(axis=1, keepdims=True))

    def save(self, path: Path) -> None:
        """Write it as JSON."""
        path.write_text(self.model_dump_json(indent=1) + "\n", encoding="utf-8")

    @classmethod
    def open(cls, path: Path, signals: Sequence[str]) -> UrgencyPart:
        """Read the part of a bundle; `signals` are those that this version reads.

        Raises:
            SignsOfAnotherVersion: it was fitted on a signal that this version does not read.
        """
        part = cls.model_validate_json(path.read_text(encoding="utf-8"))
        if strangers := set(part.signals) - set(signals):
            raise SignsOfAnotherVersion(got=", ".join(sorted(strangers)))
        return part


def fused_numbers(read: Table, dangers: Sequence[Sequence[DangerSignal]], signals: Sequence[str]) -> Table:
    """Return what the regression reads (n, K − 1 + evidence): log-odds of "higher than k", and the evidence."""
    above = 1.0 - np.cumsum(np.exp(read), axis=1)[:, :-1]
    bounded = np.clip(above, _LEAST, 1.0 - _LEAST)
    return np.hstack([np.log(bounded) - np.log1p(-bounded), evidence(dangers, signals)])


def number_names(levels: Sequence[str], signals: Sequence[str]) -> tuple[str, ...]:
    """Return what each number that the regression reads means, in order."""
    return (*(f"above {level}" for level in levels[:-1]), *evidence_names(signals))
