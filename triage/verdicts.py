"""What a person says about a complaint: a verdict, which is added and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from triage.errors import TriageError


class Act(StrEnum):
    """What a person did with a review item.

    `accept` keeps the proposal, `change` gives another answer; `escalate` hands it to the desk above;
    `not_authority` ("bukan wewenang") says that it is nobody's of this desk; `undo` takes the last verdict back.
    """

    ACCEPT = "accept"
    CHANGE = "change"
    SPLIT = "split"
    DUPLICATE = "duplicate"
    SPAM = "spam"
    NOT_AUTHORITY = "not_authority"
    ESCALATE = "escalate"
    UNDO = "undo"


ANSWERING = frozenset((Act.ACCEPT, Act.CHANGE))
"""Acts that say whose a complaint is; only they teach a model."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Whose a complaint is and what it is, as a person or a machine says it; slugs throughout.

    `copies` are agencies that only take note.
    """

    agency: str | None
    category: str | None = None
    urgency: str | None = None
    kind: str | None = None
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one person said about one item at one time; a later verdict may take it back, nothing changes it.

    `shown` is what stood before the person as the proposal (None where it was hidden: a blind audit).
    `batch` joins the verdicts that one act gave to all reports of an incident.
    """

    id: str
    item: str
    case: str
    officer: str
    given_at: datetime
    act: Act
    answer: Answer
    shown: Answer | None = None
    duplicate_of: str | None = None
    undoes: str | None = None
    batch: str | None = None

    def __post_init__(self) -> None:
        if self.act in ANSWERING and self.answer.agency is None:
            raise AgencyMissing(act=self.act.value)
        if self.act is Act.DUPLICATE and self.duplicate_of in (None, self.case):
            raise OriginalMissing()


class AgencyMissing(TriageError):
    code = "verdict/agency-missing"
    what = "A verdict of this act ({act}) must name the responsible agency."
    fix = "Choose an agency of the directory, escalate the complaint, or say that it is within nobody's authority."


class OriginalMissing(TriageError):
    code = "verdict/original-missing"
    what = "A duplicate must name another complaint as its original."
    fix = "Give the id of the complaint that came first."
