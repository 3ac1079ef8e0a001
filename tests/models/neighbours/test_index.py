"""Indexes agree with their definition, refuse what they can't answer, and open only what was saved whole."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from models.neighbours.contract import clustered
from models.neighbours.errors import NoNeighboursAsked, NotAnIndex, VectorsNotFinite, WrongShape
from models.neighbours.index import NOBODY, ExactIndex, UsearchIndex
from models.neighbours.vectors import unit_rows

MAKES = [ExactIndex, UsearchIndex]
small_numbers = st.floats(-4, 4, width=16, allow_subnormal=False)


def matrices(rows: st.SearchStrategy[int], width: int = 3) -> st.SearchStrategy[np.ndarray]:
    return rows.flatmap(lambda count: arrays.arrays(np.float32, (count, width), elements=small_numbers))


def one_hot(*places: int) -> np.ndarray:
    return np.eye(4, dtype=np.float32)[list(places)]


# --- what is found --------------------------------------------------------------------------


@given(matrices(st.integers(0, 12)), matrices(st.integers(0, 4)), st.integers(1, 15))
def test_the_exact_index_is_a_sort_by_cosine_and_position(vectors, queries, k):
    found = ExactIndex.build(vectors).search(queries, k)

    for row, unit in enumerate(unit_rows(queries)):
        cosines = unit_rows(vectors) @ unit
        order = sorted(range(len(vectors)), key=lambda n: (-cosines[n], n))[:k] if unit.any() else []
        assert found.positions[row].tolist() == order + [NOBODY] * (k - len(order))
        np.testing.assert_allclose(found.similarities[row, : len(order)], cosines[order], atol=1e-6)


@given(matrices(st.integers(0, 12)), matrices(st.integers(1, 4)), st.integers(1, 15))
def test_in_a_small_world_the_graph_finds_as_near_ones_as_the_exact_index(vectors, queries, k):
    found, truth = (make.build(vectors).search(queries, k) for make in MAKES)

    np.testing.assert_allclose(found.similarities, truth.similarities, atol=2e-3)
    assert ((found.positions == NOBODY) == (truth.positions == NOBODY)).all()


@pytest.mark.parametrize("make", MAKES)
def test_copies_are_found_each_in_the_order_of_their_positions(make):
    found = make.build(one_hot(0, 1, 0, 2, 0)).search(one_hot(0), 4)

    assert found.positions[0, :3].tolist() == [0, 2, 4]
    np.testing.assert_allclose(found.similarities[0], [1.0, 1.0, 1.0, 0.0], atol=1e-6)


@pytest.mark.parametrize("make", MAKES)
def test_opposite_vectors_come_last_and_before_nobody(make):
    found = make.build(np.concatenate([-one_hot(0), one_hot(1, 0)])).search(one_hot(0), 4)

    assert found.positions[0].tolist() == [2, 1, 0, NOBODY]
    np.testing.assert_allclose(found.similarities[0], [1.0, 0.0, -1.0, 0.0], atol=1e-6)


def test_many_threads_may_ask_one_index_at_once(tmp_path):
    vectors = clustered(500, 16, seed=5)
    UsearchIndex.build(vectors).save(tmp_path / "index")
    index = UsearchIndex.open(tmp_path / "index")

    with ThreadPoolExecutor(16) as pool:
        firsts = list(pool.map(lambda row: index.search(vectors[row : row + 1], 1).positions[0, 0], range(500)))

    assert firsts == list(range(500))


# --- what is refused ------------------------------------------------------------------------


@pytest.mark.parametrize("make", MAKES)
@pytest.mark.parametrize("shape", [(2, 3), (4,), (1, 1, 4), (2, 0)])
def test_vectors_of_another_shape_are_refused(make, shape):
    with pytest.raises(WrongShape) as caught:
        make.build(one_hot(0, 1)).search(np.ones(shape, dtype=np.float32), 1)

    assert "(m, 4)" in str(caught.value)


@pytest.mark.parametrize("make", MAKES)
@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
def test_a_number_that_is_none_is_refused_with_its_row(make, number):
    broken = one_hot(0, 1, 2)
    broken[1, 3] = number

    with pytest.raises(VectorsNotFinite) as caught:
        make.build(broken)

    assert "Row 1" in str(caught.value)


@pytest.mark.parametrize("make", MAKES)
@pytest.mark.parametrize("k", [0, -1])
def test_no_neighbours_cannot_be_asked_for(make, k):
    with pytest.raises(NoNeighboursAsked):
        make.build(one_hot(0)).search(one_hot(0), k)


# --- the length of a vector says nothing ----------------------------------------------------


@given(matrices(st.integers(1, 6)), st.integers(-100, 100))
def test_rows_have_length_one_whatever_theirs_was_and_nothing_stays_nothing(vectors, exponent):
    units = unit_rows(vectors)

    lengths = np.linalg.norm(units, axis=1)
    np.testing.assert_allclose(lengths, vectors.any(axis=1).astype(float), atol=1e-6)
    np.testing.assert_allclose(unit_rows(np.ldexp(vectors, exponent)), units, atol=1e-6)


# --- the file -------------------------------------------------------------------------------


@pytest.mark.parametrize("make", MAKES)
def test_the_same_vectors_give_the_same_file(make, tmp_path):
    vectors = clustered(300, 16, seed=3)
    for name in ("one", "other"):
        make.build(vectors).save(tmp_path / name)

    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"one", "other"}
    assert (tmp_path / "one").stat().st_mode & 0o044 == 0o044


@pytest.mark.parametrize("make", MAKES)
@pytest.mark.parametrize("damage", [lambda whole: b"", lambda whole: b"hello" * 50, lambda whole: whole[:-9]])
def test_a_file_that_is_no_index_or_was_cut_short_is_refused(make, damage, tmp_path):
    path = tmp_path / "cases.usearch"
    make.build(clustered(50, 8, seed=3)).save(path)
    path.write_bytes(damage(path.read_bytes()))

    with pytest.raises(NotAnIndex) as caught:
        make.open(path)

    assert "cases.usearch" in str(caught.value)


@pytest.mark.parametrize(("make", "other"), [(ExactIndex, UsearchIndex), (UsearchIndex, ExactIndex)])
def test_the_file_of_another_make_is_refused(make, other, tmp_path):
    other.build(one_hot(0, 1)).save(tmp_path / "index")

    with pytest.raises(NotAnIndex):
        make.open(tmp_path / "index")


def test_a_graph_without_its_table_of_copies_is_refused(tmp_path):
    UsearchIndex.build(one_hot(0, 1, 0))._graph.save(tmp_path / "bare")

    with pytest.raises(NotAnIndex):
        UsearchIndex.open(tmp_path / "bare")


def test_a_table_of_copies_that_belongs_to_another_graph_is_refused(tmp_path):
    path, table = tmp_path / "index", 3 * 8 + 16
    UsearchIndex.build(one_hot(0, 1, 2)).save(path)
    of_three = path.read_bytes()[-table:]
    UsearchIndex.build(one_hot(0, 1, 0)).save(path)
    path.write_bytes(path.read_bytes()[:-table] + of_three)

    with pytest.raises(NotAnIndex):
        UsearchIndex.open(path)
