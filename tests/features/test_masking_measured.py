"""What the masking report promises holds: recall and over-masking on fictitious texts that were marked by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from experiments.masking.marked import Marked, masked_spans, read_marked, score
from features.masking import mask
from features.tags import Tag

FOLDER = Path("experiments/masking")


@pytest.fixture(scope="module")
def found():
    texts = read_marked(FOLDER / "dev.jsonl") + read_marked(FOLDER / "test.jsonl")
    return score(texts, lambda text: mask(text).text)


def test_there_are_at_least_150_texts_that_the_rules_were_not_written_with_alone():
    assert len(read_marked(FOLDER / "test.jsonl")) >= 150


def test_numbers_and_contacts_are_found(found):
    caught, marked = found.recall(*(name for name in found.marked if name != "NAMA"))

    assert caught / marked >= 0.98


def test_nine_names_in_ten_are_found(found):
    caught, marked = found.recall("NAMA")

    assert caught / marked >= 0.90


def test_little_else_is_masked(found):
    assert sum(found.overmasked.values()) / sum(found.words.values()) <= 0.01


def test_places_and_danger_words_stay(found):
    assert found.overmasked["BAHAYA"] == 0
    assert found.overmasked["TEMPAT"] / found.words["TEMPAT"] <= 0.01


def test_the_report_says_what_is_measured(found):
    told = json.loads((FOLDER / "metrics.json").read_text(encoding="utf-8"))["all"]["ours"]

    assert told["names"] == list(found.recall("NAMA"))
    assert told["overmasked_all"] == [sum(found.overmasked.values()), sum(found.words.values())]


def test_marks_are_taken_off_and_remembered():
    text = Marked.parse("x", "Pak <NAMA>Budi</NAMA> di <TEMPAT>Gubeng</TEMPAT>.")

    assert text.text == "Pak Budi di Gubeng."
    assert [(text.text[start:end], kind) for start, end, kind in text.identifiers] == [("Budi", "NAMA")]
    assert [(text.text[start:end], kind) for start, end, kind in text.kept] == [("Gubeng", "TEMPAT")]


def test_spans_are_found_where_tags_stand():
    masked = f"Hubungi {Tag.NAME.text} di {Tag.PHONE.text}"

    assert masked_spans("Hubungi Budi di 0812 3456 7890", masked) == [(8, 12), (16, 30)]
