"""Where a complaint belongs: regions, with how sure we are and where we read them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from triage.complaint import Complaint
from triage.regions import Region, Regions


class PlaceSource(StrEnum):
    """What a place was read from."""

    HINT = "hint"
    TENANT = "tenant"


@dataclass(frozen=True, slots=True)
class Place:
    """A region that a complaint may be about; `span` holds character offsets of the text as sent."""

    region: Region
    confidence: float
    source: PlaceSource
    span: tuple[int, int] | None = None


def find_places(complaint: Complaint, regions: Regions, tenant: str | None) -> list[Place]:
    """Return the places of a complaint, most likely first: the caller's hint, else the tenant's region.

    The text itself is not read yet; a reader of it adds places here, and `rank` already takes several.

    Raises:
        UnknownRegion: the hint is not a Kemendagri code.
    """
    if complaint.region is not None:
        return [Place(regions.get(complaint.region), 1.0, PlaceSource.HINT)]
    if tenant is not None:
        return [Place(regions.get(tenant), 1.0, PlaceSource.TENANT)]
    return []
