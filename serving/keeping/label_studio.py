"""Verdicts as Label Studio tasks, with the labeling configuration that fits them.

Source: Label Studio's task format, labelstud.io/guide/task_format and labelstud.io/guide/predictions.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from serving.casework.office import Office
from serving.casework.officers import Officer
from serving.keeping.export import begin_folder, may_take, note_export
from serving.keeping.snapshot import snapshot
from serving.keeping.verdict_records import Selection, verdict_records
from triage.directory import Directory
from triage.errors import UnknownAgency
from triage.records import MachineAnswer, VerdictRecord
from triage.tasks import Task
from triage.taxonomy import Taxonomy
from triage.verdicts import Act

TASKS, CONFIG = "tasks.json", "label_config.xml"
_TEXT = "text"
_AGENCY, _ACT = "agency", "act"
_LABELS = (Task.CATEGORY.value, Task.URGENCY.value, Task.KIND.value)
_ACTS = tuple(act for act in Act if act is not Act.UNDO)
_HEADINGS = {
    _AGENCY: "Instansi yang berwenang / Responsible agency",
    Task.CATEGORY.value: "Kategori / Category",
    Task.URGENCY.value: "Urgensi / Urgency",
    Task.KIND.value: "Klasifikasi / Kind",
    _ACT: "Tindakan petugas / Officer's act",
}


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
            _TEXT: first.text,
            "title": first.title,
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
    view = ElementTree.Element("View")
    ElementTree.SubElement(view, "Header", value="$title")
    ElementTree.SubElement(view, "Text", name=_TEXT, value="$text")
    named = {slug: _agency_name(directory, slug) for slug in agencies}
    _choices(view, _AGENCY, named, layout="select")
    for name in _LABELS:
        labels = {slug: taxonomy.label(Task(name), slug).name.id for slug in taxonomy.slugs(Task(name))}
        _choices(view, name, labels, layout="select" if name == Task.CATEGORY else "inline")
    _choices(view, _ACT, {act.value: "" for act in _ACTS}, layout="inline")
    ElementTree.indent(view)
    return ElementTree.tostring(view, encoding="unicode") + "\n"


def _prediction(machine: MachineAnswer) -> dict[str, Any]:
    said = {_AGENCY: machine.agency, **{task: getattr(machine, task) for task in _LABELS}}
    score = {"score": machine.probability} if machine.probability is not None else {}
    return {"model_version": f"{machine.model}@{machine.bundle}", **score, "result": _results(said)}


def _annotation(record: VerdictRecord) -> dict[str, Any]:
    said = {_AGENCY: record.agency, **{task: getattr(record, task) for task in _LABELS}, _ACT: record.act.value}
    took = {"lead_time": record.seconds} if record.seconds is not None else {}
    return {
        "result": _results(said),
        "was_cancelled": False,
        "ground_truth": False,
        "created_at": record.given_at.isoformat(),
        **took,
    }


def _results(said: Mapping[str, str | None]) -> list[dict[str, Any]]:
    return [
        {"id": name, "from_name": name, "to_name": _TEXT, "type": "choices", "value": {"choices": [value]}}
        for name, value in said.items()
        if value is not None
    ]


def _choices(view: ElementTree.Element, name: str, values: dict[str, str], layout: str) -> None:
    ElementTree.SubElement(view, "Header", value=_HEADINGS[name], size="4")
    box = ElementTree.SubElement(view, "Choices", name=name, toName=_TEXT, choice="single", layout=layout)
    for value, hint in values.items():
        ElementTree.SubElement(box, "Choice", {"value": value, **({"hint": hint} if hint else {})})


def _agencies(records: Iterable[VerdictRecord]) -> set[str]:
    said = {record.agency for record in records} | {record.machine.agency for record in records if record.machine}
    return {agency for agency in said if agency is not None}


def _agency_name(directory: Directory, slug: str) -> str:
    """Return an agency's name; none for one that the directory has no more."""
    try:
        return directory.get(slug).name.id
    except UnknownAgency:
        return ""
