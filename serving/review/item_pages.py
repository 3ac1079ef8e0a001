"""One item: looked at, taken in hand, settled, skipped or laid back; the next one follows at once."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from serving.casework import queue
from serving.casework.item_view import ItemOut, view
from serving.casework.settle import settle
from serving.review import item_form, queue_filter
from serving.review.after_act import said, to_next
from serving.review.item_page import item_page, unfinished_search
from serving.review.mistakes import status_of, told
from serving.review.pages import page_router
from serving.review.visitor import Actor, Form, Reader, Visitor, text
from triage.errors import TriageError
from triage.verdicts import Act

router = page_router()
_SEARCH = "search"


@router.get("/items/{item_id}")
def show_item(request: Request, visitor: Reader, item_id: str) -> Response:
    """Show an item."""
    item = view(visitor.office, visitor.officer, item_id)
    return item_page(request, visitor, item, item_form.as_proposed(item), said=said(request, visitor))


@router.post("/items/{item_id}/claim")
def claim_item(visitor: Actor, form: Form, item_id: str) -> Response:
    """Take an item in hand."""
    queue.claim(visitor.office, visitor.officer, item_id)
    return RedirectResponse(queue_filter.address(f"/review/items/{item_id}", _queue(form)), 303)


@router.post("/items/{item_id}/verdict")
def give_verdict(request: Request, visitor: Actor, form: Form, item_id: str) -> Response:
    """Settle an item and lead to the next; a mistake comes back with the form as it was typed."""
    request.state.queue = text(form, "queue")[:500]
    typed = item_form.read(form)
    item = view(visitor.office, visitor.officer, item_id)
    try:
        if text(form, "act") == _SEARCH or (typed.searches and _needs_agencies(form)):
            return _searched(request, visitor, item, typed)
        verdict = settle(visitor.office, visitor.officer, item_id, item_form.given(form, typed, item.proposal))
    except TriageError as mistake:
        return _again(request, visitor, item_id, typed, mistake)
    return to_next(visitor, _queue(form), done=verdict)


@router.post("/items/{item_id}/skip")
def skip_item(visitor: Actor, form: Form, item_id: str) -> Response:
    """Put an item off for oneself and lead to the next."""
    queue.skip(visitor.office, visitor.officer, item_id)
    return to_next(visitor, _queue(form), said="skipped")


@router.post("/items/{item_id}/release")
def release_item(visitor: Actor, form: Form, item_id: str) -> Response:
    """Lay an item back and lead to the queue."""
    queue.release(visitor.office, visitor.officer, item_id)
    return RedirectResponse(queue_filter.address("/review", _queue(form), said="released"), 303)


def _queue(form: Form) -> queue.QueueFilter:
    return queue_filter.from_text(text(form, "queue"))


def _needs_agencies(form: Form) -> bool:
    return text(form, "act") in (Act.CHANGE, Act.SPLIT)


def _searched(request: Request, visitor: Visitor, item: ItemOut, typed: item_form.Typed) -> Response:
    """Show the form again with the agencies that were found for the names typed into it."""
    mistake = unfinished_search(visitor, item, typed)
    shown = told(mistake, visitor.language) if mistake else None
    return item_page(request, visitor, item, typed, status=422, mistake=shown)


def _again(request: Request, visitor: Visitor, item_id: str, typed: item_form.Typed, mistake: TriageError) -> Response:
    """Show the item as it stands now, with what went wrong; one that is no longer theirs is a mistake of its own."""
    item = view(visitor.office, visitor.officer, item_id)
    shown = told(mistake, visitor.language)
    return item_page(request, visitor, item, typed, status=status_of(mistake).value, mistake=shown)
