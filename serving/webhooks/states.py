"""The states of a message on its way to an address."""

from __future__ import annotations

from enum import StrEnum


class Sending(StrEnum):
    """`waiting` to be sent (again), `delivered`, or `dead`: given up until somebody has it sent again."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"
