"""Export: verdicts and outcomes as files by the schemas of `triage.records`, with a manifest that closes them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session

from serving.casework.office import Office
from serving.casework.officers import Officer, Right
from serving.keeping.chain import ERASING
from serving.keeping.outcome_records import outcome_records
from serving.keeping.snapshot import snapshot
from serving.keeping.verdict_records import Selection, verdict_records
from serving.store import audit_log
from serving.store.schema import AuditRow, VerdictRow
from triage.own_folder import begin_folder
from triage.records import OUTCOME_SCHEMA, VERDICT_SCHEMA, OutcomeRecord, VerdictRecord

VERDICTS, OUTCOMES, MANIFEST = "verdicts.jsonl", "outcomes.jsonl", "manifest.json"


class _Manifest(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ExportedFile(_Manifest):
    """One file: its schema, how many records it has, their first and last moment, and its SHA-256."""

    name: str
    schema_version: int
    records: int
    first: AwareDatetime | None
    last: AwareDatetime | None
    sha256: str


class ExportManifest(_Manifest):
    """What an export holds. With `since` it also names what earlier exports must forget.

    `undone` are verdicts that were taken back since then, `erased` cases whose text is gone.
    """

    made_at: AwareDatetime
    since: AwareDatetime | None
    with_secret: bool
    files: tuple[ExportedFile, ...]
    undone: tuple[str, ...]
    erased: tuple[str, ...]


def export(
    office: Office,
    who: Officer,
    folder: Path,
    selection: Selection,
    progress: Callable[[int], None] = lambda records: None,
) -> ExportManifest:
    """Write `verdicts.jsonl`, `outcomes.jsonl` and, last, `manifest.json` into an empty folder.

    All is read as it was at one moment, and streamed. The chain notes who took it out, with the
    manifest's digest. Texts are masked, and still a reporter's: keep the folder as you keep the store.

    Raises:
        NotAllowed: who asks is no administrator, or asks for secret cases without that right.
        FolderInUse: the folder holds something.
    """
    may_take(who, selection)
    begin_folder(folder)
    with snapshot(office.database) as session:
        verdicts = write_lines(folder / VERDICTS, verdict_records(session, office, selection), progress)
        outcomes = write_lines(folder / OUTCOMES, outcome_records(session, selection), progress)
        manifest = ExportManifest(
            made_at=office.now(),
            since=selection.since,
            with_secret=selection.with_secret,
            files=(verdicts, outcomes),
            undone=_undone(session, selection),
            erased=_erased(session, selection),
        )
    written = manifest.model_dump_json(indent=2) + "\n"
    (folder / MANIFEST).write_text(written, encoding="utf-8")
    note_export(office, who, hashlib.sha256(written.encode()).hexdigest())
    return manifest


def may_take(who: Officer, selection: Selection) -> None:
    """Raise NotAllowed unless the officer may export these cases."""
    who.must_steer()
    if selection.with_secret:
        who.must(Right.SECRET)


def write_lines(
    path: Path, records: Iterable[VerdictRecord | OutcomeRecord], progress: Callable[[int], None]
) -> ExportedFile:
    """Write records, one JSON object a line, and return what the file holds."""
    digest, count = hashlib.sha256(), 0
    first: datetime | None = None
    last: datetime | None = None
    with path.open("wb") as file:
        for record in records:
            line = record.model_dump_json().encode() + b"\n"
            file.write(line)
            digest.update(line)
            count += 1
            at = record.given_at if isinstance(record, VerdictRecord) else record.happened_at
            first, last = min(first or at, at), max(last or at, at)
            progress(1)
    schema = VERDICT_SCHEMA if path.name == VERDICTS else OUTCOME_SCHEMA
    return ExportedFile(
        name=path.name, schema_version=schema, records=count, first=first, last=last, sha256=digest.hexdigest()
    )


def note_export(office: Office, who: Officer, digest: str) -> None:
    """Note in the chain that records were taken out."""
    with office.database.writing() as session:
        audit_log.append(session, office.now(), who.id, "records.exported", None, digest)


def _undone(session: Session, selection: Selection) -> tuple[str, ...]:
    if selection.since is None:
        return ()
    query = select(VerdictRow.undoes).where(VerdictRow.undoes.is_not(None), VerdictRow.given_at >= selection.since)
    return tuple(sorted(str(verdict) for verdict in session.scalars(query)))


def _erased(session: Session, selection: Selection) -> tuple[str, ...]:
    if selection.since is None:
        return ()
    query = select(AuditRow.subject).where(AuditRow.act.in_(ERASING), AuditRow.at >= selection.since)
    return tuple(sorted(str(case) for case in session.scalars(query)))
