"""Undo: a new verdict that takes the last one back; the item waits again as it did before."""

from __future__ import annotations

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from serving.casework.contents import content_of_verdict
from serving.casework.disputes import withdraw_dispute
from serving.casework.events import EventType, emit
from serving.casework.labels import first_body
from serving.casework.leaders import elect_leaders
from serving.casework.office import Office
from serving.casework.officers import Officer, Right
from serving.casework.proposals import latest_decision
from serving.casework.queue import as_item, keep_item, theirs
from serving.casework.standing import in_force
from serving.store import audit_log
from serving.store.schema import CaseKeyRow, CaseRow, ItemRow, VerdictRow
from serving.store.vault import digest_of
from triage.errors import TriageError
from triage.review import Purpose, Tier
from triage.verdicts import ANSWERING, Act, Answer


def undo(office: Office, who: Officer, verdict: str) -> str:
    """Take a verdict back by a new one and return its id; all verdicts of one act on an incident go together.

    Raises:
        NothingToUndo: there is no such verdict in force, or a later one stands on it.
        NotAllowed: it is another officer's, and who asks is no administrator.
    """
    with office.database.writing() as session:
        who.must(Right.REVIEW)
        row = session.get(VerdictRow, verdict)
        if row is None or not _may_see(session, who, row):
            raise NothingToUndo(got=verdict)
        if row.officer != who.id:
            who.must(Right.ADMIN)
        rows = (
            [row]
            if row.batch is None
            else session.scalars(select(VerdictRow).where(VerdictRow.batch == row.batch)).all()
        )
        batch = office.new_id() if row.batch else None
        taken = [_take_back(session, office, who, one, batch) for one in rows if one.act != Act.UNDO.value]
        if not taken:
            raise NothingToUndo(got=verdict)
        items = select(ItemRow.incident).where(
            ItemRow.id.in_({one.item for one in rows}), ItemRow.incident.is_not(None)
        )
        for incident in set(session.scalars(items)):
            elect_leaders(session, str(incident))
        return taken[0]


def _may_see(session: Session, who: Officer, verdict: VerdictRow) -> bool:
    """Return whether the item is theirs; one's own verdict may have moved it off one's desk."""
    own = verdict.officer == who.id
    reach = (ItemRow.secret.is_(False) if not who.may(Right.SECRET) else true()) if own else theirs(who)
    return session.scalar(select(ItemRow.id).where(ItemRow.id == verdict.item, reach)) is not None


def _take_back(session: Session, office: Office, who: Officer, verdict: VerdictRow, batch: str | None) -> str:
    now = office.now()
    item = session.scalars(select(ItemRow).where(ItemRow.id == verdict.item).with_for_update()).one()
    last = in_force(session, item.id)
    if last is None or last.id != verdict.id:
        raise NothingToUndo(got=verdict.id)
    case = session.get_one(CaseRow, verdict.case)
    reopened = as_item(item).reopen(Tier(verdict.tier))
    keep_item(item, reopened)
    item.settled_at = item.settled_by = None
    row = VerdictRow(
        id=office.new_id(), item=item.id, case=case.id, officer=who.id, given_at=now,
        version=reopened.version, act=Act.UNDO.value, agency=None,
        category=None, urgency=None, kind=None, copies=[], shown=None, tier=verdict.tier, duplicate_of=None,
        children=[], undoes=verdict.id, batch=batch, seconds=None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    if item.purpose == Purpose.AUDIT:
        withdraw_dispute(session, case)
    else:
        _restore(session, office, case, item, verdict)
        emit(session, office, EventType.UNDONE, case, {"verdict": verdict.id})
    key = office.vault.open(session.get_one(CaseKeyRow, case.id).wrapped)
    audit_log.append(session, now, who.id, "verdict.undo", case.id, digest_of(key, content_of_verdict(row, "")))
    return row.id


def _restore(session: Session, office: Office, case: CaseRow, item: ItemRow, verdict: VerdictRow) -> None:
    """Give the case back what held before: the machine's answer, and the refusals without the one taken back."""
    if verdict.act == Act.NOT_AUTHORITY.value and verdict.shown:
        case.refused_by = [slug for slug in case.refused_by if slug != verdict.shown["agency"]]
    for child in session.scalars(select(CaseRow).where(CaseRow.id.in_(verdict.children)).order_by(CaseRow.id)):
        if child.state != "erased":
            child.state, child.touched_at = "withdrawn", office.now()
            emit(session, office, EventType.UNDONE, child, {"verdict": verdict.id})
    decision = latest_decision(session, case.id)
    decided = (
        Answer(decision.agency, decision.category, decision.urgency, decision.kind, tuple(decision.copies))
        if decision
        else Answer(None)
    )
    before = _standing_answer(session, case, decided) or decided
    refused = verdict.shown is not None and before.agency in case.refused_by
    case.agency = verdict.shown["agency"] if refused and verdict.shown else before.agency
    case.body = first_body(case.agency, case.regency, office)
    case.category, case.urgency, case.kind = before.category, before.urgency, before.kind
    case.copies = list(before.copies)
    bounced = decision is not None and decision.agency in case.refused_by
    case.state = "routed" if item.purpose == Purpose.DISPUTE and not bounced else "in_review"
    case.touched_at = office.now()
    item.agency, item.body = case.agency, case.body


def _standing_answer(session: Session, case: CaseRow, decided: Answer) -> Answer | None:
    """Return what another item's verdict on the same case still says; labels that it left out are the decision's."""
    items = session.scalars(select(ItemRow.id).where(ItemRow.case == case.id, ItemRow.purpose != Purpose.AUDIT.value))
    verdicts = [verdict for item in items if (verdict := in_force(session, item))]
    said = [one for one in verdicts if Act(one.act) in ANSWERING]
    if not said:
        return None
    last = max(said, key=lambda one: one.given_at)
    return Answer(
        last.agency,
        last.category or decided.category,
        last.urgency or decided.urgency,
        last.kind or decided.kind,
        tuple(last.copies),
    )


class NothingToUndo(TriageError):
    code = "verdict/nothing-to-undo"
    what = "There is no such verdict in force, or a later one stands on it."
    fix = "Undo the later verdict first; the history of the item shows the order."
