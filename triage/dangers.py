"""The dangers that a complaint may speak of, and a sign of one as it was read in the text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from triage.places import Span
from triage.taxonomy import Name


class Danger(StrEnum):
    """What threatens people; each has its services of first help (`triage.emergency`)."""

    FIRE = "fire"
    FLOOD = "flood"
    COLLAPSE = "collapse"
    POWER_LINE = "power_line"
    TREE = "tree"
    MISSING_PERSON = "missing_person"
    VIOLENCE = "violence"
    SUICIDE = "suicide"
    POISONING = "poisoning"
    GAS = "gas"
    CARE = "care"
    """Illness, or care that was refused."""

    VULNERABLE = "vulnerable"
    ROAD_HAZARD = "road_hazard"
    ANIMAL = "animal"
    OUTAGE = "outage"
    """An essential service that is cut."""

    DISEASE = "disease"
    HUNGER = "hunger"
    CRIME = "crime"


class Scope(StrEnum):
    """How the text speaks of a danger; only `now` says that it is there."""

    NOW = "now"
    NEGATED = "negated"
    PAST = "past"
    FEARED = "feared"
    HEARSAY = "hearsay"
    FIGURATIVE = "figurative"
    ASKED = "asked"
    LISTED = "listed"
    """Words of danger one after another, without a sentence that tells of one."""


@dataclass(frozen=True, slots=True)
class DangerSignal:
    """A danger as the text names it: which sign, how grave (`darurat` or `tinggi`), in which scope, and where.

    `signal` is the id in features/danger/signals.yaml, such as `flood.in_house`; `span` counts characters of
    the title or text as sent; `sentence` tells a reader what was seen, without quoting the complaint.
    """

    signal: str
    danger: Danger
    level: str
    scope: Scope
    span: Span
    sentence: Name

    @property
    def speaks(self) -> bool:
        """Whether the text says that the danger is there now."""
        return self.scope is Scope.NOW
