"""`triage webhooks`: addresses that hear of events, the messages that never reached them, and sending from cron."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from serving.casework.office import Office
    from serving.casework.officers import Officer
    from serving.settings import Settings

webhooks = typer.Typer(no_args_is_help=True, help="Addresses that hear of events, and what never reached them.")

_Webhook = Annotated[str, typer.Argument(help="The webhook's id, as `triage webhooks list` shows it.")]
_Events = Annotated[
    list[str] | None, typer.Option("--event", help="Type of event, e.g. case.settled; several may be given; none: all.")
]


@webhooks.callback()
def _group() -> None:
    """Addresses that hear of events, and what never reached them. Settings: TRIAGE_… in the environment."""


@webhooks.command("add")
def add(url: Annotated[str, typer.Argument(help="An https address.")], event: _Events = None) -> None:
    """Add an address; print its id and the secret of its signatures, which is shown this once."""
    from serving.webhooks.addresses import add_webhook
    from serving.webhooks.destinations import Destinations

    with _office() as (office, by, settings):
        webhook, secret = add_webhook(office, by, url, event or (), Destinations(settings.webhook_hosts))
    typer.echo(f"{webhook}\n{secret}")


@webhooks.command("list")
def list_() -> None:
    """Print the addresses: id, on or off, messages waiting and dead, types of events, address."""
    from serving.webhooks.addresses import list_webhooks

    with _office() as (office, by, _):
        for one in list_webhooks(office, by):
            events = ",".join(one.events) or "all"
            state = "on" if one.active else "off"
            typer.echo(f"{one.id}\t{state}\t{one.waiting} waiting\t{one.dead} dead\t{events}\t{one.url}")


@webhooks.command("change")
def change_(
    webhook: _Webhook, url: Annotated[str, typer.Argument(help="An https address.")], event: _Events = None
) -> None:
    """Give a webhook another address and other types of events; its secret stays."""
    from serving.webhooks.addresses import change
    from serving.webhooks.destinations import Destinations

    with _office() as (office, by, settings):
        change(office, by, webhook, url, event or (), Destinations(settings.webhook_hosts))


@webhooks.command("rotate")
def rotate(
    webhook: _Webhook,
    grace_hours: Annotated[float, typer.Option(min=0, help="Hours for which the old secret signs too.")] = 24,
) -> None:
    """Give a webhook a new secret and print it, this once."""
    from serving.webhooks.addresses import rotate_secret

    with _office() as (office, by, _):
        typer.echo(rotate_secret(office, by, webhook, timedelta(hours=grace_hours)))


@webhooks.command("remove")
def remove_(webhook: _Webhook) -> None:
    """Switch a webhook off; what waits for it becomes dead."""
    from serving.webhooks.addresses import remove

    with _office() as (office, by, _):
        remove(office, by, webhook)


@webhooks.command("on")
def on(webhook: _Webhook) -> None:
    """Switch a webhook on again that was removed or said that it is gone."""
    from serving.webhooks.addresses import switch_on

    with _office() as (office, by, _):
        switch_on(office, by, webhook)


@webhooks.command("dead")
def dead(
    webhook: Annotated[str | None, typer.Option(help="Of this webhook only.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Print so many at the most.")] = 100,
) -> None:
    """Print the dead messages, latest first: id, webhook, type and moment of the event, attempts, last status."""
    from serving.webhooks.dead_letters import dead_letters

    with _office() as (office, by, _):
        for one in dead_letters(office, by, webhook, limit):
            fields = (one.delivery, one.webhook, one.type, one.happened_at.isoformat(), one.attempts, one.last_status)
            typer.echo("\t".join(str(field) for field in fields))


@webhooks.command("replay")
def replay_(
    delivery: Annotated[str | None, typer.Argument(help="Id of one message.")] = None,
    since: Annotated[
        str | None, typer.Option(help="All dead messages of events from this moment on (ISO, with an offset).")
    ] = None,
    webhook: Annotated[str | None, typer.Option(help="With --since: of this webhook only.")] = None,
) -> None:
    """Have dead messages sent again, with the ids they had: one by its id, or all --since a moment."""
    from serving.webhooks.dead_letters import replay, replay_since

    if (delivery is None) == (since is None):
        raise typer.BadParameter("give the id of one message, or --since")
    with _office() as (office, by, _):
        if delivery is not None:
            replay(office, by, delivery)
            typer.echo("1 waiting")
        else:
            typer.echo(f"{replay_since(office, by, _moment(since), webhook)} waiting")


@webhooks.command("send")
def send() -> None:
    """Send what is due now and end, for cron; a running server does so by itself. Exit status 1 if any failed."""
    from serving.webhooks.delivery import deliver_due
    from serving.webhooks.dispatcher import open_courier

    with _office() as (office, _, settings):
        courier = open_courier(settings)
        with courier.client:
            sent = deliver_due(office, courier, office.now())
    typer.echo(f"{sent.taken} delivered, {sent.waiting} to try again, {sent.dead} dead")
    if sent.waiting or sent.dead:
        raise typer.Exit(1)


@contextmanager
def _office() -> Iterator[tuple[Office, Officer, Settings]]:
    """Open the office of the settings; whoever may start a command on this machine is an administrator."""
    from serving.casework.office import open_office
    from serving.casework.operator import OPERATOR
    from serving.settings import Settings

    settings = Settings()
    office = open_office(settings)
    try:
        yield office, OPERATOR, settings
    finally:
        office.close()


def _moment(text: str | None) -> datetime:
    try:
        return datetime.fromisoformat(text or "")
    except ValueError:
        raise typer.BadParameter("the moment must be ISO, e.g. 2026-03-09T00:00+07:00") from None
