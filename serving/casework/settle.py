"""Verdicts: what an officer says about an item is added, and the case and its item follow."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from features.masking import mask
from serving.casework.contents import content_of_verdict
from serving.casework.disputes import open_dispute
from serving.casework.events import EventType, emit
from serving.casework.labels import as_dict, body_slug, checked
from serving.casework.leaders import elect_leaders
from serving.casework.office import Office
from serving.casework.officers import Officer, Right
from serving.casework.proposals import proposal_for
from serving.casework.queue import as_item, keep_item, seen_item
from serving.casework.splitting import Part, make_children
from serving.store import audit_log
from serving.store.errors import NoSuchCase
from serving.store.schema import CaseKeyRow, CaseRow, ItemRow, NoteRow, VerdictRow
from serving.store.vault import digest_of
from triage.errors import TriageError
from triage.review import ItemState, Purpose, Tier
from triage.verdicts import ANSWERING, Act, Answer, Verdict


@dataclass(frozen=True, slots=True)
class Given:
    """What an officer gives for an item: the act, on which version of it, and what the act needs.

    `answer` is left out to accept the proposal; `parts` are for `split`; `duplicate_of` is a case. `note`
    is masked before it is kept. `seconds` is how long the officer looked, as the page measured it.
    """

    act: Act
    seen: int
    answer: Answer | None = None
    duplicate_of: str | None = None
    parts: tuple[Part, ...] = ()
    note: str = field(default="", repr=False)
    seconds: float | None = None


def settle(office: Office, who: Officer, item: str, given: Given) -> str:
    """Add a verdict on one item and return its id.

    Raises:
        NoSuchItem, ItemSettled, ItemTaken, ItemChanged, NoDeskAbove: the item is not to be had.
        UnknownAgency, UnknownLabel, AgencyMissing, OriginalMissing, NothingProposed: the answer can't be.
    """
    who.must(Right.REVIEW)
    with office.database.writing() as session:
        row = seen_item(session, who, item, locked=True)
        verdict = give(session, office, who, row, given).id
        if row.incident is not None:
            elect_leaders(session, row.incident)
        return verdict


def give(
    session: Session, office: Office, who: Officer, row: ItemRow, given: Given, batch: str | None = None
) -> VerdictRow:
    """Add a verdict within a transaction; the row must be locked. See `settle`."""
    if given.act is Act.UNDO:
        raise UndoNeedsItsRoute()
    now = office.now()
    moved = as_item(row).act(given.act, who.id, given.seen, now, who.scope.tier)
    case = session.get_one(CaseRow, row.case)
    shown = proposal_for(session, row, case)
    verdict = Verdict(
        id=office.new_id(),
        item=row.id,
        case=case.id,
        officer=who.id,
        given_at=now,
        act=given.act,
        answer=_answer(office, case, given, shown),
        shown=shown,
        duplicate_of=_original(session, who, case, given),
        batch=batch,
    )
    splits = given.act is Act.SPLIT and row.purpose != Purpose.AUDIT
    children = make_children(session, office, case, given.parts) if splits else []
    kept = _keep(session, verdict, row, moved.version, children, given)
    keep_item(row, moved)
    case.touched_at = now
    if moved.state is ItemState.SETTLED:
        row.settled_at, row.settled_by = now, who.id
    _follow(session, office, case, row, verdict)
    key = office.vault.open(session.get_one(CaseKeyRow, case.id).wrapped)
    audit_log.append(
        session,
        now,
        who.id,
        f"verdict.{verdict.act.value}",
        case.id,
        digest_of(key, content_of_verdict(kept.row, kept.note)),
    )
    return kept.row


@dataclass(frozen=True, slots=True)
class _Kept:
    row: VerdictRow
    note: str


def _answer(office: Office, case: CaseRow, given: Given, shown: Answer | None) -> Answer:
    if given.act is Act.ACCEPT:
        if shown is None or shown.agency is None:
            raise NothingProposed()
        return checked(shown, office)
    if given.act is Act.CHANGE:
        return checked(given.answer or Answer(None), office)
    return Answer(None, case.category, case.urgency, case.kind)


def _original(session: Session, who: Officer, case: CaseRow, given: Given) -> str | None:
    """Return the case that is named by our id or a caller's; the same caller's comes first."""
    if given.act is not Act.DUPLICATE or not given.duplicate_of:
        return None
    wanted = given.duplicate_of.strip()
    named = select(CaseRow).where((CaseRow.id == wanted) | (CaseRow.external_id == wanted))
    row = session.scalar(named.order_by(CaseRow.id != wanted, CaseRow.client != case.client, CaseRow.id).limit(1))
    if row is None or (row.secret and not who.may(Right.SECRET)) or not _in_reach(who, row, case):
        raise NoSuchCase(got=wanted[:80])
    return row.id


def _in_reach(who: Officer, original: CaseRow, case: CaseRow) -> bool:
    """Return whether an officer may know of another case: one of their own part, or of the case's body."""
    return who.scope.tier is Tier.NATIONAL or original.body == case.body


