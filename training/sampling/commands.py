"""`triage sample` and `triage labels`: rows out to people who label, and their labels back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

if TYPE_CHECKING:
    from training.label_files import LabelRow

_OUT = Console(stderr=True, highlight=False)


def sample(
    model: Annotated[str, typer.Option(help="A bundle directory, models:/NAME@ALIAS or models:/NAME/VERSION.")],
    data: Annotated[Path, typer.Option(help="Complaints: any file that training reads.")],
    mapping: Annotated[Path, typer.Option(help="How the file is read (YAML).")],
    strategy: Annotated[
        Literal["margin", "badge", "danger", "random"],
        typer.Option(help="The model's doubt; doubt and variety; what may be an emergency; or a lot."),
    ],
    out: Annotated[Path, typer.Option(help="New folder for rows.csv, tasks.json and label_config.xml.")],
    n: Annotated[int, typer.Option(min=1, help="How many rows.")] = 200,
    task: Annotated[
        Literal["urgency", "category", "kind"], typer.Option(help="Whose scores the strategy reads.")
    ] = "urgency",
    division: Annotated[Path | None, typer.Option(help="A division (CSV): its test part is never offered.")] = None,
    source: Annotated[str, typer.Option(help="The source of these rows in the division and in labels files.")] = "",
    labels: Annotated[list[Path] | None, typer.Option(help="Labels files: their rows are not offered again.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of random and badge.")] = 13,
    blind: Annotated[bool, typer.Option("--blind", help="Leave out what the model says.")] = False,
    secret: Annotated[bool, typer.Option("--secret", help="Offer secret (rahasia) reports too.")] = False,
) -> None:
    """Choose the rows that are most worth a person's label; prints the folder with the files for those who label."""
    from models.bundle.open import open_bundle
    from models.registry.references import resolve
    from training.corpus.mapping import load_mapping
    from training.progress import quiet_libraries
    from training.sampling.draw import Wanted, draw_sample
    from training.sampling.strategies import Strategy
    from triage.directory import load_directory
    from triage.tasks import Task

    quiet_libraries()
    wanted = Wanted(Strategy(strategy), n, Task(task), seed, source, blind, secret)
    with _progress() as progress:
        drawn = draw_sample(
            open_bundle(resolve(model)),
            data,
            load_mapping(mapping),
            load_directory(),
            out,
            wanted,
            datetime.now(UTC),
            division,
            labels or (),
            progress,
        )
    _OUT.print(f"{drawn.chosen} of {drawn.candidates} rows by {strategy}, seed {seed}")
    for reason, count in drawn.left_out.items():
        _OUT.print(f"  left out: {count} {reason}")
    if drawn.unreadable:
        _OUT.print(f"  {drawn.unreadable} things of the file could not be read: {out / 'rejects.csv'}")
    typer.echo(out)


def labels(
    exports: Annotated[
        list[Path], typer.Argument(help="Label Studio's JSON or JSON-MIN, or a filled rows.csv; several: together.")
    ],
    out: Annotated[Path, typer.Option(help="The labels file (CSV); what was refused stands beside it.")],
    taxonomy: Annotated[
        Path | None, typer.Option(help="Taxonomy that the labels belong to; SP4N's if left out.")
    ] = None,
    weigh: Annotated[
        bool, typer.Option("--weigh", help="Weigh each row by the inverse of its probability of selection.")
    ] = False,
) -> None:
    """Read labels back and write them as training reads them, ids and labels without a text; prints the file."""
    from training.corpus.rejects import count_rejects, write_rejects
    from training.label_files import write_labels
    from training.sampling.agreement import agree
    from training.sampling.exports import read_exports
    from triage.taxonomy import load_taxonomy

    found = read_exports(exports, load_taxonomy(taxonomy))
    agreed = agree(found.voices, weigh)
    rejects = [*found.rejects, *agreed.left_out]
    write_labels(out, agreed.rows)
    beside = out.with_name(f"{out.stem}.rejects.csv")
    write_rejects(beside, rejects)
    unanswered = found.unanswered - {voice.row for voice in found.voices}
    _OUT.print(_counts(agreed.rows))
    _OUT.print(f"{len(agreed.rows)} rows labelled, {len(unanswered)} not answered")
    for reason, count in count_rejects(rejects).items():
        _OUT.print(f"  {count} {reason}: {beside}")
    typer.echo(out)


def _counts(rows: Sequence[LabelRow]) -> Table:
    from training.sampling.agreement import counts

    table = Table("question", "label", "rows")
    for task, given in counts(rows).items():
        for label, count in given.items():
            table.add_row(task.value, label, str(count))
    return table


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """Show how many rows the model has read, on the terminal's error stream; nothing where it is no terminal."""
    columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_OUT, transient=True, disable=not _OUT.is_terminal) as shown:
        bar = shown.add_task("rows read", total=None)
        yield lambda done, total: shown.update(bar, advance=done, total=total)
