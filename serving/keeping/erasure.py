"""Erasure: a complaint's key, text and all that was read from it are destroyed; labels and the chain stay.

Source: UU 27/2022 (PDP) art. 8 and 43-45, the right to have personal data destroyed; NIST SP 800-88, cryptographic
erase. What is out of reach: copies of the database made before (destroy them; their store key locks unmasked texts
only), files that `triage export` wrote (its manifest names the erased cases), and on PostgreSQL the rows' old versions
until VACUUM and in archived WAL. On SQLite freed pages are overwritten, and the write-ahead log is emptied afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from serving.casework.events import EventType, emit
from serving.casework.leaders import elect_leaders
from serving.casework.office import Office
from serving.casework.officers import Officer
from serving.casework.queue import as_item, keep_item
from serving.keeping.cases import family, find_case, hold
from serving.store import audit_log
from serving.store.database import Database
from serving.store.errors import CaseErased
from serving.store.schema import (
    CaseKeyRow,
    DecisionRow,
    FingerprintRow,
    IdempotencyRow,
    NoteRow,
    PredictionRow,
)
from triage.review import ItemState

ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased: the cases (with all parts that were split off), and how many items no longer wait."""

    cases: tuple[str, ...]
    withdrawn: int


def erase(office: Office, who: Officer, case: str) -> Erased:
    """Destroy the text and key of a case, named by its id or its sender's; a part goes with its whole.

    Verdicts, decisions and outcomes stay as labels, and the audit chain still verifies. The sender's
    own id stays too, so that the same complaint sent again is recognised and refused.

    Raises:
        NotAllowed: who asks is no administrator.
        NoSuchCase: there is no such case.
        CaseErased: it is erased already.
    """
    who.must_steer()
    with office.database.writing() as session:
        overwrite_freed_pages(session)
        found = find_case(session, who, case)
        if found.state == ERASED:
            raise CaseErased(got=found.id)
        erased = forget(session, office, family(session, found), who.id, "case.erased")
    empty_write_ahead_log(office.database)
    return erased


def forget(session: Session, office: Office, cases: Sequence[str], actor: str, act: str) -> Erased:
    """Destroy texts and keys of cases within a transaction, and say so in the chain and to other systems."""
    items, held = hold(session, cases)
    rows = [row for row in held if row.state != ERASED]
    ids = [row.id for row in rows]
    waiting = sum(item.state == ItemState.OPEN.value for item in items)
    for item in items:
        keep_item(item, as_item(item).withdraw())  # settled ones too: no verdict is undone without a text
    for incident in sorted({item.incident for item in items if item.incident is not None}):
        elect_leaders(session, incident)
    for table in (CaseKeyRow, FingerprintRow, NoteRow):
        session.execute(delete(table).where(table.case.in_(ids)))
    _strip_readings(session, ids)
    for row in rows:
        row.title, row.text, row.raw = "", "", None
        row.state, row.touched_at = ERASED, office.now()
    session.flush()
    for row in rows:
        emit(session, office, EventType.ERASED, row)
    for row in rows:
        audit_log.append(session, office.now(), actor, act, row.id)
    return Erased(tuple(ids), waiting)


def overwrite_freed_pages(session: Session) -> None:
    """Let SQLite write zeros over what this connection deletes from now on; other databases have no such switch."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA secure_delete=ON"))


def empty_write_ahead_log(database: Database) -> bool:
    """Bring SQLite's write-ahead log into the database and cut it to nothing; return whether it is empty.

    A reader at work keeps it from being cut: call it again later. True on other databases, where it does nothing.
    """
    if not database.is_sqlite:
        return True
    connection = database.engine.raw_connection()
    try:
        (busy, *_) = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.close()
    return busy == 0


def _strip_readings(session: Session, cases: Sequence[str]) -> None:
    """Drop where in the text something stood, and the digest of what was sent, which could confirm a guess."""
    for decision in session.scalars(select(DecisionRow).where(DecisionRow.case.in_(cases))):
        decision.decision = {**decision.decision, "highlights": []}
    for prediction in session.scalars(select(PredictionRow).where(PredictionRow.case.in_(cases))):
        prediction.answer = _without_spans(prediction.answer)
    for kept in session.scalars(select(IdempotencyRow).where(IdempotencyRow.case.in_(cases))):
        kept.request = ERASED
        if "answer" in kept.answer:
            kept.answer = {**kept.answer, "answer": _without_spans(kept.answer["answer"])}


def _without_spans(answer: dict[str, Any]) -> dict[str, Any]:
    if "places" not in answer:
        return answer
    return {**answer, "places": [{**place, "spans": []} for place in answer["places"]]}