def _keep(session: Session, verdict: Verdict, row: ItemRow, version: int, children: list[str], given: Given) -> _Kept:
    kept = VerdictRow(
        id=verdict.id,
        item=verdict.item,
        case=verdict.case,
        officer=verdict.officer,
        given_at=verdict.given_at,
        version=version,
        act=verdict.act.value,
        agency=verdict.answer.agency,
        category=verdict.answer.category,
        urgency=verdict.answer.urgency,
        kind=verdict.answer.kind,
        copies=list(verdict.answer.copies),
        shown=as_dict(verdict.shown) if verdict.shown else None,
        tier=row.tier,
        duplicate_of=verdict.duplicate_of,
        children=children,
        undoes=verdict.undoes,
        batch=verdict.batch,
        seconds=given.seconds,
    )
    session.add(kept)
    session.flush()
    note = mask(given.note.strip()).text if given.note.strip() else ""
    if note:
        session.add(NoteRow(verdict=verdict.id, case=verdict.case, text=note))
    return _Kept(kept, note)


def _follow(session: Session, office: Office, case: CaseRow, row: ItemRow, verdict: Verdict) -> None:
    """Let the case follow the verdict; a blind reading changes nothing but may open a dispute."""
    if row.purpose == Purpose.AUDIT:
        open_dispute(session, office, case, verdict)
        return
    if verdict.act is Act.ESCALATE:
        return
    if verdict.act is Act.NOT_AUTHORITY and row.state == ItemState.OPEN.value:
        _refuse(session, office, case, row)
        return
    apply_answer(office, case, verdict.answer if verdict.act in ANSWERING else Answer(None, None, None, None))
    case.state = "settled"
    more: dict[str, Any] = {"act": verdict.act.value, "duplicate_of": verdict.duplicate_of, "verdict": verdict.id}
    emit(session, office, EventType.SETTLED, case, more)


def apply_answer(office: Office, case: CaseRow, answer: Answer) -> None:
    """Make an answer the one that holds for a case; labels that it leaves out stay as they were."""
    case.agency = answer.agency
    case.body = body_slug(answer.agency, office) or case.body
    case.category = answer.category or case.category
    case.urgency = answer.urgency or case.urgency
    case.kind = answer.kind or case.kind
    case.copies = list(answer.copies)


def _refuse(session: Session, office: Office, case: CaseRow, row: ItemRow) -> None:
    """Note that the proposed agency is not responsible, and propose the next one to the national desk."""
    if case.agency is not None:
        case.refused_by = [*dict.fromkeys([*case.refused_by, case.agency])]
    following = proposal_for(session, row, case)
    case.agency = following.agency if following else None
    case.body = body_slug(case.agency, office) or case.body
    row.agency, row.body = case.agency, body_slug(case.agency, office)
    emit(session, office, EventType.REFUSED, case, {"act": Act.NOT_AUTHORITY.value})


class NothingProposed(TriageError):
    code = "verdict/nothing-proposed"
    what = "There is no proposal that could be accepted."
    fix = "Name the responsible agency yourself: a blind reading, or a complaint without a known place, has none."


class UndoNeedsItsRoute(TriageError):
    code = "verdict/undo-needs-its-route"
    what = "A verdict is taken back by its own id, not by a verdict on the item."
    fix = "POST /v1/verdicts/{{verdict}}/undo with the id of the verdict."
