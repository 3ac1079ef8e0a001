"""Administration of webhooks: the addresses that hear of events, and the messages that did not arrive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from serving.casework.events import EventType
from serving.review.done import onward, said
from serving.review.mistakes import status_of, told
from serving.review.pages import page_router
from serving.review.render import page
from serving.review.visitor import Actor, Form, Reader, Visitor, text, texts
from serving.webhooks import addresses
from serving.webhooks.addresses import Webhook, list_webhooks
from serving.webhooks.dead_letters import dead_letters, replay, replay_since
from serving.webhooks.destinations import Destinations
from serving.webhooks.errors import NoSuchWebhook
from triage.errors import TriageError

_ADDRESS = "/review/admin/webhooks"
_LETTERS = 100
_EVER = datetime(2000, 1, 1, tzinfo=UTC)

router = page_router()


@dataclass(frozen=True, slots=True)
class TypedWebhook:
    """The fields of the form; no event ticked means all."""

    url: str = ""
    events: frozenset[str] = frozenset()


@router.get("/admin/webhooks")
def webhooks(request: Request, visitor: Reader) -> Response:
    """List the addresses, with how much waits for each and how much was given up."""
    return _list(request, visitor)


@router.post("/admin/webhooks")
def add(request: Request, visitor: Actor, form: Form) -> Response:
    """Add an address and show the secret that signs its messages, this once."""
    typed = _typed(form)
    try:
        made, secret = addresses.add_webhook(
            visitor.office, visitor.officer, typed.url, sorted(typed.events), _destinations(visitor)
        )
    except TriageError as mistake:
        return _list(request, visitor, typed, mistake)
    return _one(request, visitor, made, secret=secret)


@router.get("/admin/webhooks/{webhook}")
def webhook(request: Request, visitor: Reader, webhook: str) -> Response:
    """Show one address with its dead messages."""
    return _one(request, visitor, webhook)


@router.post("/admin/webhooks/{webhook}")
def change(request: Request, visitor: Actor, form: Form, webhook: str) -> Response:
    """Send to another address, or of other events."""
    typed = _typed(form)
    try:
        addresses.change(
            visitor.office, visitor.officer, webhook, typed.url, sorted(typed.events), _destinations(visitor)
        )
    except TriageError as mistake:
        return _one(request, visitor, webhook, typed, mistake)
    return onward(f"{_ADDRESS}/{webhook}", "webhook-changed")


@router.post("/admin/webhooks/{webhook}/secret")
def rotate(request: Request, visitor: Actor, webhook: str) -> Response:
    """Give an address a new secret and show it, this once; the old one signs too for a day."""
    try:
        secret = addresses.rotate_secret(visitor.office, visitor.officer, webhook)
    except TriageError as mistake:
        return _one(request, visitor, webhook, None, mistake)
    return _one(request, visitor, webhook, secret=secret)


@router.post("/admin/webhooks/{webhook}/off")
def switch_off(request: Request, visitor: Actor, webhook: str) -> Response:
    """Let an address hear of nothing more."""
    return _acted(request, visitor, webhook, lambda: addresses.remove(visitor.office, visitor.officer, webhook), "off")


@router.post("/admin/webhooks/{webhook}/on")
def switch_on(request: Request, visitor: Actor, webhook: str) -> Response:
    """Let an address hear of events again."""
    return _acted(
        request, visitor, webhook, lambda: addresses.switch_on(visitor.office, visitor.officer, webhook), "on"
    )


@router.post("/admin/webhooks/{webhook}/replay")
def replay_letters(request: Request, visitor: Actor, form: Form, webhook: str) -> Response:
    """Have one dead message sent again, or all of an address."""
    delivery = text(form, "delivery")
    try:
        if delivery:
            replay(visitor.office, visitor.officer, delivery)
        else:
            replay_since(visitor.office, visitor.officer, _EVER, webhook)
    except TriageError as mistake:
        return _one(request, visitor, webhook, None, mistake)
    return onward(f"{_ADDRESS}/{webhook}", "replayed")


def _list(
    request: Request, visitor: Visitor, typed: TypedWebhook = TypedWebhook(), mistake: TriageError | None = None
) -> Response:
    return page(
        request,
        visitor,
        "admin_webhooks.html",
        status_of(mistake) if mistake else 200,
        webhooks=list_webhooks(visitor.office, visitor.officer),
        typed=typed,
        types=[type_.value for type_ in EventType],
        hosts=visitor.settings.webhook_hosts,
        mistake=told(mistake, visitor.language) if mistake else None,
        said=said(request.query_params.get("done", ""), visitor.language),
    )


def _one(
    request: Request,
    visitor: Visitor,
    webhook: str,
    typed: TypedWebhook | None = None,
    mistake: TriageError | None = None,
    **more: Any,
) -> Response:
    known = _known(visitor, webhook)
    return page(
        request,
        visitor,
        "admin_webhook.html",
        status_of(mistake) if mistake else 200,
        **{
            "webhook": known,
            "typed": typed or TypedWebhook(known.url, frozenset(known.events)),
            "types": [type_.value for type_ in EventType],
            "hosts": visitor.settings.webhook_hosts,
            "letters": dead_letters(visitor.office, visitor.officer, known.id, _LETTERS),
            "secret": None,
            "mistake": told(mistake, visitor.language) if mistake else None,
            "said": said(request.query_params.get("done", ""), visitor.language),
            **more,
        },
    )


def _acted(request: Request, visitor: Visitor, webhook: str, act: Callable[[], None], turned: str) -> Response:
    try:
        act()
    except TriageError as mistake:
        return _one(request, visitor, webhook, None, mistake)
    return onward(f"{_ADDRESS}/{webhook}", f"webhook-{turned}")


def _known(visitor: Visitor, webhook: str) -> Webhook:
    visitor.officer.must_steer()
    found = next((one for one in list_webhooks(visitor.office, visitor.officer) if one.id == webhook), None)
    if found is None:
        raise NoSuchWebhook(got=webhook)
    return found


def _typed(form: FormData) -> TypedWebhook:
    return TypedWebhook(text(form, "url"), frozenset(texts(form, "event")))


def _destinations(visitor: Visitor) -> Destinations:
    return Destinations(visitor.settings.webhook_hosts)
