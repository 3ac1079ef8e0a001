"""The rows that pass between people, training and serving: one schema each, with a version."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from triage.complaint import Channel, Complaint, Confidentiality
from triage.decision import Action
from triage.errors import TriageError
from triage.review import Purpose
from triage.tasks import Task
from triage.verdicts import Act

SCHEMA_VERSION = 1
VERDICT_SCHEMA: Final = 1
OUTCOME_SCHEMA: Final = 1
LONGEST_TEXT = 20_000
LONGEST_TITLE = 500


class LabelledComplaint(BaseModel):
    """A complaint with what people made of it; an empty label is unknown, and is masked in training.

    `region` is the Kemendagri code that an intake system would know (a hint); `agency` is the
    name as the history writes it, kept to score the way end to end. `weight` says how many complaints the row
    stands for, where it was drawn for labelling with another chance than the rest.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    id: str = Field(min_length=1)
    text: str = Field(min_length=1)
    title: str = ""
    received_at: AwareDatetime | None = None
    channel: Channel = Channel.OTHER
    region: str | None = None
    confidentiality: Confidentiality = Confidentiality.PUBLIC
    kind: str | None = None
    category: str | None = None
    urgency: str | None = None
    role: str | None = None
    agency: str | None = None
    weight: float = Field(default=1.0, gt=0.0, allow_inf_nan=False)

    def label(self, task: Task) -> str | None:
        """Return the label of one task; None where it is unknown."""
        value: str | None = getattr(self, task.value)
        return value

    def complaint(self, now: datetime) -> Complaint:
        """Return the complaint as intake would have seen it; `now` stands in for a missing date."""
        return Complaint(
            id=self.id,
            text=self.text,
            title=self.title,
            received_at=self.received_at or now,
            channel=self.channel,
            region=self.region,
            confidentiality=self.confidentiality,
        )


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Proposal(_Record):
    """Whose a complaint is and what it is, as it stood before an officer; slugs throughout."""

    agency: str | None
    category: str | None = None
    urgency: str | None = None
    kind: str | None = None
    copies: tuple[str, ...] = ()


class MachineAnswer(Proposal):
    """What the machine had said: the decision's answer, with all that is needed to find its maker.

    `probability` is the calibrated one of the best agency; `model` and `bundle` are name and version.
    """

    action: Action
    probability: float | None = Field(default=None, ge=0.0, le=1.0)
    model: str
    bundle: str
    policy: str


class PeopleAnswer(_Record):
    """What people had said: the last verdict in force that named an agency; a blind reading is none."""

    agency: str
    purpose: Purpose
    given_at: AwareDatetime


class VerdictRecord(_Record):
    """A complaint (masked) with one officer's verdict on it, and how it came before them.

    `case` names the complaint and `parent` the one that it was split off from; `reviewer` is a
    keyed hash, the same for the same person. An act that says nothing of whose it is (spam,
    escalate …) has no `agency`. `selection_probability` is the probability of the blind draw for
    what was read because of it, else 1: weights of estimates are its inverse. `blind` says that
    the proposal was hidden. Verdicts that were taken back are no records.
    """

    schema_version: Literal[1] = VERDICT_SCHEMA
    verdict: str = Field(min_length=1)
    case: str = Field(min_length=1)
    parent: str | None = None
    text: str = Field(min_length=1, repr=False)
    title: str = Field(default="", repr=False)
    received_at: AwareDatetime
    channel: Channel = Channel.OTHER
    region: str | None = None
    confidentiality: Confidentiality = Confidentiality.PUBLIC
    act: Act
    kind: str | None = None
    category: str | None = None
    urgency: str | None = None
    role: str | None = None
    agency: str | None = None
    copies: tuple[str, ...] = ()
    duplicate_of: str | None = None
    purpose: Purpose
    reading: int = Field(default=1, ge=1)
    given_at: AwareDatetime
    reviewer: str
    seconds: float | None = Field(default=None, ge=0.0)
    shown: Proposal | None = None
    machine: MachineAnswer | None = None
    selection_probability: float = Field(default=1.0, gt=0.0, le=1.0)
    blind: bool = False

    def labelled(self) -> LabelledComplaint | None:
        """Return the complaint as a row to learn from; None where the verdict does not say whose it is."""
        if self.agency is None:
            return None
        return LabelledComplaint(
            id=self.case,
            text=self.text,
            title=self.title,
            received_at=self.received_at,
            channel=self.channel,
            region=self.region,
            confidentiality=self.confidentiality,
            kind=self.kind,
            category=self.category,
            urgency=self.urgency,
            role=self.role,
            agency=self.agency,
            weight=1.0 / self.selection_probability,
        )


class OutcomeEvent(StrEnum):
    """What became of a complaint at its agency; `bounced` is the answer "bukan wewenang".

    Between `asked_reporter` and `reporter_replied` the legal clocks stand still.
    """

    BOUNCED = "bounced"
    RE_DISPOSED = "re_disposed"
    ASKED = "asked_reporter"
    REPLIED = "reporter_replied"
    ANSWERED = "answered"
    CLOSED = "closed"


class OutcomeRecord(_Record):
    """What became of a complaint, beside what the machine and people had said before; it holds no text.

    `agency` is whose act it was; `right_agency` is the one that a bounce or a new disposition names.
    """

    schema_version: Literal[1] = OUTCOME_SCHEMA
    outcome: str = Field(min_length=1)
    case: str = Field(min_length=1)
    event: OutcomeEvent
    happened_at: AwareDatetime
    agency: str | None = None
    right_agency: str | None = None
    machine: MachineAnswer | None = None
    people: PeopleAnswer | None = None


_AnyRecord = TypeVar("_AnyRecord", bound=_Record)


def read_records(path: Path, schema: type[_AnyRecord]) -> Iterator[_AnyRecord]:
    """Give the records of a file, one JSON object a line; `schema` is VerdictRecord or OutcomeRecord.

    Raises:
        BrokenRecord: a line is no record of this version.
    """
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                record = schema.model_validate_json(line)
            except ValidationError as problem:
                first = problem.errors(include_url=False, include_input=False)[0]
                where = ".".join(str(part) for part in first["loc"]) or "line"
                raise BrokenRecord(file=path.name, line=number, problem=f"{where}: {first['type']}") from None
            yield record


class BrokenRecord(TriageError):
    code = "records/broken-line"
    what = "Line {line} of {file} is no record of this version ({problem})."
    fix = "Export again with `triage export` of the same version."
