"""The form of an item: what was typed, kept to be shown again, and made into what the casework takes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from starlette.datastructures import FormData

from serving.casework.item_view import ItemOut, ProposalOut
from serving.casework.settle import Given
from serving.casework.splitting import Part
from serving.review.visitor import text, texts
from triage.errors import TriageError
from triage.verdicts import Act, Answer

MOST_PARTS = 6
_LONGEST_LOOK = 4 * 3600
_LONGEST_NOTE = 4000


@dataclass(frozen=True, slots=True)
class TypedPart:
    """A part of a split as it stands in the form."""

    text: str = field(repr=False)
    agency: str
    query: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What an officer chose and typed; `query`, `copy_query` are names of agencies still to be looked up."""

    agency: str = ""
    category: str = ""
    urgency: str = ""
    kind: str = ""
    copies: tuple[str, ...] = ()
    query: str = ""
    copy_query: str = ""
    note: str = field(default="", repr=False)
    duplicate_of: str = ""
    parts: tuple[TypedPart, ...] = ()
    opened: str = ""

    @property
    def searches(self) -> bool:
        """Whether a name was typed that stands for no agency yet."""
        return bool(self.query or self.copy_query or any(part.query for part in self.parts))


def read(form: FormData) -> Typed:
    """Return what a form holds."""
    parts = zip(texts(form, "part_text"), texts(form, "part_agency"), texts(form, "part_query"), strict=False)
    return Typed(
        agency=text(form, "agency"),
        category=text(form, "category"),
        urgency=text(form, "urgency"),
        kind=text(form, "kind"),
        copies=tuple(dict.fromkeys(filter(None, texts(form, "copies")))),
        query=text(form, "agency_query"),
        copy_query=text(form, "copy_query"),
        note=text(form, "note")[:_LONGEST_NOTE],
        duplicate_of=text(form, "duplicate_of"),
        parts=tuple(TypedPart(*one) for one in parts)[:MOST_PARTS],
        opened=text(form, "act"),
    )


def as_proposed(item: ItemOut) -> Typed:
    """Return the form as it stands at first: the proposal chosen; nothing in a blind reading."""
    parts = [TypedPart(one, "", "") for one in item.parts[:MOST_PARTS]] if len(item.parts) > 1 else []
    padded = (*parts, *(TypedPart("", "", "") for _ in range(2 - len(parts))))
    made = item.proposal
    if made is None:
        return Typed(parts=padded)
    return replace(typed_proposal(made), copies=tuple(copy.slug for copy in made.copies), parts=padded)


def typed_proposal(made: ProposalOut) -> Typed:
    """Return the form with the agency and the labels of a proposal chosen."""
    agency, category, urgency, kind = (
        one.slug if one else "" for one in (made.agency, made.category, made.urgency, made.kind)
    )
    return Typed(agency, category, urgency, kind)


def given(form: FormData, typed: Typed, proposal: ProposalOut | None) -> Given:
    """Return what the casework takes.

    An answer that changes nothing of the proposal is an acceptance, whatever button was pressed.

    Raises:
        UnknownAct: the form names no act that it could.
    """
    act = _act(form)
    answer = _answer(typed) if act is Act.CHANGE else None
    if answer is not None and proposal is not None and answer == _as_answer(proposal):
        act, answer = Act.ACCEPT, None
    parts = tuple(Part(one.text, Answer(one.agency or None)) for one in typed.parts if one.text or one.agency)
    return Given(
        act=act,
        seen=_number(form, "seen"),
        answer=answer,
        duplicate_of=typed.duplicate_of or None if act is Act.DUPLICATE else None,
        parts=parts if act is Act.SPLIT else (),
        note=typed.note,
        seconds=seconds(form),
    )


def seconds(form: FormData) -> float | None:
    """Return how long the page was looked at, as it measured itself; None where it didn't or can't have."""
    try:
        length = float(text(form, "seconds"))
    except ValueError:
        return None
    return round(length, 1) if 0 < length < _LONGEST_LOOK else None


def _act(form: FormData) -> Act:
    name = text(form, "act")
    if name not in set(Act) - {Act.UNDO}:
        raise UnknownAct(got=name[:40], allowed=", ".join(sorted(set(Act) - {Act.UNDO})))
    return Act(name)


def _answer(typed: Typed) -> Answer:
    return Answer(typed.agency or None, typed.category or None, typed.urgency or None, typed.kind or None, typed.copies)


def _as_answer(made: ProposalOut) -> Answer:
    return _answer(replace(typed_proposal(made), copies=tuple(copy.slug for copy in made.copies)))


def _number(form: FormData, name: str) -> int:
    value = text(form, name)
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


class UnknownAct(TriageError):
    code = "review/unknown-act"
    what = "The form names no act."
    fix = "Press one of the buttons of the page."


class AgencyToChoose(TriageError):
    code = "review/agency-to-choose"
    what = "A name was typed, and no agency is chosen for it yet."
    fix = "Choose one of those that were found, and send the form again."


class AgencyNotFound(TriageError):
    code = "review/agency-not-found"
    what = "No agency of the directory is called like this."
    fix = "Type other words of its name, for instance the trade and the town."
