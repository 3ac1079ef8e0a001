"""The one path from a complaint to a decision; everything that triages calls this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Protocol

from triage.calendar import Calendar
from triage.complaint import Complaint
from triage.deadlines import WIB, Clocks, load_clocks
from triage.decision import Decision, decide
from triage.directory import Agency, Directory
from triage.places import Place, find_places
from triage.policy import Policy
from triage.prediction import OperatingPoint, Prediction, Predictor
from triage.reasons import Reason
from triage.routing import Candidate, rank

_OVERSIGHT = ("kabkota.inspektorat", "provinsi.inspektorat", "pusat.kementerian-panrb")
"""Who looks into reports about officials, from the town up."""


class Reader(Protocol):
    """Reads the raw text of a complaint in memory and notes what a decision must know."""

    def __call__(self, complaint: Complaint) -> Sequence[Reason]: ...


@dataclass(frozen=True, slots=True)
class Triage:
    """All that the engine made of one complaint."""

    complaint_id: str
    prediction: Prediction
    places: tuple[Place, ...]
    candidates: tuple[Candidate, ...]
    decision: Decision


@dataclass(frozen=True)
class Triager:
    """From complaints to decisions: predict, find places, rank agencies, decide.

    `tenant` is the Kemendagri code of the deployment's own region, used where a complaint
    brings no hint; `audit_key` seeds the blind audit's draw; deadlines count the days of `zone`.
    """

    predictor: Predictor
    directory: Directory
    policy: Policy
    calendar: Calendar
    clocks: Clocks = field(default_factory=load_clocks)
    readers: tuple[Reader, ...] = ()
    tenant: str | None = None
    audit_key: bytes = b""
    zone: tzinfo = WIB

    def __call__(self, complaints: Sequence[Complaint], now: datetime) -> list[Triage]:
        """Return one triage per complaint, in order.

        Raises:
            UnknownRegion: a region hint is not a Kemendagri code.
        """
        predictions = self.predictor.predict(complaints)
        return [self._triage(*pair, now) for pair in zip(complaints, predictions, strict=True)]

    @property
    def operating_point(self) -> OperatingPoint | None:
        """The predictor's fitted threshold for the policy's target error; None if it has none for it."""
        wanted = ("agency", self.policy.target_error)
        points = self.predictor.operating_points
        return next((point for point in points if (point.answer, point.target_error) == wanted), None)

    def _triage(self, complaint: Complaint, prediction: Prediction, now: datetime) -> Triage:
        places = find_places(complaint, self.directory.regions, self.tenant)
        candidates = rank(prediction, places, self.directory, complaint.refused_by)
        decision = decide(
            complaint=complaint,
            prediction=prediction,
            candidates=candidates,
            policy=self.policy,
            operating_point=self.operating_point,
            oversight=self._oversight(places, candidates, complaint.refused_by),
            noted=[note for reader in self.readers for note in reader(complaint)],
            calendar=self.calendar,
            clocks=self.clocks,
            now=now,
            audit_key=self.audit_key,
            zone=self.zone,
        )
        return Triage(complaint.id, prediction, tuple(places), tuple(candidates), decision)

    def _oversight(
        self, places: Sequence[Place], candidates: Sequence[Candidate], refused_by: Sequence[str]
    ) -> Agency | None:
        """Return who looks into reports about officials at the first place.

        Where the report is most probably about such a body itself, or one refused, the level above
        answers; None if there is nobody above.
        """
        region = places[0].region.code if places else None
        ladder = [
            agency for role in _OVERSIGHT for agency in self.directory.agencies(role, region) if agency.role == role
        ]
        accused = candidates[0].agency if candidates else None
        above = ladder[ladder.index(accused) + 1 :] if accused in ladder else ladder
        return next((agency for agency in above if agency.slug not in refused_by), None)
