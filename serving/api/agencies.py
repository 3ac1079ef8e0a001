"""The route that finds agencies by what somebody types."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from serving.api.callers import calling_intake
from serving.api.problems import MEDIA_TYPE
from serving.api.state import ready_engine
from serving.engine.answer import AgencyRef, NameOut, RegionOut
from serving.engine.engine import Engine
from triage.agency_search import Match
from triage.directory import Directory

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    401: {"description": "No API key, or a wrong one.", "content": {MEDIA_TYPE: {}}},
    422: {"description": "A parameter cannot be used; says which and why.", "content": {MEDIA_TYPE: {}}},
    503: {"description": "The model, and the directory with it, is not loaded yet.", "content": {MEDIA_TYPE: {}}},
}
_CODE = r"^\d{2}(\.?\d{2}(\.?\d{2}(\.?\d{4})?)?)?$"

router = APIRouter(prefix="/v1", tags=["directory"], dependencies=[Depends(calling_intake)], responses=_PROBLEMS)


class AgencyFound(AgencyRef):
    """An agency with its role; `region` is null for a national one."""

    role: str
    region: RegionOut | None


def loaded_directory(engine: Annotated[Engine, Depends(ready_engine)]) -> Directory:
    """Return the directory that complaints are routed by, a deployment's own overlays in it."""
    return engine.triager.router.directory


@router.get("/agencies")
def agencies(
    directory: Annotated[Directory, Depends(loaded_directory)],
    query: Annotated[
        str,
        Query(
            min_length=1,
            max_length=200,
            description="Words of a name, each cut short anywhere.",
            examples=["dinkes slem"],
        ),
    ],
    within: Annotated[
        str | None,
        Query(pattern=_CODE, description="Kemendagri code of the region that is meant where `query` names none."),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> list[AgencyFound]:
    """List the agencies whose names begin like the words of `query`, best first; one letter of a word may be wrong."""
    return [_found(match, directory) for match in directory.search(query, within, limit)]


def _found(match: Match, directory: Directory) -> AgencyFound:
    agency = match.agency
    region = directory.regions.get(agency.region) if agency.region is not None else None
    return AgencyFound(
        slug=agency.slug,
        name=NameOut(id=agency.name.id, en=agency.name.in_language("en")),
        role=agency.role,
        region=RegionOut(code=region.code, name=region.full_name) if region is not None else None,
    )
