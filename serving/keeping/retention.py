"""Retention: texts, keys of requests and sessions go when the policy's time for them is over; labels stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from serving.casework.office import Office
from serving.keeping.cases import family
from serving.keeping.erasure import ERASED, empty_write_ahead_log, forget, overwrite_freed_pages
from serving.store import audit_log
from serving.store.schema import CaseRow, IdempotencyRow, ItemRow, SessionRow, SkipRow
from triage.review import ItemState

ACTOR = "retention"
"""Who the audit log says let something go."""

_KEY_DAYS = 30
"""A caller asks again under the same key within minutes or days, never after a month."""
_BATCH = 100


@dataclass(frozen=True, slots=True)
class Retained:
    """What went, or would go: unmasked texts, whole complaints (parts counted), request keys, sessions and skips."""

    raw: int
    texts: int
    keys: int
    sessions: int
    skips: int


def retain(office: Office, now: datetime, dry_run: bool) -> Retained:
    """Let go what the policy's `retention` keeps no longer; with `dry_run` nothing is changed, only counted.

    An unmasked text goes after `raw_days` without any act on its case; a masked one after `text_days`
    without any act on the whole complaint (its parts too), and never while an item of it is open. A
    complaint whose text goes loses its key as in an erasure.
    """
    if dry_run:
        return _overdue(office, now)
    gone = Retained(
        raw=_drop_raw(office, now),
        texts=_drop_texts(office, now),
        keys=_drop(office, IdempotencyRow, IdempotencyRow.made_at < now - timedelta(days=_KEY_DAYS)),
        sessions=_drop(office, SessionRow, SessionRow.ends_at < now),
        skips=_drop(office, SkipRow, SkipRow.until < now),
    )
    empty_write_ahead_log(office.database)
    return gone


def _overdue(office: Office, now: datetime) -> Retained:
    with office.database.reading() as session:
        return Retained(
            raw=_count(session, CaseRow, _raw_is_over(office, now)),
            texts=sum(len(whole) for whole in _finished(session, office, now)),
            keys=_count(session, IdempotencyRow, IdempotencyRow.made_at < now - timedelta(days=_KEY_DAYS)),
            sessions=_count(session, SessionRow, SessionRow.ends_at < now),
            skips=_count(session, SkipRow, SkipRow.until < now),
        )


def _count(session: Session, table: type, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0


def _drop(office: Office, table: type, condition: ColumnElement[bool]) -> int:
    with office.database.writing() as session:
        overdue = _count(session, table, condition)
        session.execute(delete(table).where(condition))
    return overdue


def _raw_is_over(office: Office, now: datetime) -> ColumnElement[bool]:
    return CaseRow.raw.is_not(None) & (CaseRow.touched_at < now - timedelta(days=office.policy.retention.raw_days))


def _drop_raw(office: Office, now: datetime) -> int:
    """Drop unmasked texts, a batch a transaction, so that nobody waits long for the one writer of SQLite."""
    dropped = 0
    while True:
        with office.database.writing() as session:
            overwrite_freed_pages(session)
            query = select(CaseRow).where(_raw_is_over(office, now)).order_by(CaseRow.id).limit(_BATCH)
            rows = session.scalars(query.with_for_update()).all()
            for row in rows:
                row.raw = None
            session.flush()
            for row in rows:
                audit_log.append(session, now, ACTOR, "case.raw_dropped", row.id)
        dropped += len(rows)
        if len(rows) < _BATCH:
            return dropped


def _drop_texts(office: Office, now: datetime) -> int:
    with office.database.reading() as session:
        finished = list(_finished(session, office, now))
    dropped = 0
    for start in range(0, len(finished), _BATCH):
        with office.database.writing() as session:
            overwrite_freed_pages(session)
            for whole in finished[start : start + _BATCH]:
                if _is_finished(session, office, now, whole):
                    dropped += len(forget(session, office, whole, ACTOR, "case.expired").cases)
    return dropped


def _finished(session: Session, office: Office, now: datetime) -> Iterator[list[str]]:
    """Give the cases of each whole complaint on which nobody acted for long enough, and on which nothing waits."""
    limit = now - timedelta(days=office.policy.retention.text_days)
    part = aliased(CaseRow)
    has_parts = exists().where(part.parent == CaseRow.id)
    query = select(CaseRow, has_parts).where(
        CaseRow.parent.is_(None), CaseRow.state != ERASED, CaseRow.touched_at < limit, ~_waits(CaseRow.id)
    )
    for case, is_split in session.execute(query.order_by(CaseRow.id)):
        whole = family(session, case) if is_split else [case.id]
        if not is_split or _is_finished(session, office, now, whole):
            yield whole


def _is_finished(session: Session, office: Office, now: datetime, whole: Sequence[str]) -> bool:
    limit = now - timedelta(days=office.policy.retention.text_days)
    at_work = select(CaseRow.id).where(CaseRow.id.in_(whole), (CaseRow.touched_at >= limit) | _waits(CaseRow.id))
    return session.scalar(at_work.limit(1)) is None


def _waits(case: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    return exists().where(ItemRow.case == case, ItemRow.state == ItemState.OPEN.value)
