"""What the house has decided beforehand: the error it accepts, who goes to a human, where routing is on."""

from __future__ import annotations

from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from triage.catalog_file import read_catalog
from triage.incidents import IncidentRules
from triage.regions import dotted


class RolloutMode(StrEnum):
    """How far the machine may go for a role in a region; only `auto` routes by itself."""

    OFF = "off"
    SHADOW = "shadow"
    SUGGEST = "suggest"
    AUTO = "auto"


def _unquoted_off(written: object) -> object:
    """Return the mode that a file means by `off`, which YAML reads as a plain no."""
    return RolloutMode.OFF if written is False else written


WrittenMode = Annotated[RolloutMode, BeforeValidator(_unquoted_off)]


Stake = Annotated[float, Field(gt=0.0, allow_inf_nan=False)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class UrgentLane(_Frozen):
    """What enters the lane: whatever a grave sign speaks of, and the most suspect of the rest.

    The model's fitted threshold for `share` of complaints decides who those are, on the probability of `level` or
    above; `threshold` stands in for a model that has none for that share.
    """

    level: str = "darurat"
    share: float = Field(default=0.06, gt=0.0, lt=1.0)
    threshold: float = Field(gt=0.0, le=1.0)
    answer_within_minutes: int = Field(default=60, ge=1, le=24 * 60)
    """How soon a person must have looked at it and handed it over, by day and by night."""


class RolloutException(_Frozen):
    """A mode for one role, one region (with all below it), or one role in one region."""

    mode: WrittenMode
    role: str | None = None
    region: Annotated[str, AfterValidator(dotted)] | None = None

    def covers(self, role: str, region: str | None) -> bool:
        """Return whether this exception speaks about a role in a region."""
        below = region is not None and (region == self.region or region.startswith(f"{self.region}."))
        return self.role in (None, role) and (self.region is None or below)


class ReviewRules(_Frozen):
    """How people settle what the machine is unsure of.

    A claim lasts `lease_minutes`; a skipped item stays away from who skipped it for `skip_minutes`.
    """

    lease_minutes: int = Field(default=10, ge=1, le=24 * 60)
    skip_minutes: int = Field(default=240, ge=1)
    second_reading_share: float = Field(default=0.1, ge=0.0, le=1.0)
    """The share of the blind audit that two people read apart from each other."""


class Retention(_Frozen):
    """After how many days without any act a text goes; its labels, verdicts and the audit chain stay."""

    raw_days: int = Field(default=90, ge=1)
    text_days: int = Field(default=5 * 365, ge=1)


class Policy(_Frozen):
    """The rules of decision, with a version that every decision cites."""

    version: str
    target_error: float = Field(gt=0.0, lt=1.0)
    urgent_lane: UrgentLane
    stakes: dict[str, Stake] = {}
    """How many times as bad it is to miss a level of urgency as to call it where it is not; 1 where none is named."""

    human_only_kinds: tuple[str, ...] = ("pengaduan_pengawasan",)
    rollout: WrittenMode = RolloutMode.AUTO
    rollout_exceptions: tuple[RolloutException, ...] = ()
    audit_share: float = Field(default=0.03, ge=0.0, le=1.0)
    copy_threshold: float = Field(default=0.6, gt=0.0, le=1.0)
    """How sure of its agency the part with a second problem must be before a copy is proposed."""

    review: ReviewRules = ReviewRules()
    incidents: IncidentRules = IncidentRules()
    retention: Retention = Retention()

    def stopped(self) -> Policy:
        """Return the policy under which the machine routes nothing by itself: the stop button."""
        return self.model_copy(
            update={"version": f"{self.version}+stopped", "rollout": RolloutMode.OFF, "rollout_exceptions": ()}
        )

    def mode(self, role: str, region: str | None) -> RolloutMode:
        """Return the rollout mode for a role in a region; the last exception that covers it wins."""
        covering = [exception.mode for exception in self.rollout_exceptions if exception.covers(role, region)]
        return covering[-1] if covering else self.rollout


def load_policy(path: Path | None = None) -> Policy:
    """Read a policy file (YAML), by default the bundled one.

    Raises:
        BrokenCatalog: a key is missing, unknown or out of range.
    """
    path = path or Path(str(files("triage").joinpath("catalog/policy.yaml")))
    return read_catalog(path, Policy)
