"""The rows that pass from people to training: what a record says, and what a broken file is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.worlds import NOW
from triage.records import BrokenRecord, OutcomeRecord, VerdictRecord, read_records
from triage.tasks import Task
from triage.verdicts import Act

A_VERDICT = {
    "verdict": "v-1",
    "case": "k-1",
    "text": "Atap kurawalbiru bocor.",
    "received_at": NOW,
    "act": Act.CHANGE,
    "category": "kesehatan",
    "role": "kabkota.kesehatan",
    "agency": "kabkota.kesehatan:35.78",
    "purpose": "doubt",
    "given_at": NOW,
    "reviewer": "abc",
}


def a_verdict(**known: object) -> VerdictRecord:
    return VerdictRecord.model_validate({**A_VERDICT, **known})


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@given(st.sampled_from(Act), st.none() | st.just("kabkota.rsud:35.78"), st.text(min_size=1), st.floats(0.01, 1.0))
def test_a_record_comes_back_from_its_line_as_it_was(act: Act, agency: str | None, text: str, probability: float):
    record = a_verdict(act=act, agency=agency, text=text, selection_probability=probability)

    assert VerdictRecord.model_validate_json(record.model_dump_json()) == record


def test_only_a_verdict_that_names_an_agency_is_a_row_to_learn_from():
    row = a_verdict().labelled()

    assert row is not None
    assert (row.id, row.label(Task.ROLE), row.label(Task.URGENCY)) == ("k-1", "kabkota.kesehatan", None)
    assert a_verdict(act=Act.SPAM, agency=None).labelled() is None


def test_records_of_a_file_are_read_in_order(tmp_path: Path):
    records = [a_verdict(verdict=f"v-{number}") for number in range(3)]
    path = written(tmp_path / "verdicts.jsonl", *(record.model_dump_json() for record in records))

    assert list(read_records(path, VerdictRecord)) == records


@pytest.mark.parametrize(
    "line",
    ['{"text": "kurawalbiru"}', "kurawalbiru", '{"schema_version": 2, "text": "kurawalbiru"}', '{"kurawalbiru": 1}'],
)
def test_a_broken_line_is_named_by_its_number_and_never_quoted(tmp_path: Path, line: str):
    path = written(tmp_path / "verdicts.jsonl", a_verdict().model_dump_json(), line)
    records = read_records(path, VerdictRecord)
    next(records)

    with pytest.raises(BrokenRecord, match=r"Line 2 of verdicts\.jsonl") as told:
        next(records)
    assert "kurawalbiru" not in str(told.value)


def test_a_record_of_another_version_is_refused():
    with pytest.raises(ValidationError):
        a_verdict(schema_version=2)
    with pytest.raises(ValidationError):
        OutcomeRecord.model_validate({"outcome": "o", "case": "k", "event": "lost", "happened_at": NOW})


def test_a_text_is_not_in_the_repr_of_its_record():
    assert "kurawalbiru" not in repr(a_verdict())
