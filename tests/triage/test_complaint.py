"""A complaint in memory, and a labelled one in a file."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from tests.worlds import JAKARTA, NOW, SURABAYA, a_complaint
from triage.complaint import Channel, Confidentiality
from triage.errors import NaiveTime
from triage.records import LabelledComplaint
from triage.tasks import Task

ROW = LabelledComplaint(id="B-7", text="Lampu jalan padam.", title="Lampu", region=SURABAYA, kind="aspirasi")


def test_a_complaint_shown_by_accident_does_not_show_its_words():
    shown = repr(a_complaint("Bidan menagih biaya", title="Biaya bersalin"))

    assert shown == "Complaint(id='A-1', 14+19 characters)"


@pytest.mark.parametrize(
    ("title", "text", "whole"),
    [
        ("Lampu padam", "Sudah tiga malam gelap.", "Lampu padam\nSudah tiga malam gelap."),
        ("", "Sudah tiga malam gelap.", "Sudah tiga malam gelap."),
        ("   ", "Gelap.", "Gelap."),
        ("LAMPU PADAM", "Lampu padam sejak Rabu.", "Lampu padam sejak Rabu."),
        ("Lampu padam ", "\n Lampu padam", "\n Lampu padam"),
    ],
)
def test_a_title_that_the_body_repeats_is_not_said_twice(title, text, whole):
    assert a_complaint(text, title=title).full_text == whole


def test_an_unknown_label_of_a_row_is_none_not_a_guess():
    assert {task: ROW.label(task) for task in Task} == {
        Task.KIND: "aspirasi",
        Task.CATEGORY: None,
        Task.URGENCY: None,
        Task.ROLE: None,
    }


def test_a_row_becomes_the_complaint_that_intake_would_have_seen():
    received = datetime(2024, 5, 1, 8, tzinfo=UTC)
    row = ROW.model_copy(update={"received_at": received, "confidentiality": Confidentiality.SECRET})

    seen = row.complaint(NOW)
    assert (seen.id, seen.text, seen.title, seen.region) == ("B-7", ROW.text, "Lampu", SURABAYA)
    assert (seen.received_at, seen.confidentiality, seen.channel) == (received, Confidentiality.SECRET, Channel.OTHER)


def test_a_row_without_a_date_is_read_as_of_now():
    assert ROW.complaint(NOW).received_at == NOW


@pytest.mark.parametrize(
    "broken",
    [
        {"id": ""},
        {"text": ""},
        {"received_at": datetime(2024, 5, 1)},
        {"unit": "x"},
        {"channel": "radio"},
        {"weight": 0.0},
        {"weight": float("inf")},
    ],
)
def test_a_row_that_no_intake_could_have_sent_is_refused(broken):
    with pytest.raises(ValidationError):
        LabelledComplaint.model_validate({"id": "B-8", "text": "Got mampet.", **broken})


def test_a_row_stands_for_itself_unless_it_was_drawn_with_another_chance():
    assert ROW.weight == 1.0


def test_a_row_comes_back_from_json_with_the_same_moment():
    row = ROW.model_copy(update={"received_at": datetime(2026, 1, 6, 1, tzinfo=JAKARTA)})

    assert LabelledComplaint.model_validate_json(row.model_dump_json()) == row


def test_a_complaint_without_a_time_zone_has_no_day_and_is_refused():
    with pytest.raises(NaiveTime, match="2026-03-09T10:00:00"):
        a_complaint(received_at=datetime(2026, 3, 9, 10))
