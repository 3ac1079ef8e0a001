"""The acts of review as JSON: the same as on the pages, in the name of the officer whose key is sent."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from serving.api.callers import Caller, OpenOffice, calling_officer
from serving.api.problems import MEDIA_TYPE, problem_for
from serving.casework import queue
from serving.casework.incidents import IncidentPreview, preview, settle_all
from serving.casework.item_view import ItemOut, view
from serving.casework.queue_view import QueueRow, rows
from serving.casework.settle import Given, settle
from serving.casework.splitting import Part
from serving.casework.undo import undo
from serving.casework.verdict_view import VerdictOut, history, last_verdict
from triage.records import LONGEST_TEXT
from triage.review import ItemChanged, ItemSettled, ItemTaken, Purpose
from triage.verdicts import Act, Answer

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    401: {"description": "No API key of the store.", "content": {MEDIA_TYPE: {}}},
    403: {"description": "The officer lacks the right.", "content": {MEDIA_TYPE: {}}},
    404: {"description": "There is no such item, or it is not the officer's to see.", "content": {MEDIA_TYPE: {}}},
    409: {"description": "Somebody was faster; `decided` is what they said.", "content": {MEDIA_TYPE: {}}},
    422: {"description": "The verdict cannot be.", "content": {MEDIA_TYPE: {}}},
}

router = APIRouter(prefix="/v1", tags=["review"], dependencies=[Depends(calling_officer)], responses=_PROBLEMS)

_Slug = Annotated[str, Field(min_length=1, max_length=200)]


class AnswerIn(BaseModel):
    """Whose a complaint is and what it is, as slugs."""

    model_config = ConfigDict(extra="forbid")

    agency: _Slug | None = None
    category: _Slug | None = None
    urgency: _Slug | None = None
    kind: _Slug | None = None
    copies: list[_Slug] = Field(default_factory=list, max_length=20)

    def answer(self) -> Answer:
        """Return the core's noun."""
        return Answer(self.agency, self.category, self.urgency, self.kind, tuple(self.copies))


class PartIn(BaseModel):
    """One problem of a complaint that is split."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    text: str = Field(min_length=1, max_length=LONGEST_TEXT)
    answer: AnswerIn


class VerdictIn(BaseModel):
    """A verdict on the version of an item that the officer saw. `undo` has a route of its own."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    act: Act
    seen: int = Field(ge=1)
    answer: AnswerIn | None = None
    duplicate_of: str | None = Field(None, max_length=200)
    parts: list[PartIn] = Field(default_factory=list, max_length=6)
    note: str = Field("", max_length=2000)
    seconds: float | None = Field(None, ge=0, le=86_400)

    def given(self) -> Given:
        """Return what the act takes."""
        return Given(
            act=self.act,
            seen=self.seen,
            answer=self.answer.answer() if self.answer else None,
            duplicate_of=self.duplicate_of,
            parts=tuple(Part(part.text, part.answer.answer()) for part in self.parts),
            note=self.note,
            seconds=self.seconds,
        )


