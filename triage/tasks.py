"""The four questions that the model answers about a complaint."""

from __future__ import annotations

from enum import StrEnum


class Task(StrEnum):
    """What is predicted: the kind of report, its category, how urgent it is, and whose role it is."""

    KIND = "kind"
    CATEGORY = "category"
    URGENCY = "urgency"
    ROLE = "role"
