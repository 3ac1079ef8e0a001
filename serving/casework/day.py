"""An officer's day: what they settled, how fast, and how often the machine had it right."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta, tzinfo
from statistics import median

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select

from serving.casework.office import Office
from serving.casework.officers import Officer
from serving.store.schema import ItemRow, VerdictRow
from triage.deadlines import WIB
from triage.review import ItemState
from triage.verdicts import ANSWERING, Act


class MyDay(BaseModel):
    """Counts of one day; `accepted_share` is of the answers that had a proposal, None where there was none."""

    model_config = ConfigDict(frozen=True)

    settled: int
    by_act: dict[str, int]
    by_hour: dict[int, int]
    median_seconds: float | None
    accepted_share: float | None
    undone: int
    in_hand: int


def my_day(office: Office, who: Officer, zone: tzinfo = WIB) -> MyDay:
    """Return what an officer did since midnight in their zone."""
    now = office.now()
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    with office.database.reading() as session:
        rows = session.scalars(
            select(VerdictRow).where(
                VerdictRow.officer == who.id, VerdictRow.given_at.between(midnight, _end(midnight))
            )
        ).all()
        held = (
            select(func.count())
            .select_from(ItemRow)
            .where(ItemRow.claimed_by == who.id, ItemRow.claimed_until > now, ItemRow.state == ItemState.OPEN.value)
        )
        in_hand = session.scalar(held) or 0
    taken_back = {row.undoes for row in rows if row.undoes}
    standing = [row for row in rows if row.act != Act.UNDO.value and row.id not in taken_back]
    answered = [row for row in standing if Act(row.act) in ANSWERING and row.shown is not None]
    accepted = sum(row.act == Act.ACCEPT.value for row in answered)
    times = [row.seconds for row in standing if row.seconds is not None]
    return MyDay(
        settled=len(standing),
        by_act=dict(Counter(row.act for row in standing)),
        by_hour=dict(sorted(Counter(row.given_at.astimezone(zone).hour for row in standing).items())),
        median_seconds=median(times) if times else None,
        accepted_share=accepted / len(answered) if answered else None,
        undone=len(taken_back),
        in_hand=in_hand,
    )


def _end(midnight: datetime) -> datetime:
    return midnight + timedelta(days=1)
