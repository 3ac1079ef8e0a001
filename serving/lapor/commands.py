"""`triage lapor`: check the id maps, bring new tickets in, and send what is settled; made for cron."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from triage.errors import TriageError

if TYPE_CHECKING:
    from serving.lapor.client import LaporClient
    from serving.settings import Settings

Value = TypeVar("Value")

lapor = typer.Typer(no_args_is_help=True, help="Bicara dengan LAPOR API 3.0. / Speak to LAPOR API 3.0.")


@lapor.callback()
def _group() -> None:
    """Speak to LAPOR API 3.0. Settings: TRIAGE_LAPOR_URL, _TOKEN, _MAPS and _WIRE in the environment."""


@lapor.command("check")
def check(folder: Annotated[Path, typer.Argument(help="Folder with maps.yaml, agencies.csv and regions.csv.")]) -> None:
    """Check id maps against the taxonomy and the directory: one line a problem (exit status 1 if any)."""
    from serving.lapor.id_map_check import check_id_maps
    from serving.lapor.id_maps import load_id_maps
    from triage.directory import load_directory
    from triage.taxonomy import load_taxonomy

    problems = check_id_maps(load_id_maps(folder), load_taxonomy(), load_directory())
    for problem in problems:
        typer.echo(problem)
    if problems:
        raise typer.Exit(1)


@lapor.command("fetch")
def fetch(
    since: Annotated[datetime, typer.Option(formats=["%Y-%m-%dT%H:%M:%S%z"], help="Tickets from this moment on.")],
    server: Annotated[str, typer.Option(help="Our own server.")] = "http://127.0.0.1:8000",
    key: Annotated[str, typer.Option(envvar="TRIAGE_API_KEY", help="A key with the right `intake`.")] = "",
) -> None:
    """Bring new tickets to POST /v1/complaints; asking twice keeps nothing twice. Exit status 1 if one was left out."""
    import httpx

    from serving.lapor.id_maps import load_id_maps
    from serving.lapor.intake import complaint_of
    from serving.settings import Settings

    settings = Settings()
    maps, left_out, kept = load_id_maps(_given(settings.lapor_maps, "TRIAGE_LAPOR_MAPS")), 0, 0
    with _client(settings) as client:
        fetched = client.fetch_new(since)
    for broken in fetched.broken:
        typer.echo(broken.sentence(), err=True)
    with httpx.Client(base_url=server, headers={"X-API-Key": key} if key else {}, timeout=60, trust_env=False) as ours:
        for ticket in fetched.tickets:
            try:
                request = complaint_of(ticket, maps)
            except TriageError as problem:
                typer.echo(f"{ticket.ticket}: {problem.sentence()}", err=True)
                left_out += 1
                continue
            answer = ours.post("/v1/complaints", json=request.model_dump(mode="json"))
            if answer.is_success:
                kept += 1
            else:
                left_out += 1
                typer.echo(f"{ticket.ticket}: our server answered {answer.status_code}", err=True)
    typer.echo(f"{kept} kept, {left_out + len(fetched.broken)} left out")
    if left_out or fetched.broken:
        raise typer.Exit(1)


@lapor.command("send")
def send(
    ours: Annotated[
        str | None, typer.Option(help="Slug of the K/L/D that the tickets lie with; none: the nation.")
    ] = None,
    sender: Annotated[
        str, typer.Option(help="Id of the user whose key `fetch` uses; intake: a configured key.")
    ] = "intake",
) -> None:
    """Send what was settled since the last time. Exit status 1 if a case was held back."""
    from serving.casework.office import open_office
    from serving.lapor.id_maps import load_id_maps
    from serving.lapor.relay import relay
    from serving.settings import Settings

    settings = Settings()
    maps = load_id_maps(_given(settings.lapor_maps, "TRIAGE_LAPOR_MAPS"))
    office = open_office(settings)
    try:
        with _client(settings) as client:
            done = relay(office, client, maps, ours, sender)
    finally:
        office.close()
    for case, code in done.held:
        typer.echo(f"{case}: held back, {code}", err=True)
    typer.echo(f"{done.sent} sent, {len(done.held)} held back")
    if done.held:
        raise typer.Exit(1)


def _client(settings: Settings) -> LaporClient:
    from serving.lapor.client import LaporClient
    from serving.lapor.wire import load_wire

    wire = load_wire(_given(settings.lapor_wire, "TRIAGE_LAPOR_WIRE"))
    return LaporClient(_given(settings.lapor_url, "TRIAGE_LAPOR_URL"), settings.lapor_token.get_secret_value(), wire)


def _given(value: Value | None, name: str) -> Value:
    if value is None:
        raise LaporNotConfigured(name=name)
    return value


class LaporNotConfigured(TriageError):
    code = "lapor/not-configured"
    what = "{name} is not set, so nobody knows where LAPOR is or how to speak to it."
    fix = "Set it in the environment; data/lapor/README.md explains the files."
