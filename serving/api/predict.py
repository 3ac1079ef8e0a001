"""The routes that answer what a complaint is about and whose it is."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from serving.api.callers import calling_intake
from serving.api.problems import MEDIA_TYPE
from serving.api.routing import policy_now
from serving.api.state import ServerState, ready_engine, server_state
from serving.engine.answer import Answer, Versions, answer_of, versions_of
from serving.engine.engine import Engine
from serving.engine.intake import BatchRequest, PredictRequest
from triage.triager import Triage

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    401: {"description": "No API key, or a wrong one.", "content": {MEDIA_TYPE: {}}},
    422: {"description": "The request cannot be used; says which field and why.", "content": {MEDIA_TYPE: {}}},
    429: {"description": "Too many complaints are waiting.", "content": {MEDIA_TYPE: {}}},
    503: {"description": "The model is not loaded yet.", "content": {MEDIA_TYPE: {}}},
}

router = APIRouter(prefix="/v1", tags=["triage"], dependencies=[Depends(calling_intake)], responses=_PROBLEMS)

ReadyEngine = Annotated[Engine, Depends(ready_engine)]
State = Annotated[ServerState, Depends(server_state)]


class BatchAnswer(BaseModel):
    """One answer per complaint, in order."""

    answers: list[Answer]


class ModelAnswer(BaseModel):
    """The model that is served: versions, origin, labels per task, fitted thresholds of routing and the urgent lane."""

    model: str
    bundle: str
    versions: Versions
    taxonomy: str
    recipe: str
    policy: str
    trained_at: str
    encoder: str | None
    tasks: dict[str, int]
    operating_points: list[dict[str, Any]]
    lane_points: list[dict[str, Any]]


@router.post("/predict")
async def predict(request: PredictRequest, engine: ReadyEngine, state: State) -> Answer:
    """Say kind, category, urgency, role and agency of one complaint, and what should happen with it.

    Nothing is kept. The same complaint gets the same answer alone and in any batch.
    """
    (triage,) = await engine.triage([request.complaint(datetime.now(UTC))], await policy_now(state))
    return _answer(triage, request, engine, state)


@router.post("/predict/batch")
async def predict_batch(batch: BatchRequest, engine: ReadyEngine, state: State) -> BatchAnswer:
    """Do the same for up to 256 complaints, in order."""
    now = datetime.now(UTC)
    triages = await engine.triage([request.complaint(now) for request in batch.complaints], await policy_now(state))
    pairs = zip(triages, batch.complaints, strict=True)
    return BatchAnswer(answers=[_answer(triage, request, engine, state) for triage, request in pairs])


@router.get("/model")
async def model(engine: ReadyEngine) -> ModelAnswer:
    """Say which model answers, what it was made from, and its thresholds."""
    predictor, manifest = engine.bundle.predictor, engine.bundle.manifest
    versions = versions_of(engine.bundle, engine.triager)
    return ModelAnswer(
        model=versions.model,
        bundle=versions.bundle,
        versions=versions,
        taxonomy=versions.taxonomy,
        recipe=versions.recipe,
        policy=versions.policy,
        trained_at=manifest.origin.trained_at,
        encoder=manifest.origin.encoder,
        tasks={task.value: len(labels) for task, labels in predictor.label_space.labels.items()},
        operating_points=[
            {
                "answer": point.answer,
                "target_error": point.target_error,
                "delta": point.delta,
                "threshold": point.threshold,
                "n": point.n,
            }
            for point in predictor.operating_points
        ],
        lane_points=[asdict(point) for point in predictor.lane_points],
    )


def _answer(triage: Triage, request: PredictRequest, engine: Engine, state: ServerState) -> Answer:
    answer = answer_of(triage, engine.bundle, engine.triager, request.top_k)
    count_decision(answer, state)
    return answer


def count_decision(answer: Answer, state: ServerState) -> None:
    """Count a decision by its action and first reason."""
    first = answer.decision.reasons[0].code if answer.decision.reasons else "none"
    state.metrics.decisions.labels(answer.decision.action, first).inc()
