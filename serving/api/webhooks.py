"""Addresses that want to hear of events, their dead letters, and sending those again."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from serving.api.callers import Caller, OpenOffice, State, calling_officer
from serving.api.problems import MEDIA_TYPE
from serving.casework.events import EventType
from serving.webhooks import addresses, dead_letters
from serving.webhooks.destinations import Destinations

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    401: {"description": "No API key of the store.", "content": {MEDIA_TYPE: {}}},
    403: {"description": "The officer is no administrator.", "content": {MEDIA_TYPE: {}}},
    404: {"description": "There is no such address or delivery.", "content": {MEDIA_TYPE: {}}},
    422: {"description": "The address cannot be used.", "content": {MEDIA_TYPE: {}}},
}

router = APIRouter(
    prefix="/v1/webhooks", tags=["webhooks"], dependencies=[Depends(calling_officer)], responses=_PROBLEMS
)


class WebhookIn(BaseModel):
    """An address, and the types of events it wants; none: all."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(min_length=1, max_length=2000)
    events: list[EventType] = Field(default_factory=list)


class WebhookMade(BaseModel):
    """A new address with the secret that signs what is sent there; it can't be seen again."""

    id: str
    secret: str


class WebhookOut(BaseModel):
    """An address with how many messages wait for it, and how many were given up."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    url: str
    events: list[str]
    active: bool
    made_at: AwareDatetime
    waiting: int
    dead: int


class DeadLetterOut(BaseModel):
    """A message that was given up."""

    model_config = ConfigDict(from_attributes=True)

    delivery: str
    webhook: str
    event: str
    type: str
    case: str | None
    happened_at: AwareDatetime
    attempts: int
    last_status: str | None


class Replay(BaseModel):
    """Which messages to send again: one by its id, or all that were given up since a moment."""

    model_config = ConfigDict(extra="forbid")

    delivery: str | None = None
    since: AwareDatetime | None = None


@router.get("")
def list_webhooks(office: OpenOffice, who: Caller) -> list[WebhookOut]:
    """List the addresses."""
    return [WebhookOut.model_validate(one) for one in addresses.list_webhooks(office, who)]


@router.post("", status_code=201)
def add_webhook(webhook: WebhookIn, office: OpenOffice, who: Caller, state: State) -> WebhookMade:
    """Add an address; messages to it are signed after Standard Webhooks."""
    events = [event.value for event in webhook.events]
    made, secret = addresses.add_webhook(office, who, webhook.url, events, Destinations(state.settings.webhook_hosts))
    return WebhookMade(id=made, secret=secret)


@router.delete("/{webhook}", status_code=204)
def remove_webhook(webhook: str, office: OpenOffice, who: Caller) -> None:
    """Switch an address off; what waits for it becomes a dead letter."""
    addresses.remove(office, who, webhook)


@router.get("/dead-letters")
def list_dead_letters(
    office: OpenOffice, who: Caller, limit: Annotated[int, Query(ge=1, le=1000)] = 100
) -> list[DeadLetterOut]:
    """List the messages that were given up, the last one first."""
    return [DeadLetterOut.model_validate(one) for one in dead_letters.dead_letters(office, who, limit=limit)]


@router.post("/replay", status_code=202)
def replay(wanted: Replay, office: OpenOffice, who: Caller) -> dict[str, int]:
    """Send messages again."""
    if wanted.delivery is not None:
        dead_letters.replay(office, who, wanted.delivery)
        return {"waiting": 1}
    since = wanted.since or office.now()
    return {"waiting": dead_letters.replay_since(office, who, since)}
