"""One review item as a person sees it, on a page or as JSON: what is needed to settle it in seconds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from serving.casework.case_clocks import Clock, clocks_of
from serving.casework.hand_over import HandOver, hand_over
from serving.casework.incident_view import IncidentOut, incident_of
from serving.casework.names import Named, Names
from serving.casework.office import Office
from serving.casework.officers import Officer, Right
from serving.casework.proposal_view import ProposalOut, proposed
from serving.casework.proposals import latest_decision, proposal_for
from serving.casework.queue import as_item, seen_item
from serving.casework.verdict_view import VerdictOut, verdicts_of
from serving.store import audit_log
from serving.store.schema import CaseRow, DecisionRow, ItemRow, PredictionRow
from triage.complaint import Complaint
from triage.deadlines import Step
from triage.problems import parts_of
from triage.review import ItemState, Purpose
from triage.tasks import Task


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Likely(Named):
    """A label or an agency with its calibrated probability, and what speaks for it."""

    probability: float
    evidence: tuple[dict[str, str], ...] = ()


class Mark(_Frozen):
    """A place that the engine read in `title` or `text`, by character offsets."""

    field: str
    start: int
    end: int
    name: str


class Similar(_Frozen):
    """A confirmed case of the past that reads alike."""

    id: str
    role: Named
    agency: Named | None
    similarity: float


class ItemOut(_Frozen):
    """A review item. In a blind reading (`blind`) nothing that the machine said is in it."""

    id: str
    case: str
    external_id: str
    parent: str | None
    purpose: str
    blind: bool
    reading: int
    tier: str
    state: str
    case_state: str
    version: int
    urgency_rank: int
    held_by: str | None
    held_until: datetime | None
    mine: bool
    received_at: datetime
    channel: str
    confidentiality: str
    region_hint: Named | None
    place: Named | None
    title: str
    text: str
    marks: list[Mark]
    parts: list[str]
    proposal: ProposalOut | None
    candidates: list[Likely]
    categories: list[Likely]
    urgencies: list[Likely]
    kinds: list[Likely]
    reasons: list[dict[str, str]]
    similar: list[Similar]
    clocks: list[Clock]
    overdue: bool
    hand_over: HandOver | None
    refused_by: list[Named]
    incident: IncidentOut | None
    verdicts: list[VerdictOut]
    versions: dict[str, str]


def view(office: Office, who: Officer, item: str) -> ItemOut:
    """Return an item as an officer may see it; looking at a secret one is written into the audit log.

    Raises:
        NoSuchItem: there is none, or it is not theirs to see.
    """
    who.must(Right.REVIEW)
    with office.database.reading() as session:
        row = seen_item(session, who, item)
        shown = _shown(session, office, who, row)
    if row.secret:
        with office.database.writing() as session:
            audit_log.append(session, office.now(), who.id, "secret.seen", row.case)
    return shown


def _shown(session: Session, office: Office, who: Officer, row: ItemRow) -> ItemOut:
    case, names = session.get_one(CaseRow, row.case), Names(office)
    decision = latest_decision(session, case.id)
    blind = row.purpose == Purpose.AUDIT and row.state == ItemState.OPEN
    holder = as_item(row).holder(office.now())
    clocks = [clock for clock in clocks_of(session, office, case) if not (blind and clock.step == Step.FINISH)]
    return ItemOut(
        id=row.id,
        case=case.id,
        external_id=case.external_id,
        parent=case.parent,
        purpose=row.purpose,
        blind=blind,
        reading=row.reading,
        tier=row.tier,
        state=row.state,
        case_state="routed" if blind else case.state,
        version=row.version,
        urgency_rank=row.urgency,
        held_by=names.user(session, holder) if holder else None,
        held_until=row.claimed_until if holder else None,
        mine=holder == who.id,
        received_at=case.received_at,
        channel=case.channel,
        confidentiality=case.confidentiality,
        region_hint=names.region(case.region_hint),
        place=None if blind else names.region(case.place),
        title=case.title,
        text=case.text,
        parts=[part.text for part in parts_of(Complaint(case.id, case.text, case.received_at))],
        clocks=clocks,
        overdue=any(clock.days_left is not None and clock.days_left < 0 for clock in clocks[:1]),
        hand_over=None if blind else hand_over(office, row, case, decision),
        refused_by=[named for slug in case.refused_by if not blind and (named := names.agency(slug))],
        incident=None if blind else incident_of(session, names, who, row),
        verdicts=[] if blind else verdicts_of(session, names, row.id),
        **({} if blind or decision is None else _machine(session, names, row, case, decision)) or _NOTHING,
    )


_NOTHING: dict[str, Any] = {
    "marks": [], "proposal": None, "candidates": [], "categories": [], "urgencies": [], "kinds": [], "reasons": [],
    "similar": [], "versions": {},
}  # fmt: skip


def _machine(session: Session, names: Names, row: ItemRow, case: CaseRow, decision: DecisionRow) -> dict[str, Any]:
    """Return all that the machine said."""
    answer = session.get_one(PredictionRow, decision.prediction).answer
    agency = answer.get("agency") or {"alternatives": []}
    return {
        "marks": [
            Mark(**{key: mark[key] for key in ("field", "start", "end", "name")})
            for mark in decision.decision["highlights"]
        ],
        "proposal": proposed(names, proposal_for(session, row, case)),
        "candidates": [_likely(names.agency(one["slug"]), one) for one in agency["alternatives"]],
        "categories": _labels(names, Task.CATEGORY, answer.get("category")),
        "urgencies": _labels(names, Task.URGENCY, answer.get("urgency")),
        "kinds": _labels(names, Task.KIND, answer.get("kind")),
        "reasons": [_told(reason) for reason in decision.decision["reasons"]],
        "similar": [
            Similar(
                id=one["id"],
                role=names.role(one["role"]),
                agency=names.agency(one["agency"]),
                similarity=one["similarity"],
            )
            for one in answer.get("similar", [])
        ],
        "versions": {key: str(value) for key, value in answer["versions"].items()},
    }


def _labels(names: Names, task: Task, told: dict[str, Any] | None) -> list[Likely]:
    return [_likely(names.label(task, one["label"]), one) for one in told["alternatives"]] if told else []


def _likely(named: Named | None, one: dict[str, Any]) -> Likely:
    known = named or Named(slug="?", id="?", en="?")
    return Likely(
        **known.model_dump(),
        probability=one["probability"],
        evidence=tuple(_told(each) for each in one.get("evidence", [])),
    )


def _told(reason: dict[str, Any]) -> dict[str, str]:
    return {"code": reason["code"], **reason["text"]}
