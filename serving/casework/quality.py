"""Live quality: how often the machine routes wrongly, estimated from blind readings of a random sample.

Source: Horvitz and Thompson 1952 and Hájek 1971 (weights by the probability of being drawn); Wilson 1927 for
the interval, on Kish's effective number of readings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict
from scipy.stats import norm
from sklearn.metrics import cohen_kappa_score
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from serving.casework.office import Office
from serving.casework.officers import Officer, Right
from serving.casework.standing import first_said
from serving.store.schema import CaseRow, DecisionRow, ItemRow
from triage.decision import Action
from triage.review import ItemState, Purpose, Tier
from triage.verdicts import ANSWERING, Act

ENOUGH = 30
"""Readings below which a share says too little to be shown as one."""


class Share(BaseModel):
    """A weighted share with its 95 % interval; `n` readings, worth `effective` equal ones."""

    model_config = ConfigDict(frozen=True)

    share: float
    low: float
    high: float
    n: int
    effective: float

    @property
    def enough(self) -> bool:
        return self.n >= ENOUGH


class MonthlyShare(BaseModel):
    """The wrong share of one month ("2026-11")."""

    model_config = ConfigDict(frozen=True)

    month: str
    wrong: Share


class LiveQuality(BaseModel):
    """What blind readings say of the machine's routing; None where nothing was read yet.

    `category_wrong` is over the same readings. `agreement` is the share of doubly read cases on whose
    agency both readers agree, `kappa` that beyond chance: the ceiling of what can be measured.
    """

    model_config = ConfigDict(frozen=True)

    since: datetime
    until: datetime
    routed: int
    waiting: int
    wrong: Share | None
    category_wrong: Share | None
    months: list[MonthlyShare]
    agreement: Share | None
    kappa: float | None
    target_error: float


@dataclass(frozen=True, slots=True)
class _Reading:
    case: str
    month: str
    weight: float
    agency: str | None
    agency_right: bool
    category_right: bool | None


def live_quality(office: Office, who: Officer, since: datetime, until: datetime) -> LiveQuality:
    """Return the live quality of the decisions made between two moments, of the part that is theirs.

    A case that two people read counts once, by the first reading.

    Raises:
        NotAllowed: who asks has no right to it.
    """
    who.must(Right.MANAGE)
    with office.database.reading() as session:
        decided = (
            select(DecisionRow, ItemRow)
            .join(ItemRow, ItemRow.case == DecisionRow.case)
            .where(DecisionRow.made_at.between(since, until), ItemRow.purpose == Purpose.AUDIT.value, *_of(who))
        )
        pairs = [(decision, item) for decision, item in session.execute(decided)]
        read = {item.id: reading for decision, item in pairs if (reading := _reading(session, decision, item))}
        routed = _count_routed(session, who, since, until)
    first = [read[item.id] for _, item in pairs if item.reading == 1 and item.id in read]
    doubly = _doubly([item for _, item in pairs], read)
    months = sorted({reading.month for reading in first})
    return LiveQuality(
        since=since,
        until=until,
        routed=routed,
        waiting=sum(item.state == ItemState.OPEN for _, item in pairs),
        wrong=share((not one.agency_right, one.weight) for one in first),
        category_wrong=share((not one.category_right, one.weight) for one in first if one.category_right is not None),
        months=[
            MonthlyShare(month=month, wrong=wrong)
            for month in months
            if (wrong := share((not one.agency_right, one.weight) for one in first if one.month == month))
        ],
        agreement=share((one.agency == other.agency, 1.0) for one, other in doubly),
        kappa=_kappa(doubly),
        target_error=office.policy.target_error,
    )


def share(marked: Iterable[tuple[bool, float]]) -> Share | None:
    """Return the weighted share of what is marked, with Wilson's interval on the effective number; None for nothing.

    `marked` gives whether it is marked, and the weight: one over the probability of having been drawn.
    """
    rows = list(marked)
    total = sum(weight for _, weight in rows)
    if not total:
        return None
    part = sum(weight for is_marked, weight in rows if is_marked) / total
    effective = total**2 / sum(weight**2 for _, weight in rows)
    z = float(norm.ppf(0.975))
    middle = (part + z**2 / (2 * effective)) / (1 + z**2 / effective)
    half = z / (1 + z**2 / effective) * (part * (1 - part) / effective + z**2 / (4 * effective**2)) ** 0.5
    return Share(
        share=part, low=max(0.0, middle - half), high=min(1.0, middle + half), n=len(rows), effective=effective
    )


def _reading(session: Session, decision: DecisionRow, item: ItemRow) -> _Reading | None:
    """Return what a blind reader said of a case at first; None where nobody has, or the reader passed it on.

    A later verdict on the same item came after the proposal had been shown, so it is not blind.
    """
    verdict = first_said(session, item.id)
    if verdict is None:
        return None
    answers = Act(verdict.act) in ANSWERING
    return _Reading(
        case=decision.case,
        month=decision.made_at.strftime("%Y-%m"),
        weight=1.0 / decision.audit_share,
        agency=verdict.agency,
        agency_right=answers and verdict.agency == decision.agency,
        category_right=verdict.category == decision.category if answers and verdict.category else None,
    )


def _doubly(items: Sequence[ItemRow], read: dict[str, _Reading]) -> list[tuple[_Reading, _Reading]]:
    second = {item.case: read[item.id] for item in items if item.reading == 2 and item.id in read}
    firsts = [(item, read[item.id]) for item in items if item.reading == 1 and item.id in read]
    return [(reading, second[item.case]) for item, reading in firsts if item.case in second]


def _kappa(doubly: Sequence[tuple[_Reading, _Reading]]) -> float | None:
    one, other = ([str(pair[side].agency) for pair in doubly] for side in (0, 1))
    if len(doubly) < ENOUGH or len({*one, *other}) < 2:
        return None
    return float(cohen_kappa_score(one, other))


def _of(who: Officer) -> list[ColumnElement[bool]]:
    if who.scope.tier is Tier.NATIONAL:
        return []
    column = ItemRow.body if who.scope.tier is Tier.BODY else ItemRow.agency
    return [column == who.scope.agency]


def _count_routed(session: Session, who: Officer, since: datetime, until: datetime) -> int:
    query = (
        select(func.count())
        .select_from(DecisionRow)
        .join(CaseRow, CaseRow.id == DecisionRow.case)
        .where(DecisionRow.made_at.between(since, until), DecisionRow.action == Action.AUTO_ROUTE.value)
    )
    if who.scope.tier is not Tier.NATIONAL:
        column = CaseRow.body if who.scope.tier is Tier.BODY else CaseRow.agency
        query = query.where(column == who.scope.agency)
    return session.scalar(query) or 0
