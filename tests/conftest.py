"""What every room's tests share: the bundled catalogues, read once, and one seeded profile of hypothesis."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from triage.calendar import Calendar
from triage.deadlines import Clocks, load_clocks
from triage.directory import Directory, load_directory
from triage.policy import Policy, load_policy
from triage.taxonomy import Taxonomy, load_taxonomy

settings.register_profile(
    "daily",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=80,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("daily")


@pytest.fixture(scope="session")
def directory() -> Directory:
    return load_directory()


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    return Calendar.indonesia()


@pytest.fixture(scope="session")
def clocks() -> Clocks:
    return load_clocks()


@pytest.fixture(scope="session")
def policy() -> Policy:
    return load_policy()
