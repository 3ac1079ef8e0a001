"""Verdicts and outcomes as files for training and for Label Studio, packed as they are written by `triage export`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime

from serving.api.callers import Caller, OpenOffice, calling_officer
from serving.keeping.export import export
from serving.keeping.label_studio import export_label_studio
from serving.keeping.verdict_records import Selection

_CHUNK = 1 << 16

router = APIRouter(prefix="/v1", tags=["review"], dependencies=[Depends(calling_officer)])


class ExportForm(StrEnum):
    """The schema of `triage/records.py`, or Label Studio's tasks with the labeling configuration."""

    RECORDS = "records"
    LABEL_STUDIO = "label-studio"


@router.get("/export", response_class=StreamingResponse)
def export_verdicts(
    office: OpenOffice,
    who: Caller,
    form: ExportForm = ExportForm.RECORDS,
    since: Annotated[AwareDatetime | None, Query(description="Only what was said from this moment on.")] = None,
    secret: Annotated[bool, Query(description="Secret cases as well; needs the right `secret`.")] = False,
) -> StreamingResponse:
    """Send a zip of what people said: needs the right `admin`, and is noted in the audit log."""
    selection = Selection(since=since, with_secret=secret)
    folder = TemporaryDirectory(prefix="triage-export-")
    try:
        written = Path(folder.name) / form.value
        if form is ExportForm.RECORDS:
            export(office, who, written, selection)
        else:
            export_label_studio(office, who, written, selection)
        packed = shutil.make_archive(str(Path(folder.name) / "export"), "zip", written)
    except BaseException:
        folder.cleanup()
        raise
    headers = {"Content-Disposition": f'attachment; filename="{form.value}.zip"'}
    return StreamingResponse(_sent(Path(packed), folder), media_type="application/zip", headers=headers)


def _sent(packed: Path, folder: TemporaryDirectory[str]) -> Iterator[bytes]:
    with folder, packed.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk
