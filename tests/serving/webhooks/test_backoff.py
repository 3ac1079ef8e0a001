"""How long to wait before a message is sent again."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from serving.webhooks.backoff import Backoff

attempts = st.integers(1, 10_000)
chances = st.floats(0, 1)


@given(attempts, chances)
def test_a_wait_is_never_longer_than_an_hour_nor_than_the_doubling_allows(attempt, chance):
    wait = Backoff().wait(attempt, chance)

    assert timedelta(0) <= wait <= timedelta(hours=1)
    assert wait <= timedelta(seconds=5) * 2 ** min(attempt - 1, 20)


@given(attempts)
def test_the_longest_wait_doubles_until_the_cap(attempt):
    backoff = Backoff()

    assert backoff.longest(attempt + 1) == min(backoff.cap, 2 * backoff.longest(attempt))


@given(attempts, chances, chances)
def test_the_whole_wait_is_drawn_so_that_many_messages_spread_out(attempt, one, other):
    first, second = sorted((one, other))

    assert Backoff().wait(attempt, first) <= Backoff().wait(attempt, second)
    assert Backoff().wait(attempt, 0.0) == timedelta(0)
    assert Backoff().wait(attempt, 1.0) == Backoff().longest(attempt)


def test_a_message_is_given_up_after_about_a_day():
    backoff = Backoff()

    expected = sum((backoff.wait(attempt, 0.5) for attempt in range(1, backoff.attempts)), timedelta(0))

    assert timedelta(hours=22) < expected < timedelta(hours=26)
    assert backoff.is_over(backoff.attempts)
    assert not backoff.is_over(backoff.attempts - 1)
