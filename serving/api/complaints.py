"""The intake path: a complaint is kept, read by the model, decided, and routed or queued, whole or not at all."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from serving.api.callers import Intake, OpenOffice, calling_intake
from serving.api.predict import ReadyEngine, State, count_decision
from serving.api.problems import MEDIA_TYPE
from serving.api.routing import policy_now
from serving.casework.admit import Admission, admit, earlier_answer, request_digest
from serving.casework.case_view import CaseOut, case_view
from serving.engine.answer import Answer, answer_of
from serving.engine.intake import PredictRequest

_TOP = 10
"""Alternatives that are kept of each list, whatever the caller asked to be shown."""
PROBLEMS: dict[int | str, dict[str, Any]] = {
    401: {"description": "No API key, or a wrong one.", "content": {MEDIA_TYPE: {}}},
    422: {
        "description": "The request cannot be used, or its key came before with another content.",
        "content": {MEDIA_TYPE: {}},
    },
    429: {"description": "Too many complaints are waiting.", "content": {MEDIA_TYPE: {}}},
    503: {"description": "The model or the store is not ready; nothing was kept.", "content": {MEDIA_TYPE: {}}},
}

router = APIRouter(prefix="/v1", tags=["cases"], responses=PROBLEMS)


class Admitted(BaseModel):
    """A kept complaint: its case, `state` (`routed` or `in_review`), its review item if it waits for a person."""

    case: str
    state: str
    review: str | None
    answer: Answer


@router.post("/complaints", status_code=201)
async def complaints(
    request: PredictRequest,
    engine: ReadyEngine,
    state: State,
    office: OpenOffice,
    who: Intake,
    idempotency_key: Annotated[
        str | None,
        Header(
            min_length=1, max_length=200, description="Asking again under the same key gives the first answer again."
        ),
    ] = None,
) -> Admitted:
    """Keep a complaint (its text masked), decide on it, and route it or put it into the queue, in one transaction.

    Without an `Idempotency-Key` the complaint's `id` stands for it. An answer with 201 is kept for
    good: it was written to disk before it was sent. Asking again gives the same answer with 200.
    """
    complaint = request.complaint(datetime.now(UTC))
    key = f"key:{idempotency_key}" if idempotency_key else f"id:{complaint.id}"
    digest = request_digest(office, request.model_dump_json())
    earlier = await run_in_threadpool(earlier_answer, office, who.id, key, digest)
    if earlier is not None:
        return JSONResponse(earlier)  # type: ignore[return-value]
    (triage,) = await engine.triage([complaint], await policy_now(state))
    answer = answer_of(triage, engine.bundle, engine.triager, max(_TOP, request.top_k))
    admission = Admission(complaint, who.id, key, digest)
    kept = await run_in_threadpool(admit, office, admission, triage, answer)
    count_decision(answer, state)
    return Admitted.model_validate(kept)


@router.get("/complaints/{case}", dependencies=[Depends(calling_intake)])
def complaint(case: str, office: OpenOffice, who: Intake) -> CaseOut:
    """Say what became of a case (by its id, or by the id that the caller gave it): labels and state, no text."""
    return case_view(office, who, case)
