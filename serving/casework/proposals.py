"""What stands before an officer as the proposal: the decision's answer, or the next agency where that one refused."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from serving.store.schema import CaseRow, DecisionRow, ItemRow, PredictionRow
from triage.reasons import ReasonCode
from triage.review import Purpose
from triage.verdicts import Answer

_HIDING = (ReasonCode.SECRET.value, ReasonCode.SUPERVISORY.value, ReasonCode.MISCONDUCT.value)


def latest_decision(session: Session, case: str) -> DecisionRow | None:
    """Return the last decision on a case; None for a part that a person split off."""
    return session.scalar(
        select(DecisionRow).where(DecisionRow.case == case).order_by(DecisionRow.made_at.desc()).limit(1)
    )


def proposal_for(session: Session, item: ItemRow, case: CaseRow) -> Answer | None:
    """Return what is proposed to the reader of an item; None for a blind reading."""
    if item.purpose == Purpose.AUDIT:
        return None
    decision = latest_decision(session, case.id)
    if decision is None:
        return None
    agency = decision.agency if decision.agency not in case.refused_by else _following(session, case, decision)
    return Answer(agency, decision.category, decision.urgency, decision.kind, tuple(decision.copies))


def is_hidden(case: CaseRow, decision: DecisionRow) -> bool:
    """Return whether a case is kept from the units that it may accuse."""
    return case.secret or any(reason["code"] in _HIDING for reason in decision.decision.get("reasons", ()))


def _following(session: Session, case: CaseRow, decision: DecisionRow) -> str | None:
    """Return who is proposed after a refusal: whom the refusal named, else the model's next.

    Nobody where the case is hidden: the model's next agency may be the one that it accuses.
    """
    if is_hidden(case, decision):
        return None
    if case.agency is not None and case.agency not in case.refused_by:
        return case.agency
    return _next_agency(session.get_one(PredictionRow, decision.prediction).answer, case.refused_by)


def _next_agency(answer: dict[str, Any], refused: list[Any]) -> str | None:
    alternatives = (answer.get("agency") or {}).get("alternatives", [])
    return next((one["slug"] for one in alternatives if one["slug"] not in refused), None)
