"""Finding an agency by typing some of its name: a list for the type-ahead, and the same results without a script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response

from serving.casework.office import Office
from serving.review.pages import page_router
from serving.review.render import page
from serving.review.visitor import Reader
from triage.errors import UnknownRegion

router = page_router()
_MOST = 8
_LONGEST_QUERY = 120
_SHORTEST_QUERY = 2


@dataclass(frozen=True, slots=True)
class Found:
    """An agency that a name may mean; `called` is the name that matched, where it is another."""

    slug: str
    id: str
    en: str
    called: str


@router.get("/agencies")
def agencies(
    request: Request,
    visitor: Reader,
    query: str = "",
    region: str = "",
    list_id: Annotated[str, Query(alias="list", pattern=r"^[a-z0-9-]{1,40}$")] = "agencies",
) -> Response:
    """Return the options of a listbox for what was typed so far."""
    typed = next((value for name, value in request.query_params.items() if name.endswith("_query")), query)
    found = find(visitor.office, typed, region or None)
    return page(request, visitor, "parts/agency_options.html", found=found, list_id=list_id, typed=typed)


def find(office: Office, query: str, region: str | None) -> list[Found]:
    """Return the agencies that a query may mean, best first; those of the region where it names no town."""
    query = query.strip()[:_LONGEST_QUERY]
    if len(query) < _SHORTEST_QUERY:
        return []
    try:
        matches = office.directory.search(query, region, _MOST)
    except UnknownRegion:
        matches = office.directory.search(query, None, _MOST)
    return [
        Found(
            match.agency.slug,
            match.agency.name.id,
            match.agency.name.en or match.agency.name.id,
            "" if match.name.casefold() in match.agency.name.id.casefold() else match.name,
        )
        for match in matches
    ]
