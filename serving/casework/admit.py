"""Admission: a complaint becomes a case with what the engine made of it, routed or queued, whole or not at all."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from features.masking import mask
from serving.casework.contents import content_of_case
from serving.casework.events import EventType, emit
from serving.casework.highlights import highlights_of
from serving.casework.incidents import join_incident
from serving.casework.labels import first_body, urgency_rank
from serving.casework.office import Office
from serving.casework.opening import opened
from serving.engine.answer import Answer
from serving.store import audit_log
from serving.store.errors import AnswerForgotten, IdempotencyMismatch
from serving.store.schema import CaseKeyRow, CaseRow, DecisionRow, IdempotencyRow, ItemRow, PredictionRow
from serving.store.vault import digest_of
from triage.complaint import Complaint, Confidentiality
from triage.deadlines import Step
from triage.decision import Action, is_drawn
from triage.review import Purpose, Tier
from triage.triager import Triage

_STATES = {Action.AUTO_ROUTE: "routed", Action.REVIEW: "in_review", Action.URGENT_LANE: "in_review"}
_EVENTS = {
    Action.AUTO_ROUTE: EventType.ROUTED,
    Action.REVIEW: EventType.IN_REVIEW,
    Action.URGENT_LANE: EventType.URGENT,
}


@dataclass(frozen=True, slots=True)
class Admission:
    """A complaint on its way in: who sends it, under which key, and the digest of what was sent."""

    complaint: Complaint
    client: str
    key: str
    request: str


def earlier_answer(office: Office, client: str, key: str, request: str) -> dict[str, Any] | None:
    """Return what was answered under a caller's key before; None if it is new.

    Raises:
        IdempotencyMismatch: the key came before with another content.
    """
    with office.database.reading() as session:
        return _earlier(session, client, key, request)


def admit(office: Office, admission: Admission, triage: Triage, answer: Answer) -> dict[str, Any]:
    """Keep the complaint (masked), what the model said and what was decided; open its review items; answer.

    The answer names the case, its state and its first review item, and is given again to who asks
    again under the same key.

    Raises:
        IdempotencyMismatch: the key or the complaint's id came before with another content.
    """
    complaint = admission.complaint
    title, text = mask(complaint.title).text, mask(complaint.text).text
    with office.database.writing() as session:
        if (before := _earlier(session, admission.client, admission.key, admission.request)) is not None:
            return before
        if (known := _known(session, admission)) is not None:
            return known
        case = _case(office, admission, triage, title, text)
        session.add(case)
        session.flush()
        key = _keep_key(session, office, case, complaint)
        decided = _keep_decision(session, office, case, complaint, triage, answer)
        session.flush()
        items = [_item(office, case, triage, purpose, reading) for purpose, reading in _readings(office, triage)]
        session.add_all(items)
        session.flush()
        join_incident(session, office, case, items)
        emit(session, office, _EVENTS[triage.decision.action], case, {"action": triage.decision.action.value})
        digest = digest_of(key, content_of_case(case, decided))
        audit_log.append(session, case.admitted_at, admission.client, "case.admitted", case.id, digest)
        shown = next((item.id for item in items if item.purpose != Purpose.AUDIT), None)
        told = {"case": case.id, "state": case.state, "review": shown, "answer": answer.model_dump(mode="json")}
        session.add(
            IdempotencyRow(
                client=admission.client, key=admission.key, request=admission.request, case=case.id,
                made_at=case.admitted_at, answer=told,
            )
        )  # fmt: skip
    return told


def request_digest(office: Office, content: str) -> str:
    """Return a digest of what a caller sent, keyed so that the store doesn't give away what it was made from."""
    return hmac.new(b"request" + office.audit_key, content.encode(), sha256).hexdigest()


def _earlier(session: Session, client: str, key: str, request: str) -> dict[str, Any] | None:
    row = session.get(IdempotencyRow, (client, key))
    if row is None:
        return None
    if row.request != request:
        raise IdempotencyMismatch(got=key)
    return row.answer


def _known(session: Session, admission: Admission) -> dict[str, Any] | None:
    """Return what was answered when this complaint came under another key; None if its id is new."""
    same = select(CaseRow.id).where(CaseRow.client == admission.client, CaseRow.external_id == admission.complaint.id)
    case = session.scalar(same)
    if case is None:
        return None
    kept = session.scalars(select(IdempotencyRow).where(IdempotencyRow.case == case)).all()
    if not kept:
        raise AnswerForgotten(got=admission.complaint.id)
    if (row := next((one for one in kept if one.request == admission.request), None)) is None:
        raise IdempotencyMismatch(got=admission.complaint.id)
    return row.answer


