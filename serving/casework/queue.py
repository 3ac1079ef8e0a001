"""The queue: what an officer may see, in the order in which it must be settled, and the next one for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from serving.casework.office import Office
from serving.casework.officers import Officer, Right
from serving.store.errors import NoSuchItem
from serving.store.schema import CaseRow, ItemRow, SkipRow
from triage.deadlines import WIB, local_day
from triage.review import ItemState, Purpose, ReviewItem, Tier


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What part of the queue is looked at; None leaves a side open."""

    purpose: Purpose | None = None
    urgency: int | None = None
    category: str | None = None
    body: str | None = None
    overdue: bool = False
    incidents: bool = False


EVERYTHING = QueueFilter()


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How much waits for an officer."""

    total: int
    by_purpose: dict[str, int]
    by_urgency: dict[int, int]
    overdue: int
    in_hand: int


def page(
    office: Office, who: Officer, wanted: QueueFilter, offset: int = 0, limit: int = 25
) -> list[tuple[ItemRow, CaseRow]]:
    """Return items with their cases in the order of the queue: urgency, then deadline, then doubt."""
    who.must(Right.REVIEW)
    with office.database.reading() as session:
        items = session.scalars(_in_order(_open(who, wanted, office.now())).offset(offset).limit(limit)).all()
        cases = session.scalars(select(CaseRow).where(CaseRow.id.in_({item.case for item in items})))
        by_id = {case.id: case for case in cases}
        return [(item, by_id[item.case]) for item in items]


def counts(office: Office, who: Officer) -> QueueCounts:
    """Return how many items wait for an officer, by purpose and urgency; one row a group is read from an index."""
    who.must(Right.REVIEW)
    now = office.now()
    with office.database.reading() as session:
        late = func.sum(case((ItemRow.due < _today(now), 1), else_=0))
        groups = session.execute(
            select(ItemRow.purpose, ItemRow.urgency, func.count(), late)
            .where(_waiting(), theirs(who))
            .group_by(ItemRow.purpose, ItemRow.urgency)
        ).all()
        held = (
            select(func.count())
            .select_from(ItemRow)
            .where(ItemRow.claimed_by == who.id, ItemRow.claimed_until > now, ItemRow.state == ItemState.OPEN.value)
        )
        in_hand = session.scalar(held) or 0
    by_purpose: dict[str, int] = {}
    by_urgency: dict[int, int] = {}
    overdue = 0
    for purpose, urgency, count, late_ones in groups:
        overdue += int(late_ones or 0)
        by_purpose[purpose] = by_purpose.get(purpose, 0) + count
        by_urgency[urgency] = by_urgency.get(urgency, 0) + count
    return QueueCounts(sum(by_purpose.values()), by_purpose, by_urgency, overdue, in_hand)


def claim_next(office: Office, who: Officer, wanted: QueueFilter = EVERYTHING) -> str | None:
    """Take the first free item of the queue for an officer and return its id; None if nothing waits.

    Two officers who ask at once get two items: PostgreSQL skips rows that another has locked, SQLite
    lets one writer in at a time.
    """
    who.must(Right.REVIEW)
    with office.database.writing() as session:
        now = office.now()
        query = _in_order(_open(who, wanted, now)).limit(1).with_for_update(skip_locked=True, of=ItemRow)
        row = session.scalar(query)
        if row is None:
            return None
        _lease(office, who, row, now)
        return row.id


def claim(office: Office, who: Officer, item: str) -> None:
    """Take one item in hand; taking it again renews the lease.

    Raises:
        NoSuchItem: there is none, or it is not theirs to see.
        ItemTaken: another officer holds it.
        ItemSettled: it is settled.
    """
    who.must(Right.REVIEW)
    with office.database.writing() as session:
        _lease(office, who, seen_item(session, who, item, locked=True), office.now())


def release(office: Office, who: Officer, item: str) -> None:
    """Lay an item back that one holds; nothing happens if one does not."""
    who.must(Right.REVIEW)
    with office.database.writing() as session:
        row = seen_item(session, who, item, locked=True)
        if row.claimed_by == who.id:
            row.claimed_by = row.claimed_until = None


def skip(office: Office, who: Officer, item: str) -> None:
    """Put an item off for oneself; others get it at once."""
    who.must(Right.REVIEW)
    until = office.now() + timedelta(minutes=office.policy.review.skip_minutes)
    with office.database.writing() as session:
        row = seen_item(session, who, item, locked=True)
        if row.claimed_by == who.id:
            row.claimed_by = row.claimed_until = None
        session.merge(SkipRow(officer=who.id, item=row.id, until=until))


def seen_item(session: Session, who: Officer, item: str, locked: bool = False) -> ItemRow:
    """Return an item that an officer may see, in whatever state it is.

    Raises:
        NoSuchItem: there is none, or it is not theirs to see; the two can't be told apart.
    """
    query = select(ItemRow).where(ItemRow.id == item, theirs(who), _not_read_by(who), _not_still_blind(who))
    row = session.scalar(query.with_for_update() if locked else query)
    if row is None:
        raise NoSuchItem(got=item)
    return row


def as_item(row: ItemRow) -> ReviewItem:
    """Return the core's noun for a row."""
    return ReviewItem(
        row.id, row.case, Purpose(row.purpose), Tier(row.tier), row.urgency, row.due, row.doubt,
        ItemState(row.state), row.version, row.claimed_by, row.claimed_until,
    )  # fmt: skip


