"""`triage data`: from an office's file to a frozen, masked history that training reads."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

_OUT = Console(stderr=True, highlight=False)
_STORE = Path("data/snapshots")

data = typer.Typer(no_args_is_help=True, help="Import, check, describe, merge and divide history.")

Files = Annotated[list[str], typer.Argument(help="xlsx, xls, ods, csv, jsonl, json or parquet; or hf:DATASET-ID.")]
MappingName = Annotated[str, typer.Option(help="How the files are read: a YAML file, or `sp4n` for the admin export.")]
Within = Annotated[
    str | None, typer.Option(help="Kemendagri code in which names of agencies and places are understood.")
]
Encoding = Annotated[str | None, typer.Option(help="Encoding of a CSV that is not UTF-8, e.g. cp1252.")]
Workers = Annotated[int | None, typer.Option(min=1, help="Processes; all cores if left out.")]
SnapshotFolder = Annotated[Path, typer.Argument(help="The folder of a snapshot.")]
Out = Annotated[Path, typer.Option(help="Where snapshots are kept, each under its digest.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]


@data.command("import")
def import_(
    files: Files,
    mapping: MappingName = "sp4n",
    out: Out = _STORE,
    within: Within = None,
    encoding: Encoding = None,
    workers: Workers = None,
) -> None:
    """Read, check, clean and mask files and freeze them as a snapshot; prints its folder."""
    from features.recipe import Recipe
    from training.snapshots.importing import import_files
    from training.snapshots.summary import as_table, write_page

    _quiet()
    how = _mapping(mapping, within, encoding)
    with _progress() as (bar, task):
        snapshot = import_files(
            files, how, Recipe(), out, datetime.now(UTC), workers, lambda count: bar.advance(task, count)
        )
    _OUT.print(as_table(snapshot.card))
    _OUT.print(f"Page with plots: {write_page(snapshot.folder, snapshot.card)}")
    typer.echo(snapshot.folder)


@data.command()
def validate(
    files: Files,
    mapping: MappingName = "sp4n",
    within: Within = None,
    encoding: Encoding = None,
    workers: Workers = None,
    rejects: Annotated[Path | None, typer.Option(help="Write every reject to this CSV.")] = None,
) -> None:
    """Say what an import would refuse, and write nothing of the texts; ends with 1 if a row would be refused."""
    from training.snapshots.validating import validate_files

    _quiet()
    with _progress() as (bar, task):
        found = validate_files(
            files,
            _mapping(mapping, within, encoding),
            datetime.now(UTC),
            rejects or Path(os.devnull),
            workers,
            lambda count: bar.advance(task, count),
        )
    _OUT.print(found.as_table())
    if found.refused:
        raise typer.Exit(1)


@data.command()
def describe(
    snapshot: SnapshotFolder,
    html: Annotated[
        Path | None, typer.Option(help="Folder for the page with plots; the snapshot's own if left out.")
    ] = None,
) -> None:
    """Print a snapshot's data card as a table, and write the page with plots."""
    from training.snapshots.snapshot import Snapshot
    from training.snapshots.summary import as_table, write_page

    opened = Snapshot.open(snapshot)
    folder = html or snapshot
    folder.mkdir(parents=True, exist_ok=True)
    _OUT.print(as_table(opened.card))
    typer.echo(write_page(folder, opened.card))


@data.command("snapshot")
def merge(
    snapshots: Annotated[list[Path], typer.Argument(help="Folders of snapshots, the one that wins an id first.")],
    out: Out = _STORE,
    first_day: Day = None,
    last_day: Day = None,
) -> None:
    """Freeze several snapshots as one, cut to a period if wanted; prints its folder."""
    from training.snapshots.merging import merge as merge_snapshots
    from training.snapshots.snapshot import Snapshot
    from training.snapshots.summary import as_table, write_page

    _quiet()
    opened = [Snapshot.open(folder) for folder in snapshots]
    merged = merge_snapshots(opened, out, datetime.now(UTC), _day(first_day), _day(last_day))
    _OUT.print(as_table(merged.card))
    write_page(merged.folder, merged.card)
    typer.echo(merged.folder)


@data.command()
def split(
    snapshot: SnapshotFolder,
    out: Annotated[Path, typer.Option(help="The division as CSV: source, complaint_id, split.")],
    calibration_from: Day = None,
    test_from: Day = None,
    calibration: Annotated[float, typer.Option(help="Share of calibration, where no days are given.")] = 0.15,
    test: Annotated[float, typer.Option(help="Share of test, where no days are given.")] = 0.15,
) -> None:
    """Divide a snapshot by time (both days given) or by a fixed hash; near-duplicates stay on one side."""
    from training.snapshots.dividing import write_division
    from training.snapshots.snapshot import Snapshot

    table = write_division(Snapshot.open(snapshot), out, _day(calibration_from), _day(test_from), calibration, test)
    _OUT.print(table)
    typer.echo(out)


def _mapping(name: str, within: str | None, encoding: str | None) -> Any:
    from training.corpus.mapping import load_mapping

    changes = {key: value for key, value in (("within", within), ("encoding", encoding)) if value is not None}
    return load_mapping(name).model_copy(update=changes)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _quiet() -> None:
    import datasets

    datasets.disable_progress_bars()


@contextmanager
def _progress() -> Iterator[tuple[Progress, TaskID]]:
    columns = (SpinnerColumn(), TextColumn("{task.completed:,.0f} rows"), TimeElapsedColumn())
    with Progress(*columns, console=_OUT, transient=True, disable=not _OUT.is_terminal) as bar:
        yield bar, bar.add_task("rows", total=None)
