"""What became of a case at its agency, told by the intake system."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from serving.api.callers import Intake, OpenOffice
from serving.api.complaints import PROBLEMS
from serving.keeping.outcomes import tell
from triage.records import OutcomeEvent

router = APIRouter(prefix="/v1", tags=["cases"], responses=PROBLEMS)

_Slug = Annotated[str, Field(min_length=1, max_length=200)]


class OutcomeIn(BaseModel):
    """An outcome of a case (by its id or its sender's): `right_agency` is the one that a bounce named."""

    model_config = ConfigDict(extra="forbid")

    case: _Slug
    event: OutcomeEvent
    happened_at: AwareDatetime
    agency: _Slug | None = None
    right_agency: _Slug | None = None


class OutcomeKept(BaseModel):
    """The kept outcome; `review` is the item that a bounce brought before a person."""

    outcome: str
    case: str
    review: str | None


@router.post("/outcomes", status_code=201)
def outcomes(
    outcome: OutcomeIn,
    office: OpenOffice,
    who: Intake,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=200)] = None,
) -> OutcomeKept:
    """Keep an outcome; a bounce ("bukan wewenang") brings the case before a person again."""
    told = tell(
        office,
        who,
        outcome.case,
        outcome.event,
        outcome.agency,
        outcome.right_agency,
        outcome.happened_at,
        idempotency_key,
    )
    return OutcomeKept(outcome=told.outcome, case=told.case, review=told.review)
