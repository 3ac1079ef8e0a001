"""Practice: what an officer answered to the fictitious cases, for their own progress and nobody else's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from serving.casework.labels import as_dict, from_dict
from serving.casework.office import Office
from serving.casework.officers import Officer
from serving.store.schema import PracticeRow
from triage.verdicts import Act, Answer


@dataclass(frozen=True, slots=True)
class Attempt:
    """An answer to a practice case; `answer` is None where the proposal was accepted as it stood.

    `parts` are the agencies that a split named, `duplicate_of` is the report that it repeats.
    """

    case: str
    answered_at: datetime
    act: Act
    answer: Answer | None
    parts: tuple[str, ...]
    duplicate_of: str | None
    right: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """The last attempt at each case, and how many there were in all."""

    last: dict[str, Attempt]
    attempts: int

    @property
    def right(self) -> int:
        """How many cases were right at the last attempt."""
        return sum(attempt.right for attempt in self.last.values())


def answered(
    office: Office,
    who: Officer,
    case: str,
    act: Act,
    right: bool,
    answer: Answer | None = None,
    parts: tuple[str, ...] = (),
    duplicate_of: str | None = None,
) -> None:
    """Keep an attempt at a practice case; it touches no real case, and no list of officers shows it."""
    given: dict[str, Any] = {
        "act": act.value,
        "answer": as_dict(answer) if answer else None,
        "parts": list(parts),
        "duplicate_of": duplicate_of,
    }
    with office.database.writing() as session:
        session.add(
            PracticeRow(
                id=office.new_id(), user=who.id, practice_case=case, answered_at=office.now(), given=given, right=right
            )
        )


def progress(office: Office, who: Officer) -> Progress:
    """Return an officer's own last attempts."""
    with office.database.reading() as session:
        query = select(PracticeRow).where(PracticeRow.user == who.id).order_by(PracticeRow.answered_at, PracticeRow.id)
        rows = session.scalars(query).all()
    return Progress({row.practice_case: _attempt(row) for row in rows}, len(rows))


def last_attempt(office: Office, who: Officer, case: str) -> Attempt | None:
    """Return an officer's last attempt at a case; None if they made none."""
    with office.database.reading() as session:
        row = session.scalar(
            select(PracticeRow)
            .where(PracticeRow.user == who.id, PracticeRow.practice_case == case)
            .order_by(PracticeRow.answered_at.desc(), PracticeRow.id.desc())
            .limit(1)
        )
    return _attempt(row) if row is not None else None


def _attempt(row: PracticeRow) -> Attempt:
    given = row.given
    return Attempt(
        case=row.practice_case,
        answered_at=row.answered_at,
        act=Act(given["act"]),
        answer=from_dict(given["answer"]) if given["answer"] else None,
        parts=tuple(given["parts"]),
        duplicate_of=given["duplicate_of"],
        right=row.right,
    )
