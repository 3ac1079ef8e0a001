"""Incidents: reports of one event wait as one, and one verdict settles all that an officer may settle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session, load_only

from features.likeness import Fingerprint, fingerprint, likeness
from serving.casework.incident_view import IncidentOut, shown
from serving.casework.labels import urgency_rank
from serving.casework.leaders import ALONE, elect_leaders, line_up
from serving.casework.names import Names
from serving.casework.office import Office
from serving.casework.officers import Officer, Right
from serving.casework.proposal_view import ProposalOut, proposed
from serving.casework.proposals import proposal_for
from serving.casework.queue import theirs
from serving.casework.queue_view import QueueRow, lines
from serving.casework.settle import Given, give
from serving.store.errors import NoSuchItem
from serving.store.schema import CaseRow, FingerprintRow, IncidentRow, ItemRow
from triage.incidents import Report, find_incident
from triage.review import ItemChanged, ItemSettled, ItemState, ItemTaken

_MOST_COMPARED = 300
"""The latest reports of a regency that a new one is compared with."""

_COMPARED = (
    CaseRow.regency,
    CaseRow.place,
    CaseRow.category,
    CaseRow.urgency,
    CaseRow.received_at,
    CaseRow.secret,
    CaseRow.incident,
)


@dataclass(frozen=True, slots=True)
class SettledTogether:
    """What one act on an incident did: a verdict of the batch (to undo it by), and items left for another time."""

    verdict: str
    settled: int
    left: tuple[str, ...]


def join_incident(session: Session, office: Office, case: CaseRow, items: Sequence[ItemRow]) -> None:
    """Keep the case's fingerprint, and join it to the incident that it tells of, if there is one.

    Secret cases stay apart, and nothing of them is kept to compare others with.
    """
    if case.secret or case.regency is None:
        return
    mine = fingerprint(f"{case.title}\n{case.text}")
    session.add(FingerprintRow(case=case.id, fingerprint=mine.as_dict()))
    recent = _recent(session, office, case)
    prints = {other.id: kept for other, kept in recent}

    def alike(other: Report) -> float:
        return likeness(mine, Fingerprint.from_dict(prints[other.id]))

    joining = find_incident(_report(case), [_report(other) for other, _ in recent], alike, office.policy.incidents)
    if joining is None:
        return
    members = [other for other, _ in recent if other.id in joining.reports]
    incident = session.get_one(IncidentRow, joining.incident) if joining.incident else _found(session, office, members)
    _add(session, office, incident, case, items)


def waiting(session: Session, who: Officer, incident: str) -> list[ItemRow]:
    """Return the open items of an incident that an officer may settle, in the order in which they came."""
    query = select(ItemRow).where(
        ItemRow.incident == incident,
        ItemRow.state == ItemState.OPEN.value,
        ItemRow.purpose.not_in(ALONE),
        theirs(who),
    )
    return list(session.scalars(query.order_by(ItemRow.opened_at, ItemRow.id)))


class IncidentPreview(BaseModel):
    """An incident with the reports that one verdict of this officer would settle."""

    model_config = ConfigDict(frozen=True)

    incident: IncidentOut
    items: list[QueueRow]
    proposal: ProposalOut | None


def preview(office: Office, who: Officer, incident: str) -> IncidentPreview:
    """Return what one verdict would settle, and the proposal of the leading report; nothing is changed.

    Raises:
        NoSuchItem: the incident has no item that waits and is theirs.
    """
    who.must(Right.REVIEW)
    with office.database.reading() as session:
        items = waiting(session, who, incident)
        if not items:
            raise NoSuchItem(got=incident)
        names = Names(office)
        pairs = [(item, session.get_one(CaseRow, item.case)) for item in items]
        leader, case = next((pair for pair in pairs if pair[0].leads), pairs[0])
        return IncidentPreview(
            incident=shown(session, names, who, session.get_one(IncidentRow, incident)),
            items=lines(session, office, who, pairs),
            proposal=proposed(names, proposal_for(session, leader, case)),
        )


def settle_all(office: Office, who: Officer, incident: str, given: Given, seen: Mapping[str, int]) -> SettledTogether:
    """Give one verdict on all items of an incident that the officer has `seen` (item id → version).

    An item that changed since, or that another officer holds, is left as it is and told. Reports that
    came in later are not settled: nobody has seen them.

    Raises:
        NoSuchItem: the incident has no item that waits and is theirs.
        UnknownAgency, UnknownLabel, AgencyMissing, NothingProposed: the answer can't be.
    """
    who.must(Right.REVIEW)
    batch, left = office.new_id(), []
    verdicts = []
    with office.database.writing() as session:
        rows = [row for row in waiting(session, who, incident) if row.id in seen]
        for row in rows:
            try:
                verdicts.append(give(session, office, who, row, _for(given, seen[row.id]), batch).id)
            except (ItemChanged, ItemSettled, ItemTaken):
                left.append(row.id)
        if not verdicts:
            raise NoSuchItem(got=incident)
        elect_leaders(session, incident)
    return SettledTogether(verdicts[0], len(verdicts), tuple(left))


def _for(given: Given, version: int) -> Given:
    return Given(given.act, version, given.answer, given.duplicate_of, note=given.note, seconds=given.seconds)


def _recent(session: Session, office: Office, case: CaseRow) -> list[tuple[CaseRow, dict[str, object]]]:
    """Return the latest cases of the same regency that may tell of the same event, with their fingerprints."""
    window = timedelta(hours=office.policy.incidents.hours_in_all)
    query = (
        select(CaseRow, FingerprintRow.fingerprint)
        .join(FingerprintRow, FingerprintRow.case == CaseRow.id)
        .where(
            CaseRow.regency == case.regency,
            CaseRow.received_at.between(_shifted(case.received_at, -window), _shifted(case.received_at, window)),
            CaseRow.id != case.id,
            CaseRow.secret.is_(False),
        )
        .options(load_only(*_COMPARED))
        .order_by(CaseRow.received_at.desc(), CaseRow.id)
        .limit(_MOST_COMPARED)
    )
    return [(other, kept) for other, kept in session.execute(query)]


def _shifted(moment: datetime, by: timedelta) -> datetime:
    try:
        return moment + by
    except OverflowError:  # a year at the end of what a date can hold
        return moment


def _report(case: CaseRow) -> Report:
    return Report(
        case.id, case.place, case.category or "", case.urgency or "", case.received_at, case.secret, case.incident
    )


def _found(session: Session, office: Office, members: Sequence[CaseRow]) -> IncidentRow:
    first = members[0]
    incident = IncidentRow(
        id=office.new_id(),
        regency=first.regency,
        place=first.place,
        category=first.category,
        urgency=0,
        first_at=first.received_at,
        last_at=first.received_at,
        reports=0,
    )
    session.add(incident)
    session.flush()
    for member in members:
        items = session.scalars(select(ItemRow).where(ItemRow.case == member.id)).all()
        _add(session, office, incident, member, items)
    return incident


def _add(session: Session, office: Office, incident: IncidentRow, case: CaseRow, items: Sequence[ItemRow]) -> None:
    case.incident = incident.id
    incident.reports += 1
    incident.first_at, incident.last_at = (
        min(incident.first_at, case.received_at),
        max(incident.last_at, case.received_at),
    )
    urgent = [item.urgency for item in items if item.purpose not in ALONE]
    incident.urgency = max(incident.urgency, urgency_rank(case.urgency, office), *urgent)
    for item in items:
        item.incident = incident.id
    line_up(session, incident, items)