def _case(office: Office, admission: Admission, triage: Triage, title: str, text: str) -> CaseRow:
    complaint, decision, now = admission.complaint, triage.decision, office.now()
    place = triage.places[0].region.code if triage.places else None
    agency = decision.agency.slug if decision.agency else None
    regency = office.directory.regions.ancestor(place, 2) if place else None
    return CaseRow(
        id=office.new_id(),
        client=admission.client,
        external_id=complaint.id,
        parent=None,
        received_at=complaint.received_at,
        admitted_at=now,
        touched_at=now,
        channel=complaint.channel.value,
        region_hint=complaint.region,
        place=place,
        regency=regency,
        confidentiality=complaint.confidentiality.value,
        secret=complaint.confidentiality is Confidentiality.SECRET,
        title=title,
        text=text,
        raw=None,
        state=_STATES[decision.action],
        agency=agency,
        body=first_body(agency, regency, office),
        category=decision.category,
        urgency=decision.urgency,
        kind=decision.kind,
        copies=[copy.slug for copy in decision.copies],
        refused_by=list(complaint.refused_by),
        incident=None,
    )


def _keep_key(session: Session, office: Office, case: CaseRow, complaint: Complaint) -> bytes:
    key = office.vault.new_key()
    session.add(CaseKeyRow(case=case.id, wrapped=office.vault.lock(key)))
    if office.keep_raw:
        case.raw = office.vault.encrypt(key, f"{complaint.title}\n{complaint.text}")
    return key


def _keep_decision(
    session: Session, office: Office, case: CaseRow, complaint: Complaint, triage: Triage, answer: Answer
) -> DecisionRow:
    decision, written = triage.decision, answer.model_dump(mode="json")
    shown = written.pop("decision")
    prediction = PredictionRow(
        id=office.new_id(), case=case.id, made_at=case.admitted_at, model=answer.versions.model,
        bundle=answer.versions.bundle, answer=written,
    )  # fmt: skip
    session.add(prediction)
    session.flush()
    row = DecisionRow(
        id=office.new_id(),
        case=case.id,
        prediction=prediction.id,
        made_at=case.admitted_at,
        action=decision.action.value,
        agency=case.agency,
        category=case.category,
        urgency=case.urgency,
        kind=case.kind,
        copies=list(case.copies),
        probability=triage.candidates[0].probability if triage.candidates else None,
        policy=decision.policy_version,
        audit=decision.audit,
        audit_share=office.policy.audit_share,
        finish_due=_due(triage, Step.FINISH),
        decision={**shown, "highlights": highlights_of(complaint, case.title, case.text, triage)},
    )
    session.add(row)
    return row


def _readings(office: Office, triage: Triage) -> list[tuple[Purpose, int]]:
    """Return what people must read: a doubtful case once, a drawn one blind, and a tenth of those twice."""
    decision = triage.decision
    if decision.action is Action.URGENT_LANE:
        return [(Purpose.URGENT, 1)]
    if decision.action is Action.REVIEW:
        return [(Purpose.DOUBT, 1)]
    if not decision.audit:
        return []
    twice = is_drawn(f"second:{triage.complaint_id}", office.policy.review.second_reading_share, office.audit_key)
    return [(Purpose.AUDIT, 1), (Purpose.AUDIT, 2)] if twice else [(Purpose.AUDIT, 1)]


def _item(office: Office, case: CaseRow, triage: Triage, purpose: Purpose, reading: int) -> ItemRow:
    tier = Tier.UNIT if case.agency else Tier.BODY if case.body else Tier.NATIONAL
    if purpose is Purpose.AUDIT:  # neither urgency, doubt nor a kind's clock tells a blind reader what was decided
        due = _due(triage, Step.FIRST_FOLLOW_UP)
        return opened(office, case, purpose, tier, 0, due, 0.0, case.admitted_at, reading)
    level = "darurat" if purpose is Purpose.URGENT else case.urgency
    doubt = 1.0 - (triage.candidates[0].probability if triage.candidates else 0.0)
    return opened(
        office, case, purpose, tier, urgency_rank(level, office), _due(triage, Step.VERIFY), doubt, case.admitted_at
    )


def _due(triage: Triage, step: Step) -> date | None:
    return next((deadline.due for deadline in triage.decision.deadlines if deadline.step is step), None)
