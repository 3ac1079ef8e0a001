"""Verdicts as people read them: who said what, when, and whether it still stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session

from serving.casework.names import Named, Names
from serving.casework.office import Office
from serving.casework.officers import Officer, Right
from serving.casework.queue import seen_item
from serving.store.schema import CaseRow, NoteRow, VerdictRow
from triage.tasks import Task


class VerdictOut(BaseModel):
    """One verdict with names; `undone` once a later one took it back."""

    model_config = ConfigDict(frozen=True)

    id: str
    item: str
    case: str
    external_id: str
    officer: str
    officer_name: str
    given_at: datetime
    act: str
    agency: Named | None
    category: Named | None
    urgency: Named | None
    kind: Named | None
    copies: list[Named]
    note: str
    duplicate_of: str | None
    undoes: str | None
    batch: str | None
    undone: bool


def verdicts_of(session: Session, names: Names, item: str) -> list[VerdictOut]:
    """Return the verdicts on one item, the first one first."""
    rows = session.scalars(select(VerdictRow).where(VerdictRow.item == item).order_by(VerdictRow.version)).all()
    return _named(session, names, rows)


def last_verdict(office: Office, who: Officer, item: str) -> VerdictOut | None:
    """Return the last verdict on an item that an officer may see; None if nobody gave one.

    Raises:
        NoSuchItem: there is no such item, or it is not theirs to see.
    """
    who.must(Right.REVIEW)
    with office.database.reading() as session:
        verdicts = verdicts_of(session, Names(office), seen_item(session, who, item).id)
    return verdicts[-1] if verdicts else None


def history(office: Office, who: Officer, offset: int = 0, limit: int = 50) -> list[VerdictOut]:
    """Return an officer's own verdicts, the last one first."""
    with office.database.reading() as session:
        query = (
            select(VerdictRow)
            .where(VerdictRow.officer == who.id)
            .order_by(VerdictRow.given_at.desc(), VerdictRow.version.desc())
        )
        return _named(session, Names(office), session.scalars(query.offset(offset).limit(limit)).all())


def _named(session: Session, names: Names, rows: Sequence[VerdictRow]) -> list[VerdictOut]:
    ids = [row.id for row in rows]
    undone = set(session.scalars(select(VerdictRow.undoes).where(VerdictRow.undoes.in_(ids))))
    notes = {note.verdict: note.text for note in session.scalars(select(NoteRow).where(NoteRow.verdict.in_(ids)))}
    cases = select(CaseRow.id, CaseRow.external_id).where(CaseRow.id.in_({row.case for row in rows}))
    external = {row.id: row.external_id for row in session.execute(cases)}
    return [
        VerdictOut(
            id=row.id,
            item=row.item,
            case=row.case,
            external_id=external.get(row.case, row.case),
            officer=row.officer,
            officer_name=names.user(session, row.officer),
            given_at=row.given_at,
            act=row.act,
            agency=names.agency(row.agency),
            category=names.label(Task.CATEGORY, row.category),
            urgency=names.label(Task.URGENCY, row.urgency),
            kind=names.label(Task.KIND, row.kind),
            copies=[named for slug in row.copies if (named := names.agency(slug))],
            note=notes.get(row.id, ""),
            duplicate_of=row.duplicate_of,
            undoes=row.undoes,
            batch=row.batch,
            undone=row.id in undone,
        )
        for row in rows
    ]