class IncidentVerdictIn(BaseModel):
    """One verdict on the items of an incident that the officer saw: item id → version."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    act: Act
    seen: dict[str, int] = Field(min_length=1, max_length=2000)
    answer: AnswerIn | None = None
    note: str = Field("", max_length=2000)


class Kept(BaseModel):
    """The id of the verdict that was kept."""

    verdict: str


class KeptTogether(Kept):
    """How many items one verdict settled, and the ids of those that were left as they are."""

    settled: int
    left: list[str]


class Counts(BaseModel):
    """How much waits."""

    total: int
    by_purpose: dict[str, int]
    by_urgency: dict[int, int]
    overdue: int
    in_hand: int


class Next(BaseModel):
    """The item that was taken in hand; null if nothing waits."""

    item: str | None


def wanted(
    purpose: Purpose | None = None,
    urgency: Annotated[int | None, Query(ge=0, le=3)] = None,
    category: _Slug | None = None,
    body: _Slug | None = None,
    overdue: bool = False,
    incidents: bool = False,
) -> queue.QueueFilter:
    """Return the part of the queue that a request asks for."""
    return queue.QueueFilter(purpose, urgency, category, body, overdue, incidents)


Wanted = Annotated[queue.QueueFilter, Depends(wanted)]


@router.get("/reviews")
def reviews(
    office: OpenOffice,
    who: Caller,
    part: Wanted,
    offset: Annotated[int, Query(ge=0, le=1_000_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 25,
) -> list[QueueRow]:
    """List what waits, in the order in which it must be settled: urgency, then deadline, then doubt."""
    return rows(office, who, part, offset, limit)


@router.get("/reviews/counts")
def counts(office: OpenOffice, who: Caller) -> Counts:
    """Count what waits."""
    found = queue.counts(office, who)
    return Counts(
        total=found.total,
        by_purpose=found.by_purpose,
        by_urgency=found.by_urgency,
        overdue=found.overdue,
        in_hand=found.in_hand,
    )


@router.post("/reviews/next")
def take_next(office: OpenOffice, who: Caller, part: Wanted) -> Next:
    """Take the first free item in hand; the lease ends by itself."""
    return Next(item=queue.claim_next(office, who, part))


@router.get("/reviews/{item}")
def review(item: str, office: OpenOffice, who: Caller) -> ItemOut:
    """Show an item with all that is needed to settle it; a blind reading holds nothing that the machine said."""
    return view(office, who, item)


@router.post("/reviews/{item}/claim", status_code=204)
def claim(item: str, office: OpenOffice, who: Caller) -> None:
    """Take an item in hand, or renew its lease."""
    queue.claim(office, who, item)


@router.post("/reviews/{item}/release", status_code=204)
def release(item: str, office: OpenOffice, who: Caller) -> None:
    """Lay an item back."""
    queue.release(office, who, item)


@router.post("/reviews/{item}/skip", status_code=204)
def skip(item: str, office: OpenOffice, who: Caller) -> None:
    """Put an item off for oneself."""
    queue.skip(office, who, item)


@router.post("/reviews/{item}/verdicts", status_code=201, response_model=Kept)
def give_verdict(item: str, verdict: VerdictIn, office: OpenOffice, who: Caller, request: Request) -> Any:
    """Give a verdict. Who comes second is answered 409 and told what the first decided."""
    try:
        return Kept(verdict=settle(office, who, item, verdict.given()))
    except (ItemSettled, ItemChanged, ItemTaken) as late:
        decided = last_verdict(office, who, item)
        return _told(late, decided)


@router.post("/verdicts/{verdict}/undo", status_code=201)
def take_back(verdict: str, office: OpenOffice, who: Caller) -> Kept:
    """Take a verdict back by a new one; all verdicts that one act gave to an incident go together."""
    return Kept(verdict=undo(office, who, verdict))


@router.get("/verdicts")
def own_verdicts(
    office: OpenOffice,
    who: Caller,
    offset: Annotated[int, Query(ge=0, le=1_000_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[VerdictOut]:
    """List one's own verdicts, the last one first."""
    return history(office, who, offset, limit)


@router.get("/incidents/{incident}")
def incident(incident: str, office: OpenOffice, who: Caller) -> IncidentPreview:
    """Show what one verdict on an incident would settle."""
    return preview(office, who, incident)


@router.post("/incidents/{incident}/verdicts", status_code=201)
def settle_incident(incident: str, verdict: IncidentVerdictIn, office: OpenOffice, who: Caller) -> KeptTogether:
    """Give one verdict on all reports of an incident that were seen."""
    answer = verdict.answer.answer() if verdict.answer else None
    done = settle_all(office, who, incident, Given(verdict.act, 1, answer, note=verdict.note), verdict.seen)
    return KeptTogether(verdict=done.verdict, settled=done.settled, left=list(done.left))


def _told(late: ItemSettled | ItemChanged | ItemTaken, decided: VerdictOut | None) -> JSONResponse:
    return problem_for(late, decided=decided.model_dump(mode="json") if decided else None)
