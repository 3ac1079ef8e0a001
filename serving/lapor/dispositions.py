"""From what a machine or a person settled to the disposition that LAPOR is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from serving.lapor.errors import NoLaporId, NotSettled
from serving.lapor.fields import LaporDisposition
from serving.lapor.id_maps import IdMaps
from serving.lapor.recipients import own_id, receiving_id
from triage.decision import Action, Decision
from triage.directory import Directory
from triage.tasks import Task
from triage.taxonomy import Taxonomy

if TYPE_CHECKING:
    from serving.engine.answer import DecisionOut
    from serving.engine.intake import PredictRequest

_PRIORITY_URGENCIES = frozenset(("tinggi", "darurat"))
_SUPERVISORY = "pengaduan_pengawasan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What is settled about a complaint, whoever settled it; labels are slugs, `region` is a Kemendagri code.

    `secret` and `anonymous` are the reporter's two wishes as LAPOR's ticket has them. `about_officials` says that the
    report speaks of misconduct. `refused` makes it a rejection: `agency` is then the right one, and `refused_by` are
    those that must not get it again.
    """

    kind: str
    agency: str
    secret: bool
    anonymous: bool
    category: str | None = None
    urgency: str | None = None
    copies: tuple[str, ...] = ()
    region: str | None = None
    urgent_lane: bool = False
    about_officials: bool = False
    refused: bool = False
    refused_by: tuple[str, ...] = ()

    @property
    def is_priority(self) -> bool:
        """Whether LAPOR's is_priority is set: urgency tinggi or darurat, or a complaint of the urgent lane."""
        return self.urgent_lane or self.urgency in _PRIORITY_URGENCIES

    @property
    def must_not_climb(self) -> bool:
        """Whether only the very agency named may get it: a unit above it may be the one that is accused."""
        return self.secret or self.about_officials or self.kind == _SUPERVISORY


def settled_by_machine(decision: Decision | DecisionOut, request: PredictRequest, region: str | None) -> Settled:
    """Return a decision that the machine may carry out by itself; `region` is where the problem is, if known.

    Raises:
        NotSettled: the decision is a proposal to a person (`review`, `urgent_lane`), or lacks an agency or a kind.
    """
    if decision.action != Action.AUTO_ROUTE:
        raise NotSettled(problem=f"the decision is {decision.action}, a proposal to a person")
    if decision.agency is None or decision.kind is None:
        raise NotSettled(problem="the decision names no agency" if decision.agency is None else "it has no kind")
    return Settled(
        kind=decision.kind,
        category=decision.category,
        urgency=decision.urgency,
        agency=decision.agency.slug,
        copies=tuple(copy.slug for copy in decision.copies),
        region=region,
        secret=request.is_secret,
        anonymous=request.is_anonymous,
        refused_by=request.refused_by,
    )


def disposition_of(settled: Settled, maps: IdMaps, directory: Directory, taxonomy: Taxonomy) -> LaporDisposition:
    """Return the fields of a disposition, or of a rejection that names the right agency.

    An agency without an id is reached through the unit above it (`receiving_id`), a category through the category
    above it, a place through the region around it. A secret report, or one about officials, goes to the very agency
    named or nowhere, and so do its copies.

    Raises:
        NoLaporId: a kind, category, agency or region has no id, nor anything that may stand in for it.
        UnknownAgency: the directory lacks the agency or a copy.
        UnknownLabel: the taxonomy lacks the category.
    """

    def to(agency: str) -> int:
        if settled.must_not_climb:
            return own_id(agency, maps)
        return receiving_id(agency, maps, directory, settled.refused_by)

    agency = to(settled.agency)
    copies = dict.fromkeys(to(copy) for copy in settled.copies)
    return LaporDisposition(
        classification_id=maps.classification.id_of(settled.kind),
        category_id=_category(settled.category, maps, taxonomy) if settled.category is not None else None,
        disposition_id=agency,
        location_id=_location(settled.region, maps) if settled.region is not None else None,
        copy_externals=tuple(number for number in copies if number != agency),
        is_secret=settled.secret,
        is_anonymous=settled.anonymous,
        is_priority=settled.is_priority,
        not_authority=settled.refused,
    )


def _category(slug: str, maps: IdMaps, taxonomy: Taxonomy) -> int:
    asked: str | None = slug
    while asked is not None:
        if asked in maps.category.ids:
            return maps.category.ids[asked]
        asked = taxonomy.label(Task.CATEGORY, asked).parent
    raise NoLaporId(kind=maps.category.kind, got=slug)


def _location(code: str, maps: IdMaps) -> int:
    parts = code.split(".")
    for depth in range(len(parts), 0, -1):
        around = ".".join(parts[:depth])
        if around in maps.location.ids:
            return maps.location.ids[around]
    raise NoLaporId(kind=maps.location.kind, got=code)
