"""Commands at the store: `triage audit`, `store`, `export`, `erase` and `retain`; all take TRIAGE_STORE and its key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from triage.errors import NaiveTime

if TYPE_CHECKING:
    from serving.casework.office import Office

audit = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)
store = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)


class ExportFormat(StrEnum):
    """How verdicts are written: by the schemas of `triage.records`, or as tasks of Label Studio."""

    RECORDS = "records"
    LABEL_STUDIO = "label-studio"


@audit.callback()
def _audit() -> None:
    """Prove that nobody changed the audit log, nor what it speaks of."""


@audit.command("verify")
def verify(
    head: Annotated[
        str | None, typer.Option(help="A hash that you wrote down earlier; it must still occur in the log.")
    ] = None,
) -> None:
    """Check the chain, and every text, decision, verdict and outcome against it; exit status 2 if it does not hold."""
    from serving.keeping.chain import verify_store

    with _office() as office, _counting("Memeriksa / Checking") as progress:
        verified = verify_store(office, head, progress)
    typer.echo(
        f"Rantai utuh / The chain holds: {verified.entries} entri / entries, {verified.cases} kasus / cases "
        f"({verified.erased} dihapus / erased)."
    )
    typer.echo(f"Catat di tempat lain / Write down elsewhere: {verified.head}")


@audit.command("head")
def head() -> None:
    """Print the last hash of the log, to be written down elsewhere; nothing is checked."""
    from serving.keeping.chain import last_hash

    with _office() as office:
        typer.echo(last_hash(office))


@store.callback()
def _store() -> None:
    """Look after the database of cases and verdicts."""


@store.command("upgrade")
def upgrade() -> None:
    """Bring the tables to this version; make a copy of the database first."""
    from serving.settings import Settings
    from serving.store import migrate
    from serving.store.database import Database

    database = Database(Settings().store)
    before = migrate.current(database)
    migrate.upgrade(database)
    typer.echo(f"{before or '-'} -> {migrate.current(database)}")
    database.close()


@store.command("check")
def check() -> None:
    """Say whether this version can use the store with this key, and how much is in it."""
    import secrets

    from serving.keeping.store_check import check_store
    from serving.settings import Settings
    from serving.store.database import Database
    from serving.store.vault import Vault

    settings = Settings()
    database = Database(settings.store)
    state = check_store(database, Vault(settings.store_key.get_secret_value(), secrets.token_bytes))
    database.close()
    kept = "dikunci / locked" if state.keeps_secrets else "tanpa kunci / without a key (TRIAGE_STORE_KEY)"
    typer.echo(
        f"Revisi / Revision {state.revision}: {state.cases} kasus / cases, {state.waiting} menunggu / waiting, "
        f"{state.verdicts} putusan / verdicts; {kept}."
    )


@store.command("new-key")
def new_key() -> None:
    """Print a fresh key for TRIAGE_STORE_KEY; keep it apart from the database and its copies."""
    import secrets

    from serving.store.vault import new_store_key

    typer.echo(new_store_key(secrets.token_bytes))


def export(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    since: Annotated[
        str | None, typer.Option(help="Moment (ISO, with its offset) from which on verdicts and outcomes are taken.")
    ] = None,
    format_: Annotated[ExportFormat, typer.Option("--format", help="What is written.")] = ExportFormat.RECORDS,
    secret: Annotated[bool, typer.Option("--secret", help="Take secret reports, too.")] = False,
) -> None:
    """Write verdicts (with masked texts) and outcomes as files to train and to study with."""
    from serving.casework.operator import OPERATOR
    from serving.keeping.export import export as write_records
    from serving.keeping.label_studio import export_label_studio
    from serving.keeping.verdict_records import Selection

    selection = Selection(_moment(since), secret)
    with _office() as office, _counting("Menulis / Writing") as progress:
        if format_ is ExportFormat.LABEL_STUDIO:
            counts = f"{export_label_studio(office, OPERATOR, folder, selection, progress)} tugas / tasks"
        else:
            manifest = write_records(office, OPERATOR, folder, selection, progress)
            counts = ", ".join(f"{file.name}: {file.records}" for file in manifest.files)
    typer.echo(f"{folder}: {counts}")


def erase(
    case: Annotated[str, typer.Argument(help="The case's id, or the id that its sender gave it.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Destroy a case's key and text for good; its labels and the audit chain stay."""
    from serving.casework.operator import OPERATOR
    from serving.keeping.erasure import erase as erase_case

    if not yes:
        typer.confirm(
            f"Hapus {case} selamanya? Teks dan kuncinya tidak dapat kembali. / "
            "Erase it for good? Text and key cannot come back.",
            abort=True,
        )
    with _office() as office:
        erased = erase_case(office, OPERATOR, case)
    typer.echo(f"Dihapus / Erased: {', '.join(erased.cases)} ({erased.withdrawn} antrean ditarik / items withdrawn)")


def retain(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what would go.")] = False,
) -> None:
    """Let go what the policy's retention keeps no longer: texts, request keys, sessions. Run it once a day."""
    from serving.keeping.retention import retain as let_go

    with _office() as office:
        gone = let_go(office, office.now(), dry_run)
    heading = "Akan dilepas / Would go" if dry_run else "Dilepas / Gone"
    typer.echo(
        f"{heading}: {gone.raw} teks asli / unmasked texts, {gone.texts} kasus / cases, {gone.keys} kunci "
        f"permintaan / request keys, {gone.sessions} sesi / sessions, {gone.skips} tunda / skips"
    )


@contextmanager
def _office() -> Iterator[Office]:
    from serving.casework.office import open_office
    from serving.settings import Settings

    office = open_office(Settings())
    try:
        yield office
    finally:
        office.close()


@contextmanager
def _counting(what: str) -> Iterator[Callable[[int], None]]:
    """Show on the terminal's error stream how many were done; nothing where it is no terminal."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn(what), TextColumn("{task.completed:.0f}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        bar = shown.add_task(what, total=None)
        yield lambda done: shown.advance(bar, done)


def _moment(written: str | None) -> datetime | None:
    if written is None:
        return None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as problem:
        raise typer.BadParameter(
            f"{written!r} is no moment such as 2026-03-09T00:00+07:00", param_hint="--since"
        ) from problem
    if moment.utcoffset() is None:
        raise NaiveTime(got=written)
    return moment.astimezone(UTC)
