"""Disputes: a blind reading that differs from what the machine did goes to another person, who sees both."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from serving.casework.labels import urgency_rank
from serving.casework.office import Office
from serving.casework.opening import opened
from serving.casework.proposals import latest_decision
from serving.casework.queue import as_item, keep_item
from serving.casework.standing import in_force
from serving.store.schema import CaseRow, DecisionRow, ItemRow, VerdictRow
from triage.review import ItemState, Purpose, Tier
from triage.verdicts import ANSWERING, Act, Verdict


def open_dispute(session: Session, office: Office, case: CaseRow, verdict: Verdict) -> None:
    """Open an item for a machine-routed case whose blind reader names another agency, or none; one at most."""
    decision = latest_decision(session, case.id)
    if decision is None or verdict.act is Act.ESCALATE:
        return
    agrees = verdict.act in ANSWERING and verdict.answer.agency == decision.agency
    known = select(ItemRow.id).where(
        ItemRow.case == case.id,
        ItemRow.purpose == Purpose.DISPUTE.value,
        ItemRow.state != ItemState.WITHDRAWN.value,
    )
    if agrees or session.scalar(known) is not None:
        return
    session.add(
        opened(
            office,
            case,
            Purpose.DISPUTE,
            Tier.BODY if case.body else Tier.NATIONAL,
            urgency_rank(verdict.answer.urgency or case.urgency, office),
            decision.finish_due,
            1.0,
            verdict.given_at,
        )
    )


def withdraw_dispute(session: Session, case: CaseRow) -> None:
    """Take an open dispute from the queue once no blind reading that stands differs from what the machine did."""
    session.flush()
    items = session.scalars(select(ItemRow).where(ItemRow.case == case.id)).all()
    readings = [in_force(session, item.id) for item in items if item.purpose == Purpose.AUDIT]
    decision = latest_decision(session, case.id)
    if decision is None or any(reading is not None and _differs(reading, decision) for reading in readings):
        return
    for item in items:
        if item.purpose == Purpose.DISPUTE and item.state == ItemState.OPEN:
            keep_item(item, as_item(item).withdraw())


def _differs(verdict: VerdictRow, decision: DecisionRow) -> bool:
    answers = Act(verdict.act) in ANSWERING
    return verdict.act != Act.ESCALATE and not (answers and verdict.agency == decision.agency)
