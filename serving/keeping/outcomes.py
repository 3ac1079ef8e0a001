"""Outcomes: what became of a case at its agency is added; a bounce brings it before a person again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from serving.casework.admit import request_digest
from serving.casework.events import EventType, emit
from serving.casework.labels import body_slug, urgency_rank
from serving.casework.leaders import elect_leaders
from serving.casework.office import Office
from serving.casework.officers import Officer, Right
from serving.casework.opening import opened
from serving.casework.proposals import is_hidden, latest_decision, proposal_for
from serving.keeping.cases import find_case, hold
from serving.keeping.erasure import ERASED
from serving.store import audit_log
from serving.store.errors import CaseErased, IdempotencyMismatch
from serving.store.schema import CaseKeyRow, CaseRow, IdempotencyRow, ItemRow, OutcomeRow
from serving.store.vault import digest_of
from triage.deadlines import WIB, local_day
from triage.errors import NaiveTime, TriageError
from triage.records import OutcomeEvent
from triage.review import ItemState, Purpose, Tier

_KEYS_OF_OUTCOMES = "outcome:"
"""Before a sender's key, so that an outcome's never meets a complaint's."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a sender of an outcome is answered: its id, the case, and the item that a bounce brought before a person."""

    outcome: str
    case: str
    review: str | None = None


def tell(
    office: Office,
    who: Officer,
    case_ref: str,
    event: OutcomeEvent,
    agency: str | None,
    right_agency: str | None,
    happened_at: datetime,
    key: str | None = None,
) -> Told:
    """Add what became of a case, named by its id or its sender's; the same again is answered the same.

    `agency` is whose act it was (by default the case's), `right_agency` the one that it named. A bounce
    ("bukan wewenang") is noted as a refusal and opens a review item: a dispute where the machine had
    routed the case; verdicts stand, so no settled item is opened again.

    Raises:
        NotAllowed: who tells may not send outcomes.
        NoSuchCase, CaseErased: there is no such case to tell of.
        UnknownAgency: the directory has no such agency.
        OutcomeUnclear: a bounce of a case that no agency had, or a new disposition to nobody.
        IdempotencyMismatch: the key came before with another content.
        NaiveTime: `happened_at` has no zone.
    """
    who.must(Right.INTAKE)
    if happened_at.utcoffset() is None:
        raise NaiveTime(got=happened_at.isoformat())
    for named in filter(None, (agency, right_agency)):
        office.directory.get(named)
    said = _Said(event, agency, right_agency, happened_at)
    with office.database.writing() as session:
        items, (case,) = hold(session, [find_case(session, who, case_ref).id])
        request = request_digest(office, json.dumps({"case": case.id, **said.as_dict()}, sort_keys=True))
        before = _told_before(session, who, case, key, request) or _same_outcome(session, case, said)
        if before is not None:
            return before
        if case.state == ERASED:
            raise CaseErased(got=case.id)
        told = _add(session, office, who, case, items, said)
        if key is not None:
            session.add(
                IdempotencyRow(
                    client=who.id, key=_KEYS_OF_OUTCOMES + key, request=request, case=case.id,
                    made_at=office.now(), answer=asdict(told),
                )
            )  # fmt: skip
    return told


@dataclass(frozen=True, slots=True)
class _Said:
    """An outcome as its sender says it."""

    event: OutcomeEvent
    agency: str | None
    right_agency: str | None
    happened_at: datetime

    def as_dict(self) -> dict[str, Any]:
        return {
            "event": self.event.value,
            "agency": self.agency,
            "right_agency": self.right_agency,
            "happened_at": self.happened_at.astimezone(UTC).isoformat(),
        }


def _add(session: Session, office: Office, who: Officer, case: CaseRow, items: list[ItemRow], said: _Said) -> Told:
    row = _keep(session, office, who, case, said)
    opened = _bring_back(session, office, case, items, row) if said.event is OutcomeEvent.BOUNCED else None
    case.touched_at = office.now()
    session.flush()
    emit(session, office, EventType.OUTCOME, case, {"outcome": row.id, **said.as_dict(), "agency": row.agency})
    key = office.vault.open(session.get_one(CaseKeyRow, case.id).wrapped)
    audit_log.append(session, row.told_at, who.id, "outcome.told", case.id, digest_of(key, content_of_outcome(row)))
    return Told(row.id, case.id, opened)


def content_of_outcome(row: OutcomeRow) -> dict[str, Any]:
    """Return what the digest of an outcome in the audit log is made from."""
    return {
        "outcome": row.id,
        "event": row.event,
        "agency": row.agency,
        "right_agency": row.right_agency,
        "happened_at": row.happened_at.astimezone(UTC).isoformat(),
    }


