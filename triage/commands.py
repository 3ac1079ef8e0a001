"""Commands of the core: asking the directory, and checking its files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from triage.directory import Agency, Directory, load_directory

directory = typer.Typer(no_args_is_help=True, help="Ask the directory of K/L/D, and check its files.")

_SUGGESTIONS = 5


@directory.callback()
def _group() -> None:
    """Ask the directory of K/L/D, and check its files."""


@directory.command("find")
def find(
    name: Annotated[str, typer.Argument(help="An agency's name, with its town or without.")],
    within: Annotated[str | None, typer.Option(help="Kemendagri code of the region whose agency is meant.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list instead of lines.")] = False,
) -> None:
    """Print the agencies that a name means: slug, role, name. Where it means none: what it may mean, exit status 1."""
    loaded = load_directory()
    if within is not None:
        loaded.regions.get(within)
    found = loaded.find(name, within)
    if as_json:
        typer.echo(json.dumps([_as_json(agency, loaded) for agency in found], ensure_ascii=False))
    else:
        for agency in found:
            typer.echo(_line(agency))
    if not found:
        _suggest(name, within, loaded)
        raise typer.Exit(1)


@directory.command("check")
def check(
    overlays: Annotated[list[Path] | None, typer.Argument(help="Your own overlay files, checked as well.")] = None,
) -> None:
    """Check the bundled catalogue and your overlay files: one line a problem (exit status 1 if any), then counts."""
    from triage.directory_check import check_directory

    checked = check_directory(overlays or ())
    for problem in checked.problems:
        typer.echo(problem)
    typer.echo(
        f"{checked.roles} roles, {checked.overlays} overlays, {checked.former} former bodies, "
        f"{len(checked.problems)} problems"
    )
    if checked.problems:
        raise typer.Exit(1)


def _suggest(name: str, within: str | None, loaded: Directory) -> None:
    near = loaded.search(name, within, _SUGGESTIONS)
    typer.echo("No agency has this name; try --within with the code of its region, such as 35.78.", err=True)
    if near:
        typer.echo("Did you mean:", err=True)
    for match in near:
        typer.echo(f"  {_line(match.agency)}", err=True)


def _line(agency: Agency) -> str:
    return f"{agency.slug}\t{agency.role}\t{agency.name.id}"


def _as_json(agency: Agency, loaded: Directory) -> dict[str, Any]:
    """Return an agency as `GET /v1/agencies` gives it."""
    region = loaded.regions.get(agency.region) if agency.region is not None else None
    return {
        "slug": agency.slug,
        "role": agency.role,
        "name": {"id": agency.name.id, "en": agency.name.en or agency.name.id},
        "region": {"code": region.code, "name": region.full_name} if region is not None else None,
    }
