"""Who may be offered for labelling: no row of the test part, none that has labels, no near-duplicate twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from features.near_duplicates import group, signatures
from triage.complaint import Confidentiality
from triage.records import LabelledComplaint

LABELLED = "labelled already"
TEST = "of the test part"
OUTSIDE = "outside the division"
CONFIDENTIAL = "secret (rahasia)"
REPEATED = "near a row that was offered, labelled or tests"


@dataclass(frozen=True)
class Candidates:
    """The rows that may be offered, and how many were left out for each reason."""

    rows: tuple[LabelledComplaint, ...]
    left_out: Mapping[str, int]


def find_candidates(
    rows: Sequence[LabelledComplaint],
    labelled: Collection[str] = (),
    division: Mapping[str, str] | None = None,
    with_secret: bool = False,
) -> Candidates:
    """Return the rows that may be offered, in their order; of near-duplicates the first.

    `labelled` holds the ids that have labels, `division` the part of each id: rows that stand in no part would
    not train, so they are left out too. A near-duplicate of a labelled row would teach little, one of a test row
    would leave training (`training.split`): neither is offered.
    """
    reasons = [_reason(row, labelled, division, with_secret) for row in rows]
    groups = group(signatures([f"{row.title}\n{row.text}" for row in rows])).tolist()
    taken = {name for name, reason in zip(groups, reasons, strict=True) if reason in (LABELLED, TEST)}
    kept: list[LabelledComplaint] = []
    left_out: Counter[str] = Counter()
    for row, name, reason in zip(rows, groups, reasons, strict=True):
        if reason or name in taken:
            left_out[reason or REPEATED] += 1
        else:
            taken.add(name)
            kept.append(row)
    return Candidates(tuple(kept), dict(left_out))


def _reason(
    row: LabelledComplaint, labelled: Collection[str], division: Mapping[str, str] | None, with_secret: bool
) -> str:
    if row.id in labelled:
        return LABELLED
    if division is not None and (part := division.get(row.id)) in (None, "test"):
        return TEST if part else OUTSIDE
    if row.confidentiality is Confidentiality.SECRET and not with_secret:
        return CONFIDENTIAL
    return ""
