"""The command line: each room adds its commands under the entry points `triage.commands`, loaded when called."""

from __future__ import annotations

import os
import sys
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import typer
from typer.core import TyperGroup

from triage.errors import MissingExtra, TriageError

_EXTRAS = {"training": "training", "models": "serving", "serving": "serving"}


class _LazyCommands(TyperGroup):
    """A group whose commands are imported only when one of them is called."""

    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(_commands())

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        entry = _commands().get(cmd_name)
        return None if entry is None else _load(entry)


def _commands() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group="triage.commands")}


def _load(entry: EntryPoint) -> Any:
    try:
        loaded = entry.load()
    except ImportError as problem:
        extra = _EXTRAS.get(entry.module.partition(".")[0], "serving")
        raise MissingExtra(command=entry.name, missing=problem.name, extra=extra) from problem
    if isinstance(loaded, typer.Typer):
        group = typer.main.get_command(loaded)
        group.name = entry.name
        return group
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command(entry.name)(loaded)
    return typer.main.get_command(app)


# A pretty traceback shows local variables, and those may hold a complaint's text.
app = typer.Typer(cls=_LazyCommands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def _root() -> None:
    """Triage and routing of public complaints."""


def main() -> None:
    """Run a command; a mistake that can be explained is one sentence and exit status 2."""
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    try:
        app()
    except TriageError as mistake:
        typer.echo(f"triage: {mistake}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
