"""From one complaint and its scores to candidate agencies: read places and jurisdiction, then rank."""

from __future__ import annotations

from dataclasses import dataclass

from triage.complaint import Complaint
from triage.directory import Directory
from triage.gazetteer import Gazetteer
from triage.jurisdiction import Jurisdiction, Rule, load_jurisdiction
from triage.places import Place, PlaceFinder
from triage.prediction import Prediction, RoutingFit
from triage.routing import Candidate, rank


@dataclass(frozen=True, slots=True)
class Route:
    """Where a complaint may belong, which rules spoke, and who may be responsible, most probable first."""

    places: tuple[Place, ...]
    rules: tuple[Rule, ...]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Router:
    """Reads a complaint's places and jurisdiction from the text as sent, and ranks the agencies.

    `tenant` is the Kemendagri code of the deployment's own region, used where a complaint brings no hint.
    """

    directory: Directory
    jurisdiction: Jurisdiction
    find_places: PlaceFinder
    tenant: str | None = None

    def __call__(self, complaint: Complaint, prediction: Prediction, fit: RoutingFit | None = None) -> Route:
        """Return the route of one complaint.

        Raises:
            UnknownRegion: the region hint is not a Kemendagri code.
        """
        places = self.find_places(complaint, self.tenant)
        rules = self.jurisdiction.speaking(complaint.full_text)
        candidates = rank(prediction, places, self.directory, complaint.refused_by, rules, fit)
        return Route(tuple(places), tuple(rules), tuple(candidates))


def make_router(directory: Directory, tenant: str | None = None, jurisdiction: Jurisdiction | None = None) -> Router:
    """Return the router of a deployment, with the bundled rules unless others are given."""
    finder = PlaceFinder(Gazetteer(directory.regions, extra=directory.place_names()))
    return Router(directory, jurisdiction or load_jurisdiction(roles=directory.roles), finder, tenant)
