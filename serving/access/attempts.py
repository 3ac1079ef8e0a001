"""How often a login may be tried: from one place, and for one name (`limits`, moving windows, in memory).

The counts are of one process; the lock of an account (`serving.access.login`) stands in the database for all.
"""

from __future__ import annotations

import hashlib
import math
from datetime import datetime
from ipaddress import IPv6Address, ip_address

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from serving.access.errors import TooManyLogins

PER_ADDRESS = "60/5 minutes"
"""An office of a hundred officers often has one address, and they come in the same quarter of an hour."""
PER_NAME = "10/5 minutes"
_NET = 64


class Attempts:
    """Counts of logins that were tried; a server keeps one.

    `limits` reads the clock itself, so a moment that is passed in only says how long to wait.
    """

    def __init__(self, per_address: str = PER_ADDRESS, per_name: str = PER_NAME) -> None:
        self._windows = MovingWindowRateLimiter(MemoryStorage())
        self._address, self._name = parse(per_address), parse(per_name)

    def count(self, name: str, address: str, now: datetime) -> None:
        """Count an attempt.

        Raises:
            TooManyLogins: there were too many from this address or for this name; `retry_after` is in seconds.
        """
        self._hit(self._address, f"address:{_place(address)}", now)
        self._hit(self._name, _key(name), now)

    def forget(self, name: str) -> None:
        """Begin anew for a name, after a login that went well."""
        self._windows.clear(self._name, _key(name))

    def _hit(self, limit: RateLimitItem, who: str, now: datetime) -> None:
        if not self._windows.hit(limit, who):
            ends = self._windows.get_window_stats(limit, who).reset_time
            wait = math.ceil(ends - now.timestamp())
            raise TooManyLogins(retry_after=min(max(wait, 1), limit.get_expiry()))


def _key(name: str) -> str:
    """Return what stands for a name in memory: people type passwords there."""
    return "name:" + hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()


def _place(address: str) -> str:
    """Return the network of an IPv6 address, of which one machine has as many as it likes; else the address."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or int(parsed) >> (128 - _NET))
