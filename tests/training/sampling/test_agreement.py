"""What several people said becomes one label, or none; and none is told."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from training.sampling.agreement import agree, counts
from training.sampling.exports import Voice
from triage.tasks import Task

LEVELS = ("rendah", "sedang", "darurat")


def a_voice(key: str, identity: str = "L-1", skipped: bool = False, chance: float = 1.0, **labels: str) -> Voice:
    known = {Task(task): label for task, label in labels.items()}
    return Voice(("kota", identity), key, "project-7.json", 1, known, skipped, "random", chance)


def voices(*levels: str) -> list[Voice]:
    return [a_voice(str(number), urgency=level) for number, level in enumerate(levels)]


@given(st.lists(st.sampled_from(LEVELS), min_size=1, max_size=7))
def test_a_label_is_what_more_than_half_said_and_else_there_is_none(levels):
    agreed = agree(voices(*levels))

    majority = [level for level, count in Counter(levels).items() if 2 * count > len(levels)]
    assert [row.urgency for row in agreed.rows] == majority
    assert [one.code for one in agreed.left_out] == ["no-majority"] * (not majority)


def test_a_tie_in_one_question_leaves_the_others():
    agreed = agree(
        [a_voice("1", urgency="rendah", category="energi"), a_voice("2", urgency="darurat", category="energi")]
    )

    (row,) = agreed.rows
    assert (row.urgency, row.category, row.kind) == (None, "energi", None)
    assert [(one.id, one.column, one.code) for one in agreed.left_out] == [("L-1", "urgency", "no-majority")]


def test_who_skipped_has_no_voice_in_the_majority():
    (row,) = agree([a_voice("1", urgency="tinggi"), a_voice("2", skipped=True, urgency="rendah")]).rows

    assert row.urgency == "tinggi"


def test_what_everybody_skipped_is_told_and_left_out():
    agreed = agree([a_voice("1", skipped=True), a_voice("2", skipped=True)])

    assert agreed.rows == ()
    assert [(one.lost, one.code) for one in agreed.left_out] == [("row", "skipped")]


def test_the_same_work_exported_again_is_one_voice_as_it_was_mended():
    (row,) = agree(
        [a_voice("1", urgency="rendah"), a_voice("1", urgency="darurat"), a_voice("2", urgency="darurat")]
    ).rows

    assert row.urgency == "darurat"


def test_one_id_of_two_sources_is_two_complaints():
    other = Voice(("kabupaten", "L-1"), "2", "project-7.json", 2, {Task.URGENCY: "darurat"})

    rows = agree([a_voice("1", urgency="rendah"), other]).rows

    assert [(row.source, row.complaint_id, row.urgency) for row in rows] == [
        ("kota", "L-1", "rendah"),
        ("kabupaten", "L-1", "darurat"),
    ]


def test_a_row_weighs_one_unless_the_inverse_of_its_chance_is_asked_for():
    drawn = [a_voice("1", chance=0.02, urgency="rendah")]

    assert [agree(drawn, weigh).rows[0].weight for weigh in (False, True)] == [1.0, 50.0]
    assert agree(drawn).rows[0].drawn == "random"


def test_labels_are_counted_by_question():
    rows = agree([*voices("rendah"), a_voice("9", "L-2", urgency="rendah", kind="aspirasi")]).rows

    assert counts(rows) == {Task.URGENCY: {"rendah": 2}, Task.CATEGORY: {}, Task.KIND: {"aspirasi": 1}}
