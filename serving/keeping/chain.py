"""Proof: the audit chain holds, and what stands in the tables is still what it was made from.

The chain alone shows that nobody changed the log. Each entry's digest is keyed with its case's key, so
whoever holds the store's key can also show that no text, decision, verdict, note or outcome was changed,
dropped or slipped in. Of an erased case the number of its acts can still be compared.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from serving.casework.contents import content_of_case, content_of_verdict
from serving.casework.office import Office
from serving.keeping.erasure import ERASED
from serving.keeping.outcomes import content_of_outcome
from serving.keeping.snapshot import snapshot
from serving.store import audit_log
from serving.store.schema import AuditRow, CaseKeyRow, CaseRow, DecisionRow, NoteRow, OutcomeRow, VerdictRow
from serving.store.vault import digest_of
from triage.errors import TriageError

ERASING = ("case.erased", "case.expired")
_BEGINNING = ("case.admitted", "case.split_off")
_PAGE = 500
_SHOWN = 10

_Entry = tuple[str, str, datetime, str | None]
"""What the log must say of a content: act, actor, moment, and the digest (None where the key is destroyed)."""


@dataclass(frozen=True, slots=True)
class Verified:
    """A store that holds: the entries of its log, the last hash (write it down elsewhere), and its cases."""

    entries: int
    head: str
    cases: int
    erased: int


def verify_store(
    office: Office, head: str | None = None, progress: Callable[[int], None] = lambda cases: None
) -> Verified:
    """Check the chain and every case against it; `head` is a hash that was written down earlier.

    `progress` hears of the number of cases that were checked.

    Raises:
        ChainBroken: the log was changed, or its end was cut off.
        ContentChanged: a case's content is not what the log says.
        KeyMissing, KeyWrong: the store's key is not the one that locked the cases' keys.
    """
    changed: list[str] = []
    cases = erased = 0
    with snapshot(office.database) as session:
        entries, last = audit_log.verify(session, head)
        for page in _pages(session):
            changed += _changed(session, office, page)
            cases, erased = cases + len(page), erased + sum(case.state == ERASED for case in page)
            progress(len(page))
            session.expunge_all()
        changed += _vanished(session)
    if changed:
        raise ContentChanged(count=len(changed), got=", ".join(changed[:_SHOWN]))
    return Verified(entries, last, cases, erased)


def last_hash(office: Office) -> str:
    """Return the last hash of the log as it stands; nothing is checked."""
    with office.database.reading() as session:
        newest = select(AuditRow.hash).order_by(AuditRow.seq.desc()).limit(1)
        return session.scalar(newest) or audit_log.GENESIS


def _pages(session: Session) -> Iterator[Sequence[CaseRow]]:
    last = ""
    while page := session.scalars(select(CaseRow).where(CaseRow.id > last).order_by(CaseRow.id).limit(_PAGE)).all():
        last = page[-1].id
        yield page


def _changed(session: Session, office: Office, page: Sequence[CaseRow]) -> list[str]:
    """Return the cases of which the log says something else than the tables do."""
    ids = [case.id for case in page]
    keys = dict(session.execute(select(CaseKeyRow.case, CaseKeyRow.wrapped).where(CaseKeyRow.case.in_(ids))).all())
    logged: dict[str, list[_Entry]] = defaultdict(list)
    for row in session.scalars(select(AuditRow).where(AuditRow.subject.in_(ids))):
        logged[str(row.subject)].append((row.act, row.actor, row.at.astimezone(UTC), row.digest))
    contents = _contents(session, page)
    return [case.id for case in page if not _holds(office, case, keys.get(case.id), logged[case.id], contents[case.id])]


@dataclass(frozen=True, slots=True)
class _Content:
    act: str
    actor: str
    at: datetime
    made_from: Mapping[str, Any]


def _holds(
    office: Office, case: CaseRow, wrapped: bytes | None, logged: Sequence[_Entry], contents: Sequence[_Content]
) -> bool:
    acts = Counter(act for act, *_ in logged)
    is_erased = any(act in acts for act in ERASING)
    if is_erased != (case.state == ERASED) or is_erased == (wrapped is not None):
        return False
    if is_erased and (case.title or case.text or case.raw):
        return False
    key = office.vault.open(wrapped) if wrapped is not None else None
    expected = Counter((one.act, one.actor, one.at, digest_of(key, one.made_from) if key else None) for one in contents)
    said = Counter((act, actor, at, digest if key else None) for act, actor, at, digest in logged if _is_content(act))
    return expected == said


def _is_content(act: str) -> bool:
    return act in _BEGINNING or act.startswith("verdict.") or act == "outcome.told"


def _contents(session: Session, page: Sequence[CaseRow]) -> dict[str, list[_Content]]:
    ids = [case.id for case in page]
    first: dict[str, DecisionRow] = {}
    for decision in session.scalars(
        select(DecisionRow).where(DecisionRow.case.in_(ids)).order_by(DecisionRow.made_at.desc())
    ):
        first[decision.case] = decision
    notes = dict(session.execute(select(NoteRow.verdict, NoteRow.text).where(NoteRow.case.in_(ids))).all())
    contents = {case.id: [_beginning(case, first.get(case.id))] for case in page}
    for verdict in session.scalars(select(VerdictRow).where(VerdictRow.case.in_(ids))):
        contents[verdict.case].append(_of_verdict(verdict, notes.get(verdict.id, "")))
    for outcome in session.scalars(select(OutcomeRow).where(OutcomeRow.case.in_(ids))):
        made_from = content_of_outcome(outcome)
        contents[outcome.case].append(_Content("outcome.told", outcome.told_by, outcome.told_at, made_from))
    return contents


def _beginning(case: CaseRow, decision: DecisionRow | None) -> _Content:
    if case.parent is not None:
        return _Content("case.split_off", case.client, case.admitted_at, content_of_case(case, None))
    return _Content("case.admitted", case.client, case.admitted_at, content_of_case(case, decision))


def _of_verdict(row: VerdictRow, note: str) -> _Content:
    return _Content(f"verdict.{row.act}", row.officer, row.given_at, content_of_verdict(row, note))


def _vanished(session: Session) -> Iterable[str]:
    """Give the cases that the log knows and the tables have no more."""
    known = select(CaseRow.id).where(CaseRow.id == AuditRow.subject).exists()
    gone = select(AuditRow.subject).where(AuditRow.act.in_(_BEGINNING), ~known).order_by(AuditRow.seq)
    return [str(subject) for subject in session.scalars(gone)]


class ContentChanged(TriageError):
    code = "audit/changed-content"
    what = "The audit log holds, but {count} cases are not what it says they were."
    fix = "Stop, keep a copy of the database, and compare these cases with a backup: somebody changed them by hand."
