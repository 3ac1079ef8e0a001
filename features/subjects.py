"""What a report speaks of, as the few subjects that make many people write at once: a flood, a fire, a power cut.

A subject is an event, not the agency that sees to it: a bill of the water company is not its burst pipe. Everyday
matters (a tariff, a clerk's manners) are subjects too, so that they keep a report apart from the events of its street.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

_READ = 600
"""Characters of a text that are read: in longer ones everything is mentioned somewhere."""


@dataclass(frozen=True)
class _Signs:
    thing: re.Pattern[str]
    state: re.Pattern[str] | None = None


def find_subjects(plain: str) -> frozenset[str]:
    """Return the subjects that a text speaks of; it is lower case, its slang already brought to plain words.

    An event is named by its thing and its state, wherever the two stand: "listrik" and "padam".
    """
    start = plain[:_READ]
    return frozenset(
        subject
        for subject, signs in _signs().items()
        if signs.thing.search(start) and (signs.state is None or signs.state.search(start))
    )


@lru_cache(maxsize=1)
def everyday_subjects() -> frozenset[str]:
    """Return the subjects that many write of every day: they keep two reports apart, and bring none together."""
    return frozenset(_raw()["everyday"])


@lru_cache(maxsize=1)
def asking_words() -> frozenset[str]:
    """Return the words of asking, greeting and telling the time, that reports share whatever they are about."""
    return frozenset(_raw()["asking"])


@lru_cache(maxsize=1)
def _raw() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(files("features").joinpath("normalisation/subjects.yaml").read_bytes())
    return read


@lru_cache(maxsize=1)
def _signs() -> dict[str, _Signs]:
    events = {
        subject: _Signs(_whole(signs["thing"]), _whole(signs["state"]) if "state" in signs else None)
        for subject, signs in _raw()["events"].items()
    }
    return events | {subject: _Signs(_whole(words)) for subject, words in _raw()["everyday"].items()}


def _whole(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})\b")
