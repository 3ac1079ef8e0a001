"""A case base gives back the cases it was built from, holds no words, and opens only when its files belong together."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.neighbours.cases import CASES, INDEX, Case, CaseBase, Neighbour, read_cases, write_cases
from models.neighbours.errors import CasesAndIndexDiffer, DamagedCases, NotACaseBase
from models.neighbours.index import ExactIndex, UsearchIndex

HEALTH = Case("a", "kabkota.kesehatan", "kabkota.kesehatan:35.78", "35.78", date(2026, 3, 9))
SOCIAL = Case("b", "pusat.kementerian-sosial", "pusat.kementerian-sosial")
MARKET = Case("c", "kabkota.pasar")
VECTORS = np.array([[3, 0, 0], [0, 2, 0], [1, 1, 0]], dtype=np.float32)


@pytest.fixture
def saved(tmp_path):
    CaseBase(UsearchIndex.build(VECTORS), [HEALTH, SOCIAL, MARKET]).save(tmp_path / "base")
    return tmp_path / "base"


words = st.text(max_size=12)
cases = st.builds(Case, words, words, st.none() | words, st.none() | words, st.none() | st.dates())


@given(st.lists(cases, max_size=6))
def test_cases_are_read_as_they_were_written(tmp_path_factory, some):
    path = tmp_path_factory.mktemp("cases") / CASES
    write_cases(path, some)

    assert read_cases(path) == some


def test_a_line_says_who_was_responsible_and_nothing_of_what_was_said(saved):
    first = (saved / CASES).read_text(encoding="utf-8").splitlines()[0]

    assert json.loads(first) == {
        "id": "a",
        "role": "kabkota.kesehatan",
        "agency": "kabkota.kesehatan:35.78",
        "region": "35.78",
        "day": "2026-03-09",
    }


@pytest.mark.parametrize("make", [ExactIndex, UsearchIndex])
def test_the_nearest_cases_come_with_their_cosine_best_first(make):
    base = CaseBase(make.build(VECTORS), [HEALTH, SOCIAL, MARKET])

    ((best, second, last), nobody) = base.nearest(np.array([[1, 0, 0], [0, 0, 0]], dtype=np.float32), 5)

    assert (best.case, best.similarity) == (HEALTH, pytest.approx(1.0, abs=1e-6))
    assert second.case == MARKET
    assert second.similarity == pytest.approx(0.5**0.5, abs=1e-3)
    assert last == Neighbour(SOCIAL, 0.0)
    assert nobody == []


def test_an_opened_base_finds_what_the_saved_one_found(saved):
    base = CaseBase(UsearchIndex.build(VECTORS), [HEALTH, SOCIAL, MARKET])

    opened = CaseBase.open(saved)

    assert len(opened) == 3
    assert opened.cases == base.cases
    assert opened.nearest(VECTORS, 2) == base.nearest(VECTORS, 2)
    assert {path.name for path in saved.iterdir()} == {CASES, INDEX}


def test_a_base_of_another_index_opens_with_that_index(tmp_path):
    CaseBase(ExactIndex.build(VECTORS), [HEALTH, SOCIAL, MARKET]).save(tmp_path)

    assert CaseBase.open(tmp_path, ExactIndex.open).nearest(VECTORS, 1)[1] == [Neighbour(SOCIAL, 1.0)]


def test_an_empty_base_finds_nobody(tmp_path):
    CaseBase(UsearchIndex.build(VECTORS[:0]), []).save(tmp_path)

    assert CaseBase.open(tmp_path).nearest(VECTORS, 3) == [[], [], []]


def test_a_base_needs_a_case_for_every_vector():
    with pytest.raises(CasesAndIndexDiffer) as caught:
        CaseBase(ExactIndex.build(VECTORS), [HEALTH])

    assert "There are 1 cases, and the index holds 3 vectors." in str(caught.value)


def test_files_that_do_not_belong_together_are_refused(saved):
    write_cases(saved / CASES, [HEALTH, SOCIAL])

    with pytest.raises(CasesAndIndexDiffer):
        CaseBase.open(saved)


@pytest.mark.parametrize("name", [CASES, INDEX])
def test_a_folder_without_one_of_the_files_is_no_case_base(name, saved):
    (saved / name).unlink()

    with pytest.raises(NotACaseBase) as caught:
        CaseBase.open(saved)

    assert name in str(caught.value)


@pytest.mark.parametrize(
    "line",
    [
        '{"id": "d", "role": "kabkota.pasar", "text": "Bendahara pasar meminta setoran"}',
        '{"id": "d", "role": "kabkota.pasar", "day": "Bendahara pasar meminta setoran"}',
        '{"id": "Bendahara pasar meminta setoran"}',
        "Bendahara pasar meminta setoran",
        "",
    ],
)
def test_a_line_that_is_no_case_is_refused_by_its_number_and_never_quoted(line, saved):
    with (saved / CASES).open("a", encoding="utf-8") as file:
        file.write(line + "\n")

    with pytest.raises(DamagedCases) as caught:
        read_cases(saved / CASES)

    assert "Line 4" in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert "Bendahara" not in str(caught.value)
