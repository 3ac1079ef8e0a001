"""What the page of an item shows: the item, the agencies to choose from, and the form as it was typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from serving.casework.item_view import ItemOut
from serving.casework.names import Named, Names
from serving.review import queue_filter
from serving.review.after_act import Said
from serving.review.agency_search import find
from serving.review.item_form import AgencyNotFound, AgencyToChoose, Typed
from serving.review.label_choices import label_choice
from serving.review.marking import marked
from serving.review.mistakes import Mistake
from serving.review.render import page
from serving.review.visitor import Visitor
from triage.errors import TriageError
from triage.review import ItemState, Tier
from triage.tasks import Task
from triage.time_zones import time_zone


@dataclass(frozen=True, slots=True)
class Choice:
    """An agency to choose; `probability` is None where the model did not rank it."""

    slug: str
    id: str
    en: str
    probability: float | None = None
    evidence: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen in one list of agencies; `found` came of a search."""

    known: Sequence[Choice]
    found: Sequence[Choice] = ()
    chosen: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class PartChoices:
    """One part of a split with the agencies that it may go to."""

    text: str = field(repr=False)
    query: str
    choices: Choices


def item_page(
    request: Request,
    visitor: Visitor,
    item: ItemOut,
    typed: Typed,
    *,
    status: int = 200,
    mistake: Mistake | None = None,
    said: Said | None = None,
) -> Response:
    """Return the page of an item; with a mistake it keeps what was typed."""
    wanted = queue_filter.read(request.query_params) if request.method == "GET" else None
    open_ = item.state == ItemState.OPEN
    return page(
        request, visitor, "item.html", status,
        item=item, typed=typed, said=said, mistake=mistake, zone=_zone(item),
        query=queue_filter.written(wanted) if wanted else typed_queue(request),
        title=marked(item.title, item.marks, "title"), text=marked(item.text, item.marks, "text"),
        acts=open_ and item.mine and visitor.may("review"),
        can_take=open_ and visitor.may("review") and not item.mine and item.held_by is None,
        can_escalate=item.tier != Tier.NATIONAL,
        splits=any(part.query or part.agency for part in typed.parts), region=_region(item),
        **_choices(visitor, item, typed),
    )  # fmt: skip


def typed_queue(request: Request) -> str:
    """Return the part of the queue that a form carried along."""
    return str(getattr(request.state, "queue", ""))


def unfinished_search(visitor: Visitor, item: ItemOut, typed: Typed) -> TriageError | None:
    """Return what there is to say when names were typed: choose one of those found, or type other words."""
    queries = [typed.query, typed.copy_query, *(part.query for part in typed.parts)]
    for query in filter(None, queries):
        if not find(visitor.office, query, _region(item)):
            return AgencyNotFound(got=query[:80])
    return AgencyToChoose()


def _choices(visitor: Visitor, item: ItemOut, typed: Typed) -> dict[str, Any]:
    office, names = visitor.office, Names(visitor.office)
    known = [Choice(one.slug, one.id, one.en, one.probability, one.evidence) for one in item.candidates]
    proposed = item.proposal.agency if item.proposal else None
    if proposed and proposed.slug not in {one.slug for one in known}:
        known.insert(0, _choice(proposed))
    copies = [_choice(one) for one in item.proposal.copies] if item.proposal else []

    def list_of(listed: Sequence[Choice], chosen: Sequence[str], query: str) -> Choices:
        slugs = {one.slug for one in listed}
        more = [_choice(one) for slug in chosen if slug and slug not in slugs and (one := names.agency(slug))]
        have = slugs | {one.slug for one in more}
        found = [Choice(one.slug, one.id, one.en) for one in find(office, query, _region(item)) if one.slug not in have]
        return Choices([*listed, *more], found, chosen)

    labels = {
        "category": (Task.CATEGORY, typed.category, item.categories),
        "urgency": (Task.URGENCY, typed.urgency, item.urgencies),
        "kind": (Task.KIND, typed.kind, item.kinds),
    }
    return {
        "agencies": list_of(known, [typed.agency], typed.query),
        "copies": list_of(copies, typed.copies, typed.copy_query),
        "parts": [PartChoices(one.text, one.query, list_of(known, [one.agency], one.query)) for one in typed.parts],
        "labels": {
            name: label_choice(office.taxonomy, task, visitor.language, chosen, likely)
            for name, (task, chosen, likely) in labels.items()
        },
    }


def _choice(one: Named) -> Choice:
    return Choice(one.slug, one.id, one.en)


def _region(item: ItemOut) -> str | None:
    """Return whose agencies are meant by a name without a town."""
    place = item.place or item.region_hint
    return place.slug if place else None


def _zone(item: ItemOut) -> Any:
    return time_zone(_region(item))
