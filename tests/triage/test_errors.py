"""Errors teach: a code, what was wrong, how to mend it; and they never carry a complaint's words."""

from __future__ import annotations

import importlib
import json
import pickle
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.worlds import NOW, FixedPredictor, a_complaint, a_policy, a_prediction, a_router
from triage.calendar import Calendar
from triage.errors import CalendarTooShort, TriageError, UnknownLabel, UnknownRegion
from triage.records import LabelledComplaint
from triage.triager import Triager

HOUSE = Path(__file__).parents[2]
ROOMS = ("triage", "features", "models", "training", "serving")
A_CLASS = re.compile(r"^class (\w+)\((\w+)\):", re.MULTILINE)


def modules_of_errors() -> list[str]:
    """Return the modules that define an error of the house, read from their source so that no other is imported."""
    sources = {path: path.read_text(encoding="utf-8") for room in ROOMS for path in (HOUSE / room).rglob("*.py")}
    known, grown = {"TriageError"}, set[str]()
    while grown != known:
        grown = set(known)
        known |= {name for text in sources.values() for name, base in A_CLASS.findall(text) if base in known}
    homes = [path for path, text in sources.items() if any(base in known for _, base in A_CLASS.findall(text))]
    return [".".join(path.relative_to(HOUSE).with_suffix("").parts) for path in sorted(homes)]


def errors_below(kind: type[TriageError]) -> list[type[TriageError]]:
    return [found for child in kind.__subclasses__() for found in (child, *errors_below(child))]


@pytest.fixture(scope="module")
def every_error() -> list[type[TriageError]]:
    for module in modules_of_errors():
        try:
            importlib.import_module(module)
        except ModuleNotFoundError as problem:
            if (problem.name or "").partition(".")[0] in ROOMS:
                raise
    return [kind for kind in errors_below(TriageError) if kind.__module__.partition(".")[0] in ROOMS]


def test_the_walk_finds_the_errors_of_more_than_one_room(every_error):
    assert {"triage", "features"} <= {kind.__module__.partition(".")[0] for kind in every_error}
    assert len(every_error) >= 10


def test_every_error_has_a_code_of_its_own(every_error):
    assert [code for code, count in Counter(kind.code for kind in every_error).items() if count > 1] == []


def test_every_code_says_the_room_and_what_is_wrong(every_error):
    assert [kind.code for kind in every_error if not re.fullmatch(r"[a-z][a-z-]*/[a-z0-9][a-z0-9-]*", kind.code)] == []


def test_every_error_says_in_words_of_its_own_what_is_wrong_and_how_to_mend_it(every_error):
    for kind in every_error:
        assert kind.what != TriageError.what, kind
        assert kind.fix != TriageError.fix, kind
        assert min(len(kind.what.split()), len(kind.fix.split())) >= 3, kind


def test_an_error_can_be_shown_even_when_its_fields_are_forgotten(every_error):
    for kind in every_error:
        bare = kind()
        assert str(bare).endswith(f"[{kind.code}]")
        assert set(bare.as_dict()) == {"code", "what", "fix"}


def test_every_error_survives_the_way_between_processes(every_error):
    for kind in every_error:
        sent = kind(got="x{y}", allowed=["a", "b"], file="f.yaml")
        came = pickle.loads(pickle.dumps(sent))
        assert type(came) is kind
        assert (came.fields, str(came), came.as_dict()) == (sent.fields, str(sent), sent.as_dict())


def test_the_sentence_names_what_was_wrong_got_allowed_and_the_fix_in_this_order():
    error = CalendarTooShort(got="2031-01-02", allowed="2021 to 2027")

    assert error.sentence() == (
        "A deadline falls after the last year whose holidays are known. Got: 2031-01-02. Allowed: 2021 to 2027. "
        "Update the `holidays` package, or give a calendar with more years. [deadline/calendar-too-short]"
    )


def test_the_json_form_fills_the_fields_of_its_sentences():
    shown = UnknownLabel(taxonomy="sp4n@2026.1", task="kind", got="keluhan").as_dict()

    assert json.loads(json.dumps(shown)) == {
        "code": "taxonomy/unknown-label",
        "what": "The taxonomy sp4n@2026.1 has no kind of this name.",
        "got": "keluhan",
        "fix": "Use a slug of that taxonomy, or add the label to its file.",
    }


@given(st.text(max_size=20), st.text(max_size=20))
def test_braces_in_a_value_are_shown_as_they_are(got, task):
    sentence = str(UnknownLabel(got=got, task=task, taxonomy="t"))

    assert f"Got: {got}." in sentence
    assert f"has no {task} of" in sentence


def test_no_error_on_the_way_of_a_complaint_carries_its_words(directory):
    secret = "Bendahara pasar meminta setoran"
    predictor = FixedPredictor(a_prediction(role={"pusat.kpk": 1.0}))
    triager = Triager(predictor, a_router(directory), a_policy(), Calendar(frozenset(), 2026, 2026))

    with pytest.raises(UnknownRegion) as nowhere:
        triager([a_complaint(secret, title=secret, region="98.76")], NOW)

    assert "98.76" in str(nowhere.value)
    assert secret not in f"{nowhere.value!s} {nowhere.value!r} {nowhere.value.as_dict()}"


def test_a_row_that_breaks_the_schema_is_refused_without_showing_its_text():
    with pytest.raises(ValidationError) as refused:
        LabelledComplaint.model_validate({"text": "Bendahara pasar meminta setoran", "warna": "biru"})

    assert "Bendahara" not in str(refused.value)
