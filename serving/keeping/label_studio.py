"""Verdicts as Label Studio tasks, with the labeling configuration that fits them.

Source: Label Studio's task format, labelstud.io/guide/task_format and labelstud.io/guide/predictions.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from serving.casework.office import Office
from serving.casework.officers import Officer
from serving.keeping.export import may_take, note_export
from serving.keeping.snapshot import snapshot
from serving.keeping.verdict_records import Selection, verdict_records
from triage.directory import Directory
from triage.errors import UnknownAgency
from triage.label_studio import (
    CONFIG,
    LABELS,
    TASKS,
    TEXT,
    TITLE,
    Question,
    config_xml,
    label_question,
    prediction,
    results,
)
from triage.own_folder import begin_folder
from triage.records import MachineAnswer, VerdictRecord
from triage.taxonomy import Taxonomy
from triage.verdicts import Act

_AGENCY, _ACT = "agency", "act"
_ACTS = tuple(act for act in Act if act is not Act.UNDO)
_AGENCY_HEADING = "Instansi yang berwenang / Responsible agency"
_ACT_HEADING = "Tindakan petugas / Officer's act"


def export_label_studio(
    office: Office,
    who: Officer,
    folder: Path,
    selection: Selection,
    progress: Callable[[int], None] = lambda tasks: None,
) -> int:
    """Write `tasks.json` and `label_config.xml` into an empty folder and return the number of tasks.

    One task a case: what the machine said is a prediction, each verdict in force an annotation. The
    agencies to choose from are those that occur. Outcomes have no place in this format.

    Raises:
        NotAllowed: who asks is no administrator, or asks for secret cases without that right.
        FolderInUse: the folder holds something.
    """
    may_take(who, selection)
    begin_folder(folder)
    agencies: set[str] = set()
    digest, count = hashlib.sha256(), 0
    with snapshot(office.database) as session, (folder / TASKS).open("w", encoding="utf-8") as file:
        file.write("[")
        for _, records in groupby(verdict_records(session, office, selection), key=lambda one: one.case):
            of_case = list(records)
            agencies.update(_agencies(of_case))
            written = json.dumps(task_of(of_case), ensure_ascii=False, sort_keys=True)
            file.write(f"{',' if count else ''}\n{written}")
            digest.update(written.encode())
            count += 1
            progress(1)
        file.write("\n]\n")
    (folder / CONFIG).write_text(label_config(office.taxonomy, office.directory, sorted(agencies)), encoding="utf-8")
    note_export(office, who, digest.hexdigest())
    return count


def task_of(records: Sequence[VerdictRecord]) -> dict[str, Any]:
    """Return the verdicts on one case as one task."""
    first = records[0]
    machine = next((record.machine for record in reversed(records) if record.machine is not None), None)
    return {
        "data": {
            TEXT: first.text,
            TITLE: first.title,
            "case": first.case,
            "received_at": first.received_at.isoformat(),
            "channel": first.channel.value,
            "region": first.region,
        },
        "predictions": [_prediction(machine)] if machine is not None else [],
        "annotations": [_annotation(record) for record in records],
    }


def label_config(taxonomy: Taxonomy, directory: Directory, agencies: Sequence[str]) -> str:
    """Return the labeling configuration (XML): title and text, and the choices of every question."""
    named = {slug: _agency_name(directory, slug) for slug in agencies}
    return config_xml(
        [
            Question(_AGENCY, _AGENCY_HEADING, named, layout="select"),
            *(label_question(taxonomy, task) for task in LABELS),
            Question(_ACT, _ACT_HEADING, dict.fromkeys(_ACTS, "")),
        ]
    )


def _prediction(machine: MachineAnswer) -> dict[str, Any]:
    said = {_AGENCY: machine.agency, **{task.value: getattr(machine, task) for task in LABELS}}
    return prediction(f"{machine.model}@{machine.bundle}", machine.probability, said)


def _annotation(record: VerdictRecord) -> dict[str, Any]:
    said = {_AGENCY: record.agency, **{task.value: getattr(record, task) for task in LABELS}, _ACT: record.act.value}
    took = {"lead_time": record.seconds} if record.seconds is not None else {}
    return {
        "result": results(said),
        "was_cancelled": False,
        "ground_truth": False,
        "created_at": record.given_at.isoformat(),
        **took,
    }


def _agencies(records: Iterable[VerdictRecord]) -> set[str]:
    said = {record.agency for record in records} | {record.machine.agency for record in records if record.machine}
    return {agency for agency in said if agency is not None}


def _agency_name(directory: Directory, slug: str) -> str:
    """Return an agency's name; none for one that the directory has no more."""
    try:
        return directory.get(slug).name.id
    except UnknownAgency:
        return ""
