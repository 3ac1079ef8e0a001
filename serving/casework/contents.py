"""What stands behind each entry of the audit log: its digest is made from this, and checked against it later."""

from __future__ import annotations

from typing import Any

from serving.store.schema import CaseRow, DecisionRow, VerdictRow
from triage.verdicts import Act


def content_of_case(case: CaseRow, decision: DecisionRow | None) -> dict[str, Any]:
    """Return what a case began with: its masked words and the decision; of a part that was split off its words."""
    if case.parent is not None:
        return {"text": case.text}
    return {"title": case.title, "text": case.text, "decision": decision.decision if decision else None}


def content_of_verdict(row: VerdictRow, note: str) -> dict[str, Any]:
    """Return what a verdict said, with its note and what had been proposed."""
    if row.act == Act.UNDO.value:
        return {"verdict": row.id, "undoes": row.undoes}
    return {
        "act": row.act,
        "item": row.item,
        "verdict": row.id,
        "agency": row.agency,
        "category": row.category,
        "urgency": row.urgency,
        "kind": row.kind,
        "copies": row.copies,
        "shown": row.shown,
        "duplicate_of": row.duplicate_of,
        "children": row.children,
        "note": note,
    }