def _told_before(session: Session, who: Officer, case: CaseRow, key: str | None, request: str) -> Told | None:
    if key is None:
        return None
    row = session.get(IdempotencyRow, (who.id, _KEYS_OF_OUTCOMES + key))
    if row is None:
        return None
    if row.case != case.id or row.request not in (request, ERASED):
        raise IdempotencyMismatch(got=key)
    return Told(**row.answer)


def _same_outcome(session: Session, case: CaseRow, said: _Said) -> Told | None:
    query = select(OutcomeRow).where(
        OutcomeRow.case == case.id,
        OutcomeRow.event == said.event.value,
        OutcomeRow.happened_at == said.happened_at,
        OutcomeRow.right_agency == said.right_agency,
    )
    row = session.scalars(query if said.agency is None else query.where(OutcomeRow.agency == said.agency)).first()
    if row is None:
        return None
    opened = select(ItemRow.id).where(ItemRow.case == case.id, ItemRow.opened_at == row.told_at)
    return Told(row.id, case.id, session.scalar(opened.where(ItemRow.purpose != Purpose.AUDIT.value)))


def _keep(session: Session, office: Office, who: Officer, case: CaseRow, said: _Said) -> OutcomeRow:
    whose = said.agency or case.agency
    if said.event is OutcomeEvent.BOUNCED and whose is None:
        raise OutcomeUnclear(event=said.event.value, missing="agency")
    if said.event is OutcomeEvent.RE_DISPOSED and said.right_agency is None:
        raise OutcomeUnclear(event=said.event.value, missing="right_agency")
    row = OutcomeRow(
        id=office.new_id(),
        case=case.id,
        happened_at=said.happened_at,
        told_at=office.now(),
        told_by=who.id,
        event=said.event.value,
        agency=whose,
        right_agency=said.right_agency,
    )
    session.add(row)
    session.flush()
    return row


def _bring_back(
    session: Session, office: Office, case: CaseRow, items: list[ItemRow], bounce: OutcomeRow
) -> str | None:
    """Note the refusal; where the refusing agency (or its K/L/D) had the case, bring it before a person.

    A bounce from an agency that lost the case before changes nothing else.
    """
    had_it = bounce.agency in (case.agency, case.body)
    refused = [bounce.agency, case.agency] if had_it and case.agency is not None else [bounce.agency]
    case.refused_by = [*dict.fromkeys([*case.refused_by, *refused])]
    if not had_it:
        return None
    purpose = Purpose.DISPUTE if case.state == "routed" else Purpose.DOUBT
    waiting = next((one for one in items if _waits(one)), None)
    due = _due(session, case, bounce.told_at)
    urgency = urgency_rank(case.urgency, office)
    item = waiting or opened(office, case, purpose, Tier.NATIONAL, urgency, due, 1.0, bounce.told_at)
    case.agency = _next_agency(session, case, item, bounce)
    item.agency, item.body = case.agency, body_slug(case.agency, office)
    stays = item.body is not None and item.body == case.body and bounce.agency != case.body
    item.tier = (Tier.BODY if stays else Tier.NATIONAL).value
    case.body = item.body or case.body
    if waiting is None:
        case.state, item.origin = "in_review", item.tier
        session.add(item)
    else:
        item.version += 1
        item.claimed_by = item.claimed_until = None
    session.flush()
    if case.incident is not None:
        elect_leaders(session, case.incident)
    return item.id


def _next_agency(session: Session, case: CaseRow, item: ItemRow, bounce: OutcomeRow) -> str | None:
    """Return the agency that the bounce names, else the model's next one; nobody for what must not meet its accused."""
    decision = latest_decision(session, case.id)
    if decision is None or is_hidden(case, decision):
        return None
    if bounce.right_agency not in (None, *case.refused_by):
        return bounce.right_agency
    case.agency = None
    following = proposal_for(session, item, case)
    return following.agency if following else None


def _waits(item: ItemRow) -> bool:
    return item.state == ItemState.OPEN.value and item.purpose != Purpose.AUDIT.value


def _due(session: Session, case: CaseRow, now: datetime) -> date:
    decision = latest_decision(session, case.id)
    return (decision.finish_due if decision else None) or local_day(now, WIB)


class OutcomeUnclear(TriageError):
    code = "outcome/agency-missing"
    what = "An outcome of this event ({event}) must name an agency ({missing})."
    fix = "Say which agency sent the complaint back, or to which one it went now."
