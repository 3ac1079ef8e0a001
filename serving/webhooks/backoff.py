"""How long to wait before a message is sent again.

Source: Brooker 2015, "Exponential Backoff And Jitter" (AWS Architecture Blog), full jitter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Backoff:
    """Waits double from `base` to `cap`, each drawn evenly from zero to that; after `attempts` a message is dead.

    58 attempts take about a day: ten waits on the way up to an hour, then 47 of half an hour on the average.
    """

    base: timedelta = timedelta(seconds=5)
    cap: timedelta = timedelta(hours=1)
    attempts: int = 58

    def longest(self, attempt: int) -> timedelta:
        """Return the longest wait after so many attempts (1 or more)."""
        return min(self.cap, self.base * 2 ** min(attempt - 1, 30))

    def wait(self, attempt: int, chance: float) -> timedelta:
        """Return the wait after so many attempts; `chance` is a random number from 0 up to 1."""
        return self.longest(attempt) * chance

    def is_over(self, attempt: int) -> bool:
        """Return whether a message is given up after so many attempts."""
        return attempt >= self.attempts
