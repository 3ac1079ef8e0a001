"""The data scientist's commands: train, evaluate and promote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

_OUT = Console(stderr=True)


def train(
    config: Annotated[Path, typer.Argument(help="The run's configuration (YAML).")],
    settings: Annotated[list[str] | None, typer.Option("--set", help="Lay a.b=value over the configuration.")] = None,
    again: Annotated[bool, typer.Option(help="Train anew although a finished run of the same input is there.")] = False,
) -> None:
    """Train, calibrate, test and register a model; prints where the bundle is. A run that was cut goes on."""
    from training.config import load_config
    from training.progress import quiet_libraries
    from training.run import finished
    from training.run import train as run

    quiet_libraries()

    loaded = load_config(config, tuple(settings or ()))
    if not again and (bundle := finished(loaded)):
        _OUT.print(f"Already trained: {bundle}")
        typer.echo(bundle)
        return
    outcome = run(loaded, say=lambda line: _OUT.print(f"[bold]›[/] {line}"))
    _OUT.print(_table(outcome.metrics))
    if outcome.version:
        _OUT.print(f"Registered as {outcome.version}")
    typer.echo(outcome.bundle)


def evaluate(
    model: Annotated[str, typer.Option(help="A bundle directory, models:/NAME@ALIAS or models:/NAME/VERSION.")],
    data: Annotated[Path, typer.Option(help="CSV, JSON lines or Parquet.")],
    mapping: Annotated[Path, typer.Option(help="How the file is read (YAML).")],
    out: Annotated[Path, typer.Option(help="Folder for metrics.json, predictions.parquet and report.html.")],
    region: Annotated[str | None, typer.Option(help="Kemendagri code that stands in where a row names none.")] = None,
) -> None:
    """Score a model on labelled complaints, end to end."""
    from models.registry.references import resolve
    from training.evaluate.run import evaluate_bundle
    from training.progress import quiet_libraries

    quiet_libraries()
    metrics = evaluate_bundle(resolve(model), data, mapping, out, region)
    _OUT.print(_table(metrics))
    typer.echo(json.dumps({"out": str(out)}))


def promote(
    reference: Annotated[str, typer.Argument(help="models:/NAME/VERSION or models:/NAME@ALIAS.")],
    alias: Annotated[str, typer.Option(help="The alias to set; serving loads `champion`.")] = "champion",
) -> None:
    """Set an alias on a registered model version."""
    from models.registry.references import promote as set_alias

    typer.echo(set_alias(reference, alias))


def _table(metrics: dict[str, dict[str, dict[str, object]]]) -> Table:
    names = ("accuracy", "macro_f1", "top3", "n")
    table = Table("question", "model", *names)
    for question in dict.fromkeys(question for questions in metrics.values() for question in questions):
        for model, questions in metrics.items():
            if question in questions:
                table.add_row(question, model, *(_shown(questions[question].get(name)) for name in names))
    return table


def _shown(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else "–" if value is None else str(value)
