"""One event that many report: looked at as a whole, and settled by one verdict."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from serving.casework.incidents import IncidentPreview, preview, settle_all
from serving.casework.officers import Right
from serving.casework.settle import Given
from serving.review import item_form, queue_filter
from serving.review.after_act import said, to_next
from serving.review.agency_search import find
from serving.review.item_page import AgencyToChoose, Choice, Choices
from serving.review.label_choices import label_choice
from serving.review.mistakes import status_of, told
from serving.review.pages import page_router
from serving.review.render import page
from serving.review.visitor import Actor, Form, Reader, Visitor, text, texts
from triage.errors import TriageError
from triage.tasks import Task
from triage.time_zones import time_zone
from triage.verdicts import Act

router = page_router()
_TOGETHER = (Act.ACCEPT, Act.CHANGE, Act.SPAM, Act.NOT_AUTHORITY, Act.ESCALATE)
_MOST_SEEN = 500


@router.get("/incidents/{incident_id}")
def show_incident(request: Request, visitor: Reader, incident_id: str) -> Response:
    """Show an incident with all reports that one verdict would settle."""
    visitor.officer.must(Right.REVIEW)
    seen = preview(visitor.office, visitor.officer, incident_id)
    return _page(request, visitor, seen, _as_proposed(seen), queue=queue_filter.written(_wanted(request)))


@router.post("/incidents/{incident_id}/verdict")
def settle_incident(request: Request, visitor: Actor, form: Form, incident_id: str) -> Response:
    """Give one verdict on the reports that were ticked; reports that came in later are left for another time."""
    queue = text(form, "queue")[:500]
    typed = item_form.read(form)
    before = preview(visitor.office, visitor.officer, incident_id)
    try:
        if text(form, "act") == "search" or (typed.query and text(form, "act") == Act.CHANGE):
            raise AgencyToChoose()
        given = _given(form, typed)
        done = settle_all(visitor.office, visitor.officer, incident_id, given, _seen(form))
    except TriageError as mistake:
        shown = told(mistake, visitor.language)
        status, ticked = status_of(mistake).value, _seen(form).keys()
        return _page(request, visitor, before, typed, status, mistake=shown, queue=queue, ticked=ticked)
    return to_next(visitor, queue_filter.from_text(queue), done=done.verdict)


def _page(
    request: Request, visitor: Visitor, seen: IncidentPreview, typed: item_form.Typed, status: int = 200, **more: Any
) -> Response:
    office, place = visitor.office, seen.incident.place
    region = place.slug if place else None
    made = seen.proposal.agency if seen.proposal else None
    known = [Choice(made.slug, made.id, made.en)] if made else []
    found = [Choice(one.slug, one.id, one.en) for one in find(office, typed.query, region)]
    found = [one for one in found if made is None or one.slug != made.slug]
    fields = {
        "category": (Task.CATEGORY, typed.category),
        "urgency": (Task.URGENCY, typed.urgency),
        "kind": (Task.KIND, typed.kind),
    }
    ticked = {one.id for one in seen.items}
    values = {"mistake": None, "said": said(request, visitor), "ticked": ticked, **more}
    return page(
        request, visitor, "incident.html", status,
        incident=seen.incident, items=seen.items, proposal=seen.proposal, typed=typed, region=region,
        differ=len({one.agency.slug if one.agency else "" for one in seen.items}) > 1,
        zone=time_zone(region), agencies=Choices(known, found, [typed.agency]),
        labels={
            name: label_choice(office.taxonomy, task, visitor.language, chosen, ())
            for name, (task, chosen) in fields.items()
        },
        **values,
    )  # fmt: skip


def _as_proposed(seen: IncidentPreview) -> item_form.Typed:
    return item_form.typed_proposal(seen.proposal) if seen.proposal else item_form.Typed()


def _given(form: FormData, typed: item_form.Typed) -> Given:
    """Return the verdict; accepting on an incident gives each report its own proposal."""
    given = item_form.given(form, typed, None)
    if given.act not in _TOGETHER:
        raise item_form.UnknownAct(got=given.act.value, allowed=", ".join(_TOGETHER))
    return given


def _seen(form: FormData) -> dict[str, int]:
    """Return the ticked items with the version that the page showed: `item:version`."""
    pairs = (one.rpartition(":") for one in texts(form, "seen_item")[:_MOST_SEEN])
    return {item: int(version) for item, _, version in pairs if item and version.isascii() and version.isdigit()}


def _wanted(request: Request) -> Any:
    return queue_filter.read(request.query_params)
