"""Commands of the core: asking the directory."""

from __future__ import annotations

from typing import Annotated

import typer

from triage.directory import load_directory

directory = typer.Typer(no_args_is_help=True, help="Ask the directory of K/L/D.")


@directory.callback()
def _group() -> None:
    """Ask the directory of K/L/D."""


@directory.command("find")
def find(
    name: Annotated[str, typer.Argument(help="An agency's name, with its town or without.")],
    within: Annotated[str | None, typer.Option(help="Kemendagri code of the region whose agency is meant.")] = None,
) -> None:
    """Print the agencies that a name means: slug, role, name."""
    found = load_directory().find(name, within)
    for agency in found:
        typer.echo(f"{agency.slug}\t{agency.role}\t{agency.name.id}")
    if not found:
        typer.echo("No agency has this name; try --within with the code of its region, such as 35.78.", err=True)
        raise typer.Exit(1)
