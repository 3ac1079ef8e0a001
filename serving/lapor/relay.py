"""Sending what is settled to LAPOR: every event once in order, from where the last run ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from serving.casework.events import EventType
from serving.casework.labels import body_slug
from serving.casework.office import Office
from serving.casework.proposals import latest_decision
from serving.lapor.client import LaporClient
from serving.lapor.dispositions import Settled, disposition_of
from serving.lapor.errors import BrokenTicket, LaporRefused, LaporUnreachable, NoLaporId, NotSettled
from serving.lapor.id_maps import IdMaps
from serving.store import audit_log
from serving.store.schema import CaseRow, ControlRow, EventRow, VerdictRow
from triage.complaint import Confidentiality
from triage.errors import TriageError
from triage.reasons import ReasonCode
from triage.verdicts import ANSWERING, Act

_CURSOR = "lapor_relayed_until"
_TELLING = (EventType.ROUTED.value, EventType.SETTLED.value)
_ACTOR = "lapor"


@dataclass(frozen=True, slots=True)
class Relayed:
    """What one run did: dispositions sent, and cases held back with the code of why (a person must see to them)."""

    sent: int
    held: tuple[tuple[str, str], ...]


def relay(
    office: Office,
    client: LaporClient,
    maps: IdMaps,
    ours: str | None = None,
    sender: str = "intake",
    limit: int = 500,
) -> Relayed:
    """Send the next events that say whose a case is; a case of another K/L/D than `ours` is rejected to it.

    `sender` is who brought LAPOR's tickets in: the cases of others are none. A verdict that was taken back
    is not sent, nor is the taking back, for which LAPOR has no field: the next verdict tells it.
    `ours` is the K/L/D (slug) that LAPOR disposed the tickets to; None where they lie with the nation.
    An event counts as sent once LAPOR accepted it; a process that dies in between sends it again.
    LAPOR's own refusals and labels without an id are held back, and noted in the audit log.

    Raises:
        LaporUnreachable: no answer came; what was sent before stays noted, the rest waits.
    """
    sent, held = 0, []
    for event_id in _waiting(office, sender, limit):
        with office.database.reading() as session:
            event = session.get_one(EventRow, event_id)
            case = session.get_one(CaseRow, event.case)
            told = _settled(session, office, event, case, ours)
        try:
            if told is None:
                raise NotSettled(problem="it is a part, a duplicate, spam, taken back, or within nobody's authority")
            disposition = disposition_of(told, maps, office.directory, office.taxonomy)
            (client.reject if told.refused else client.dispose)(case.external_id, disposition)
        except LaporUnreachable:
            raise
        except (NotSettled, NoLaporId, LaporRefused, BrokenTicket) as problem:
            held.append((case.id, problem.code))
            _note(office, event, case, f"lapor.held {problem.code}")
        else:
            sent += 1
            _note(office, event, case, "lapor.sent")
    return Relayed(sent, tuple(held))


def _waiting(office: Office, sender: str, limit: int) -> list[str]:
    with office.database.reading() as session:
        told = select(EventRow.id).join(CaseRow, CaseRow.id == EventRow.case)
        query = told.where(EventRow.type.in_(_TELLING), CaseRow.client == sender)
        if (cursor := session.get(ControlRow, _CURSOR)) is not None:
            last = (datetime.fromisoformat(cursor.value["at"]), cursor.value["event"])
            query = query.where(tuple_(EventRow.happened_at, EventRow.id) > last)
        return list(session.scalars(query.order_by(EventRow.happened_at, EventRow.id).limit(limit)))


def _settled(session: Session, office: Office, event: EventRow, case: CaseRow, ours: str | None) -> Settled | None:
    """Return what an event settled; None for what LAPOR has no field for.

    The store keeps the stricter of the reporter's two wishes, so a secret case is sent as anonymous too.
    """
    said = event.payload
    answers = event.type == EventType.ROUTED or Act(str(said.get("act"))) in ANSWERING
    agency, kind = said.get("agency"), said.get("kind")
    taken_back = select(VerdictRow.id).where(VerdictRow.undoes == said.get("verdict"))
    if session.scalar(taken_back) is not None:
        return None
    if not answers or case.parent is not None or agency is None or kind is None:
        return None
    decision = latest_decision(session, case.id)
    reasons: list[dict[str, Any]] = decision.decision.get("reasons", []) if decision else []
    return Settled(
        kind=kind,
        category=said.get("category"),
        urgency=said.get("urgency"),
        agency=agency,
        copies=tuple(said.get("copies", ())),
        region=case.place,
        secret=case.secret,
        anonymous=case.confidentiality != Confidentiality.PUBLIC,
        about_officials=any(reason["code"] == ReasonCode.MISCONDUCT for reason in reasons),
        refused=ours is not None and ours not in (agency, _body(office, agency)),
        refused_by=tuple(said.get("refused_by", ())),
    )


def _body(office: Office, agency: str) -> str | None:
    try:
        return body_slug(agency, office)
    except TriageError:  # the directory has changed since
        return None


def _note(office: Office, event: EventRow, case: CaseRow, act: str) -> None:
    now = office.now()
    with office.database.writing() as session:
        value = {"at": event.happened_at.isoformat(), "event": event.id}
        session.merge(ControlRow(name=_CURSOR, value=value, set_by=_ACTOR, set_at=now))
        audit_log.append(session, now, _ACTOR, act, case.id)
