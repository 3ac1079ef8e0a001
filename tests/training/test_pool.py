"""A function over many items on many processes: in order, never far ahead, and no mistake is swallowed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import closing
from itertools import count

import pytest

from training.snapshots.pool import map_in_order


class Counted:
    """Items without end, and how many of them were taken."""

    def __init__(self) -> None:
        self.taken = 0

    def __iter__(self) -> Iterator[int]:
        for number in count():
            self.taken += 1
            yield number


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("n", [0, 1, 2, 3, 40])
def test_results_come_in_the_order_of_the_items(workers, n):
    assert list(map_in_order(abs, range(-n, 0), workers)) == list(range(n, 0, -1))


@pytest.mark.parametrize("workers", [1, 2])
def test_at_most_two_items_a_worker_are_read_ahead(workers):
    items = Counted()
    with closing(map_in_order(math.sqrt, items, workers)) as results:
        ahead = [items.taken - number for number, _ in zip(range(30), results, strict=False)]

    assert max(ahead) <= max(2 * workers, 3)  # the first three decide whether processes are worth it


@pytest.mark.parametrize("workers", [1, 2])
def test_a_mistake_in_the_function_reaches_the_caller_after_the_results_before_it(workers):
    results = map_in_order(math.sqrt, [4, 9, 16, 25, -1, 36], workers)

    assert [next(results) for _ in range(4)] == [2, 3, 4, 5]
    with pytest.raises(ValueError, match=r"math domain|nonnegative"):
        next(results)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_mistake_in_the_items_reaches_the_caller(workers):
    def breaking() -> Iterator[int]:
        yield from range(10)
        raise EOFError

    with pytest.raises(EOFError):
        list(map_in_order(abs, breaking(), workers))


def test_one_worker_needs_nothing_that_crosses_to_a_process():
    assert list(map_in_order(lambda number: number + 1, range(5), workers=1)) == [1, 2, 3, 4, 5]
