"""Which reports tell of one incident: near in place and time, alike in what they say; one verdict settles them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from triage.errors import NaiveTime

_REGENCY = 2
_WIDTHS = {2: len("35.78"), 3: len("35.78.08"), 4: len("35.78.08.1002")}
"""Of dotted Kemendagri codes, by level."""
_OF_ONE_PLACE = 2 / 3
"""The share of an incident's reports that must be of one place with the new one: an incident of a whole town, whose
reports mostly name no district, takes in all districts; one flood with a report or two of "the town" does not."""
_FEWEST_HEARD = 2
"""Both reports of a pair are heard, so that the third is not like one of them alone."""


class IncidentRules(BaseModel):
    """How near and how alike reports must be; fitted on data/incidents, see experiments/incidents.

    A likeness lies in [0, 1]. `wide_place` and `other_category` are taken off it: two reports of which one knows
    only the regency, or whose main categories differ, must be more alike to count as much.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    hours_between: float = Field(default=24.0, gt=0.0)
    """A report joins while the incident's nearest report is no further away than this."""
    hours_in_all: float = Field(default=72.0, gt=0.0)
    """And while the incident, with it, lasts no longer than this."""
    place_level: int = Field(default=3, ge=_REGENCY, le=4)
    """Down to which level codes are compared: 2 regency or city, 3 district, 4 village."""
    founding: float = Field(default=0.35, ge=0.0, le=1.0)
    """The likeness from which two reports found an incident."""
    joining: float = Field(default=0.35, ge=0.0, le=1.0)
    """The mean likeness to an incident's reports from which one more joins."""
    members_heard: float = Field(default=0.6, gt=0.0, le=1.0)
    """The share of an incident's reports, the most alike first, over which that mean is taken."""
    wide_place: float = Field(default=0.05, ge=0.0, le=1.0)
    other_category: float = Field(default=0.20, ge=0.0, le=1.0)


@dataclass(frozen=True, slots=True)
class Report:
    """What the rule knows of a complaint; `region` is a dotted Kemendagri code, `incident` where it belongs already."""

    id: str
    region: str | None
    category: str
    urgency: str
    received_at: datetime
    secret: bool = False
    incident: str | None = None

    def __post_init__(self) -> None:
        if self.received_at.tzinfo is None:
            raise NaiveTime(got=self.received_at.isoformat())


@dataclass(frozen=True, slots=True)
class Joining:
    """Where a report belongs: to the incident `incident`, or with None to one that it founds with `reports`.

    `reports` are those that it was compared with, the most alike first; `likeness` is the mean over them, after what
    place and category take off, and `needed` what it had to reach.
    """

    incident: str | None
    reports: tuple[str, ...]
    likeness: float
    needed: float


def find_incident(
    report: Report, recent: Iterable[Report], likeness: Callable[[Report], float], rules: IncidentRules
) -> Joining | None:
    """Return the incident that a report joins, or the earlier report that it founds one with; None if it stands alone.

    `likeness` gives how alike the text of one of the `recent` reports is to this report's, in [0, 1]; it is asked
    only for those that place and time allow. Secret reports stay apart, and so does a report without a regency.
    The report must be like most of the incident's members (`members_heard`) on average, not like the nearest alone:
    a chain of reports, each a little like the one before, does not carry an incident away from its subject. For the
    same reason two thirds of its members must be of one place with the report, and two incidents are never merged.
    """
    if report.secret or not _known(report.region):
        return None
    found = [_compare(report, group, likeness, rules) for group in _groups(report, recent)]
    enough = [joining for joining in found if joining is not None]
    return max(enough, key=lambda joining: (joining.likeness, joining.incident or "", joining.reports), default=None)


def highest_urgency(urgencies: Iterable[str], levels: Sequence[str]) -> str:
    """Return the urgency of an incident: the highest of its reports'; `levels` are the taxonomy's, low to high.

    Raises:
        ValueError: there are no urgencies, or one is not among the levels.
    """
    return max(urgencies, key=levels.index)


def same_place(a: str | None, b: str | None, level: int) -> bool:
    """Return whether two codes may mean one place: equal down to `level`, or one of them is known less deeply.

    A code above the regency ("35", a province) is no place of an incident.
    """
    if a is None or b is None or len(a) < _WIDTHS[_REGENCY] or len(b) < _WIDTHS[_REGENCY]:
        return False
    shared = min(len(a), len(b), _WIDTHS[level])
    return a[:shared] == b[:shared]


def _known(region: str | None) -> bool:
    return region is not None and len(region) >= _WIDTHS[_REGENCY]


def _groups(report: Report, recent: Iterable[Report]) -> Iterable[list[Report]]:
    """Return the incidents among the recent reports, and each report that stands alone as a group of one."""
    groups: dict[tuple[str, str], list[Report]] = {}
    for other in recent:
        if not other.secret and other.id != report.id:
            key = ("report", other.id) if other.incident is None else ("incident", other.incident)
            groups.setdefault(key, []).append(other)
    return groups.values()


def _compare(
    report: Report, group: Sequence[Report], likeness: Callable[[Report], float], rules: IncidentRules
) -> Joining | None:
    near = [other for other in group if same_place(report.region, other.region, rules.place_level)]
    if len(near) < _OF_ONE_PLACE * len(group) or not _in_time(report, group, rules):
        return None
    heard = sorted(((_adjusted(report, other, likeness, rules), other.id) for other in near), reverse=True)
    heard = heard[: max(_FEWEST_HEARD, round(rules.members_heard * len(heard)))]
    mean = sum(value for value, _ in heard) / len(heard)
    incident = group[0].incident
    needed = rules.founding if incident is None else rules.joining
    if mean < needed:
        return None
    return Joining(incident, tuple(other for _, other in heard), mean, needed)


def _in_time(report: Report, group: Sequence[Report], rules: IncidentRules) -> bool:
    away = [(other.received_at - report.received_at).total_seconds() / 3600 for other in group]
    nearest = min(map(abs, away))
    return nearest <= rules.hours_between and max(0.0, *away) - min(0.0, *away) <= rules.hours_in_all


def _adjusted(report: Report, other: Report, likeness: Callable[[Report], float], rules: IncidentRules) -> float:
    less = 0.0
    if _WIDTHS[_REGENCY] in (len(report.region or ""), len(other.region or "")):
        less += rules.wide_place
    if report.category.partition(".")[0] != other.category.partition(".")[0]:
        less += rules.other_category
    return max(0.0, likeness(other) - less)