def keep_item(row: ItemRow, item: ReviewItem) -> None:
    """Write what an act changed back to the row."""
    row.tier, row.state, row.version = item.tier.value, item.state.value, item.version
    row.claimed_by, row.claimed_until = item.claimed_by, item.claimed_until


def _lease(office: Office, who: Officer, row: ItemRow, now: datetime) -> None:
    keep_item(row, as_item(row).claim(who.id, now, timedelta(minutes=office.policy.review.lease_minutes)))


def _open(who: Officer, wanted: QueueFilter, now: datetime) -> Select[ItemRow]:
    """Select the items that wait, are theirs, are free or in their own hands, and were not put off."""
    put_off = exists().where(SkipRow.officer == who.id, SkipRow.item == ItemRow.id, SkipRow.until > now)
    free = or_(ItemRow.claimed_until.is_(None), ItemRow.claimed_until <= now, ItemRow.claimed_by == who.id)
    query = select(ItemRow).where(_waiting(), theirs(who), free, ~put_off, _not_read_by(who), *_sides(wanted, now))
    if wanted.category is not None:
        query = query.where(exists().where(CaseRow.id == ItemRow.case, CaseRow.category == wanted.category))
    return query


def _sides(wanted: QueueFilter, now: datetime) -> Sequence[ColumnElement[bool]]:
    sides = []
    if wanted.purpose is not None:
        sides.append(ItemRow.purpose == wanted.purpose.value)
    if wanted.urgency is not None:
        sides.append(ItemRow.urgency == wanted.urgency)
    if wanted.body is not None:
        sides.append(ItemRow.body == wanted.body)
    if (
        wanted.body is not None or wanted.category is not None or wanted.incidents
    ):  # a blind reader would learn what was decided
        sides.append(ItemRow.purpose != Purpose.AUDIT.value)
    if wanted.overdue:
        sides.append(ItemRow.due < _today(now))
    if wanted.incidents:
        sides.append(ItemRow.incident.is_not(None))
    return sides


def _waiting() -> ColumnElement[bool]:
    return and_(ItemRow.state == ItemState.OPEN.value, ItemRow.leads.is_(True))


def theirs(who: Officer) -> ColumnElement[bool]:
    """Say which items an officer may see: of their scope, secret and blind ones only with that right."""
    sides: list[ColumnElement[bool]] = []
    if who.scope.tier is Tier.UNIT:
        sides = [ItemRow.agency == who.scope.agency, ItemRow.tier == Tier.UNIT.value]
    elif who.scope.tier is Tier.BODY:
        sides = [ItemRow.body == who.scope.agency, ItemRow.tier.in_((Tier.UNIT.value, Tier.BODY.value))]
    if not who.may(Right.SECRET):
        sides.append(ItemRow.secret.is_(False))
    if not who.may(Right.AUDIT):
        sides.append(ItemRow.purpose != Purpose.AUDIT.value)
    return and_(true(), *sides)


def _not_read_by(who: Officer) -> ColumnElement[bool]:
    """Keep the second blind reading, and the dispute, from who has the first, settled or in hand."""
    other = aliased(ItemRow)
    mine = or_(other.settled_by == who.id, other.claimed_by == who.id)
    read = exists().where(
        other.case == ItemRow.case, other.id != ItemRow.id, other.purpose == Purpose.AUDIT.value, mine
    )
    return or_(ItemRow.purpose.not_in((Purpose.AUDIT.value, Purpose.DISPUTE.value)), ~read)


def _not_still_blind(who: Officer) -> ColumnElement[bool]:
    """Keep a blind reading that another has settled from who may still give the second one."""
    other = aliased(ItemRow)
    waits = exists().where(
        other.case == ItemRow.case,
        other.id != ItemRow.id,
        other.purpose == Purpose.AUDIT.value,
        other.state == ItemState.OPEN.value,
    )
    settled = and_(ItemRow.purpose == Purpose.AUDIT.value, ItemRow.state == ItemState.SETTLED.value)
    return or_(~settled, ItemRow.settled_by == who.id, ~waits)


def _in_order(query: Select[ItemRow]) -> Select[ItemRow]:
    return query.order_by(ItemRow.urgency.desc(), ItemRow.due, ItemRow.doubt.desc(), ItemRow.id)


def _today(now: datetime) -> date:
    return local_day(now, WIB)
