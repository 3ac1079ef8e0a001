"""The one path from a complaint to a decision; everything that triages calls this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from typing import Protocol

from triage.calendar import Calendar
from triage.complaint import Complaint
from triage.deadlines import Clocks, load_clocks
from triage.decision import Decision, decide
from triage.directory import Agency
from triage.emergency import Contact, EmergencyContacts, dangers_now, load_emergency
from triage.jurisdiction import Rule
from triage.oversight import overseer
from triage.places import Place
from triage.policy import Policy
from triage.prediction import LanePoint, OperatingPoint, Prediction, Predictor
from triage.problems import parts_of
from triage.reasons import Reason
from triage.router import Router
from triage.routing import Candidate
from triage.time_zones import WIB, time_zone


class Reader(Protocol):
    """Reads the raw text of a complaint in memory and notes what a decision must know."""

    def __call__(self, complaint: Complaint) -> Sequence[Reason]: ...


@dataclass(frozen=True, slots=True)
class Triage:
    """All that the engine made of one complaint."""

    complaint_id: str
    prediction: Prediction
    places: tuple[Place, ...]
    rules: tuple[Rule, ...]
    candidates: tuple[Candidate, ...]
    decision: Decision


@dataclass(frozen=True)
class Triager:
    """From complaints to decisions: predict, route, decide.

    `audit_key` seeds the blind audit's draw. Deadlines count the days of the place that a complaint is most
    probably about, or of the tenant's region; of `zone` where neither is known.
    """

    predictor: Predictor
    router: Router
    policy: Policy
    calendar: Calendar
    clocks: Clocks = field(default_factory=load_clocks)
    emergency: EmergencyContacts = field(default_factory=load_emergency)
    readers: tuple[Reader, ...] = ()
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

    @property
    def lane_point(self) -> LanePoint | None:
        """The predictor's fitted threshold for the share that the policy lifts; None if it has none for it."""
        points = self.predictor.lane_points
        return next((point for point in points if point.share == self.policy.urgent_lane.share), None)

    def _triage(self, complaint: Complaint, prediction: Prediction, now: datetime) -> Triage:
        route = self.router(complaint, prediction, self.predictor.routing_fit)
        decision = decide(
            complaint=complaint,
            prediction=prediction,
            candidates=route.candidates,
            policy=self.policy,
            operating_point=self.operating_point,
            lane_point=self.lane_point,
            oversight=overseer(
                route.candidates, route.places, self.router.directory, complaint.refused_by, route.rules
            ),
            noted=[note for reader in self.readers for note in reader(complaint)],
            others=self._others(complaint, route.places),
            contacts=self._contacts(prediction, route.places),
            calendar=self.calendar,
            clocks=self.clocks,
            now=now,
            audit_key=self.audit_key,
            zone=self._zone(route.places),
        )
        return Triage(complaint.id, prediction, route.places, route.rules, route.candidates, decision)

    def _contacts(self, prediction: Prediction, places: Sequence[Place]) -> tuple[Contact, ...]:
        dangers = dangers_now(prediction.dangers)
        return self.emergency.contacts(dangers, self._region(places), self.router.directory)

    def _region(self, places: Sequence[Place]) -> str | None:
        """Return the place that a complaint is most probably about; a hint is one of its places."""
        return places[0].region.code if places else self.router.tenant

    def _zone(self, places: Sequence[Place]) -> tzinfo:
        return time_zone(self._region(places), default=self.zone)

    def _others(self, complaint: Complaint, places: Sequence[Place]) -> list[Agency]:
        """Return the agencies of the parts of a complaint that holds several problems, where they are sure enough.

        A part that names no place is about the place of the whole.
        """
        parts = parts_of(complaint)
        if len(parts) == 1:
            return []
        if places:
            parts = [replace(part, region=places[0].region.code) for part in parts]
        fit = self.predictor.routing_fit
        routes = [self.router(*pair, fit) for pair in zip(parts, self.predictor.predict(parts), strict=True)]
        firsts = [route.candidates[0] for route in routes if route.candidates]
        return [first.agency for first in firsts if first.probability >= self.policy.copy_threshold]
