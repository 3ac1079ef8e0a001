"""What one has done: the history of one's verdicts, taking one back, and the day in numbers."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import RedirectResponse, Response

from serving.casework import queue, verdict_view
from serving.casework.day import my_day
from serving.casework.officers import Right
from serving.casework.undo import undo
from serving.review.after_act import said
from serving.review.pages import page_router
from serving.review.render import page
from serving.review.visitor import Actor, Reader, Visitor
from triage.errors import TriageError

router = page_router()
_PAGE = 50
_DEEPEST = 100_000


@router.get("/history")
def show_history(
    request: Request, visitor: Reader, start: Annotated[int, Query(alias="from", ge=0, le=_DEEPEST)] = 0
) -> Response:
    """Show one's own verdicts, the last one first."""
    visitor.officer.must(Right.REVIEW)
    verdicts = verdict_view.history(visitor.office, visitor.officer, start, _PAGE + 1)
    return page(
        request, visitor, "history.html",
        verdicts=verdicts[:_PAGE], said=said(request, visitor),
        earlier=f"/review/history?from={max(start - _PAGE, 0)}" if start else None,
        later=f"/review/history?from={start + _PAGE}" if len(verdicts) > _PAGE else None,
    )  # fmt: skip


@router.get("/day")
def show_day(request: Request, visitor: Reader) -> Response:
    """Show one's own day in numbers."""
    visitor.officer.must(Right.REVIEW)
    zone = visitor.zone
    done = my_day(visitor.office, visitor.officer, zone)
    return page(
        request, visitor, "day.html",
        done=done, today=visitor.office.now().astimezone(zone).date(), most=max(done.by_hour.values(), default=1),
    )  # fmt: skip


@router.post("/verdicts/{verdict_id}/undo")
def take_back(visitor: Actor, verdict_id: str) -> Response:
    """Take a verdict back and lead to its item, in hand again where it is free."""
    taken_back = undo(visitor.office, visitor.officer, verdict_id)
    latest = verdict_view.history(visitor.office, visitor.officer, limit=1)
    if not latest or latest[0].id != taken_back or latest[0].batch is not None:
        return RedirectResponse("/review?said=undone", 303)
    return RedirectResponse(f"/review/{_in_hand_again(visitor, latest[0].item)}said=undone", 303)


def _in_hand_again(visitor: Visitor, item: str) -> str:
    try:
        queue.claim(visitor.office, visitor.officer, item)
    except TriageError:  # the desk that it came from may not be theirs, or another took it at once
        return "history?"
    return f"items/{item}?"
