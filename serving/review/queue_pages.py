"""The queue: what waits, by purpose, urgency and category, and the button that takes the next item."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response

from serving.casework import queue, queue_view
from serving.casework.names import Names
from serving.casework.officers import Right
from serving.review import queue_filter
from serving.review.after_act import said, to_next
from serving.review.label_choices import category_options
from serving.review.pages import page_router
from serving.review.render import named, page
from serving.review.visitor import Actor, Form, Reader, text
from triage.review import Purpose
from triage.tasks import Task

router = page_router()
_PAGE = 25
_DEEPEST = 10_000


@router.get("")
def show_queue(
    request: Request, visitor: Reader, start: Annotated[int, Query(alias="from", ge=0, le=_DEEPEST)] = 0
) -> Response:
    """Show a page of the queue with the counts of all of it."""
    visitor.officer.must(Right.REVIEW)
    wanted = queue_filter.read(request.query_params)
    rows = queue_view.rows(visitor.office, visitor.officer, wanted, start, _PAGE + 1)
    counts = queue.counts(visitor.office, visitor.officer)
    query = queue_filter.written(wanted)
    return page(
        request, visitor, "queue.html",
        rows=rows[:_PAGE], counts=counts, wanted=wanted, query=query, item_query=f"?{query}" if query else "",
        facets=_facets(wanted, counts, visitor.may("audit")),
        earlier=_page_at(wanted, max(start - _PAGE, 0)) if start else None,
        later=_page_at(wanted, start + _PAGE) if len(rows) > _PAGE else None,
        category_name=_category_name(visitor, wanted.category),
        categories=category_options(visitor.office.taxonomy, visitor.language), said=said(request, visitor),
    )  # fmt: skip


@router.post("/next")
def take_next(visitor: Actor, form: Form) -> Response:
    """Take the next item of the filtered queue in hand and lead to it."""
    return to_next(visitor, queue_filter.from_text(text(form, "queue")))


def _category_name(visitor: Reader, slug: str | None) -> str:
    named_ = Names(visitor.office).label(Task.CATEGORY, slug)
    return named(named_, visitor.language) if named_ else ""


def _page_at(wanted: queue.QueueFilter, start: int) -> str:
    return queue_filter.address("/review", wanted, **{"from": str(start) if start else None})


def _facets(wanted: queue.QueueFilter, counts: queue.QueueCounts, reads_audits: bool) -> list[dict[str, Any]]:
    """Return the filters as groups of links; a link that is on leads back to the whole."""
    purposes = [one for one in Purpose if reads_audits or one is not Purpose.AUDIT]
    groups: list[tuple[str, list[tuple[str, int | None]]]] = [
        ("purpose", [(one.value, counts.by_purpose.get(one.value, 0)) for one in purposes]),
        ("urgency", [(str(level), counts.by_urgency.get(level, 0)) for level in (3, 2, 1, 0)]),
        ("overdue", [("1", counts.overdue)]),
        ("incidents", [("1", None)]),
    ]
    return [{"side": side, "links": [_link(wanted, side, *one) for one in values]} for side, values in groups]


def _link(wanted: queue.QueueFilter, side: str, value: str, count: int | None) -> dict[str, Any]:
    rest = queue_filter.without(wanted, side)
    is_on = getattr(queue_filter.read({side: value}), side) == getattr(wanted, side)
    leads_to = queue_filter.address("/review", rest, **({} if is_on else {side: value}))
    return {"value": value, "count": count, "on": is_on, "href": leads_to}
