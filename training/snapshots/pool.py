"""Mapping a function over chunks on all cores, in order, with a bounded number of chunks in memory."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")

_FEW = 3
_AHEAD = 2


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def map_in_order(
    function: Callable[[Given], Made], given: Iterable[Given], workers: int | None = None
) -> Generator[Made, None, None]:
    """Give function(item) for each item in order; on `workers` processes (all cores), if there are three or more.

    At most two items a worker are under way: memory stays flat however many there are. The function
    and the items must survive pickling.
    """
    workers = workers or cores()
    items = iter(given)
    first = list(islice(items, _FEW))
    if workers == 1 or len(first) < _FEW:
        yield from map(function, chain(first, items))
        return
    under_way: deque[Future[Made]] = deque()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_collect_seldom) as pool:
        try:
            for item in chain(first, items):
                under_way.append(pool.submit(function, item))
                if len(under_way) >= workers * _AHEAD:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _collect_seldom() -> None:
    """Let the collector of cycles run a hundred times less often: a batch makes many objects and no cycles."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)
