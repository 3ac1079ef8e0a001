"""Labels come back from every form in which they are exported, and nothing that was refused is lost."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.training.histories import write_table
from training.corpus.rejects import Loss
from training.errors import DataAbsent, MissingColumns
from training.sampling.errors import UnreadableExport
from training.sampling.exports import Exports, read_exports
from triage.label_studio import results
from triage.tasks import Task

DATA = {"complaint_id": "L-1", "source": "kota", "text": "Lampu padam.", "title": "", "strategy": "margin", "rank": 1}


def annotation(identity: int = 1, **said: str) -> dict[str, Any]:
    return {"id": identity, "completed_by": 3, "was_cancelled": False, "result": results(said)}


def a_task(*annotations: dict[str, Any], **data: Any) -> dict[str, Any]:
    return {"id": 7, "data": {**DATA, **data}, "annotations": list(annotations), "predictions": []}


def flat(identity: int | None = 1, **said: Any) -> dict[str, Any]:
    work = {} if identity is None else {"annotation_id": identity, "annotator": 3, "lead_time": 4.2}
    return {**DATA, "id": 7, **work, **said}


@pytest.fixture
def read(tmp_path: Path, taxonomy):
    """Return what an export holds whose content is given."""

    def reading(content: Any, name: str = "project-7.json") -> Exports:
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return read_exports([path], taxonomy)

    return reading


def said(found: Exports) -> list[dict[str, str]]:
    return [{task.value: label for task, label in voice.labels.items()} for voice in found.voices]


def refused(found: Exports) -> list[tuple[int, str, Loss, str, str]]:
    return [(one.row, one.id, one.lost, one.column, one.code) for one in found.rejects]


BOTH = pytest.mark.parametrize("form", [a_task, flat], ids=["json", "json-min"])


def of_form(form: Any, identity: int = 1, **labels: str) -> dict[str, Any]:
    return a_task(annotation(identity, **labels)) if form is a_task else flat(identity, **labels)


# --- Label Studio ---------------------------------------------------------------------------


@BOTH
def test_both_forms_of_an_export_say_the_same(read, form):
    found = read([of_form(form, urgency="darurat", category="kesehatan")])

    (voice,) = found.voices
    assert said(found) == [{"urgency": "darurat", "category": "kesehatan"}]
    assert (voice.row, voice.drawn, voice.skipped) == (("kota", "L-1"), "margin", False)
    assert not found.rejects
    assert not found.unanswered


@BOTH
def test_a_label_that_the_taxonomy_lacks_is_refused_and_the_others_stay(read, form):
    found = read([of_form(form, urgency="genting", category="kesehatan")])

    assert said(found) == [{"category": "kesehatan"}]
    assert refused(found) == [(1, "L-1", Loss.LABEL, "urgency", "unknown-label")]
    assert found.rejects[0].value == "genting"


def test_two_people_are_two_voices_in_both_forms(read):
    whole = read([a_task(annotation(1, urgency="darurat"), annotation(2, urgency="tinggi"))])
    small = read([flat(1, urgency="darurat"), flat(2, urgency="tinggi")])

    assert said(whole) == said(small) == [{"urgency": "darurat"}, {"urgency": "tinggi"}]
    assert [voice.key for voice in whole.voices] == [voice.key for voice in small.voices]


def test_several_choices_for_one_question_are_refused(read):
    found = read([flat(urgency={"choices": ["tinggi", "darurat"]}), flat(2, urgency={"choices": ["tinggi"]})])

    assert said(found) == [{}, {"urgency": "tinggi"}]
    assert [one.code for one in found.rejects] == ["several-labels"]


def test_a_task_that_nobody_has_done_is_not_answered(read):
    for content in ([a_task()], [flat(None)], [{"id": 1, "data": DATA}]):
        found = read(content)
        assert (found.voices, found.unanswered) == ([], {("kota", "L-1")})


def test_a_skipped_task_is_a_voice_that_says_nothing(read):
    found = read([a_task({**annotation(1), "was_cancelled": True})])

    (voice,) = found.voices
    assert (voice.skipped, dict(voice.labels)) == (True, {})


def test_a_task_without_an_id_is_refused_whole(read):
    found = read([a_task(annotation(urgency="tinggi"), complaint_id="")])

    assert refused(found) == [(1, "", Loss.ROW, "complaint_id", "no-id")]
    assert not found.voices


def test_questions_of_others_are_passed_over(read):
    assert said(read([a_task(annotation(urgency="tinggi", mood="marah"))])) == [{"urgency": "tinggi"}]


@pytest.mark.parametrize(
    "content", ["", "{", "{}", "[1]", '"teks"', '[{"data": {"complaint_id": "L-1"}, "annotations": 7}]']
)
def test_what_is_no_export_says_so(read, content):
    with pytest.raises(UnreadableExport, match=r"project-7\.json"):
        read(content)


def test_an_export_that_is_not_there_is_named(tmp_path, taxonomy):
    with pytest.raises(DataAbsent, match=r"hilang\.json"):
        read_exports([tmp_path / "hilang.json"], taxonomy)


# --- a filled table -------------------------------------------------------------------------

HEADER = ("source", "complaint_id", "title", "text", "urgency", "category", "kind", "strategy", "suggested_urgency")


@pytest.mark.parametrize("name", ["rows.csv", "rows.xlsx"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_filled_table_is_read_as_a_spreadsheet_saves_it(tmp_path, taxonomy, name, delimiter):
    lines = [
        HEADER,
        ("kota", "L-1", "", "Lampu padam.", "Darurat", "", "", "random", "rendah"),
        ("kota", "L-2", "", "Got mampat.", "", "", "", "random", "rendah"),
        ("kota", "L-3", "", "Jalan rusak.", "gawat", "Kesehatan", "", "random", "rendah"),
    ]

    found = read_exports([write_table(tmp_path / name, lines, delimiter)], taxonomy)

    assert said(found) == [{"urgency": "darurat"}, {"category": "kesehatan"}]
    assert found.unanswered == {("kota", "L-2")}
    assert refused(found) == [(3, "L-3", Loss.LABEL, "urgency", "unknown-label")]
    assert {voice.drawn for voice in found.voices} == {"random"}


def test_a_table_without_ids_says_what_is_missing(tmp_path, taxonomy):
    path = write_table(tmp_path / "rows.csv", [("nomor", "urgency"), ("L-1", "tinggi")])

    with pytest.raises(MissingColumns, match="complaint_id"):
        read_exports([path], taxonomy)


def test_a_ragged_row_is_refused_and_not_lost(tmp_path, taxonomy):
    path = tmp_path / "rows.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("complaint_id", "urgency"), ("L-1", "tinggi", "lebih"), ("L-2", "rendah")])

    found = read_exports([path], taxonomy)

    assert said(found) == [{"urgency": "rendah"}]
    assert [(one.row, one.lost) for one in found.rejects] == [(1, Loss.ROW)]


def test_no_text_is_in_what_was_read(read):
    found = read([of_form(a_task, urgency="tinggi"), of_form(flat, urgency="gawat")])

    assert "Lampu" not in repr(found)
    assert {task for voice in found.voices for task in voice.labels} == {Task.URGENCY}
