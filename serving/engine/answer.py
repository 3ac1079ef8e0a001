"""What a caller gets for a complaint: labels with probabilities, the decision with reasons, and every version."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from models.bundle.open import OpenBundle
from triage.dangers import DangerSignal
from triage.decision import Decision
from triage.directory import Agency
from triage.emergency import Contact
from triage.places import Place, Span
from triage.prediction import Distribution
from triage.reasons import Reason
from triage.regions import Regions
from triage.tasks import Task
from triage.taxonomy import Name, Taxonomy
from triage.triager import Triage, Triager


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class NameOut(_Frozen):
    """A name in Indonesian and English."""

    id: str
    en: str


class Scored(_Frozen):
    """One possible label with its calibrated probability."""

    label: str
    name: NameOut
    probability: float


class TaskOut(Scored):
    """The most probable label of a task, and the first `top_k` (itself among them)."""

    alternatives: list[Scored]


class RegionOut(_Frozen):
    """A Kemendagri region."""

    code: str
    name: str


class SpanOut(_Frozen):
    """Where a place or a danger is named: `title` or `text` as sent, and its character offsets."""

    field: str
    start: int
    end: int


class PlaceOut(RegionOut):
    """Where the complaint may belong, how sure that is, and what it was read from."""

    confidence: float
    source: str
    spans: list[SpanOut]


class ReasonOut(_Frozen):
    """A reason as a code and as a sentence."""

    code: str
    text: NameOut


class AgencyRef(_Frozen):
    """An agency by slug and name."""

    slug: str
    name: NameOut


class ScoredAgency(AgencyRef):
    """An agency with the calibrated probability that it is the responsible one, and what speaks for it."""

    probability: float
    evidence: list[ReasonOut] = []


class AgencyOut(ScoredAgency):
    """The most probable agency, the first `top_k`, and the mass of everybody else."""

    role: str
    region: RegionOut | None
    alternatives: list[ScoredAgency]
    other: float


class DeadlineOut(_Frozen):
    """The last day on which a step is in time, and the rule it comes from."""

    step: str
    due: date
    source: str


class ContactOut(_Frozen):
    """A service to call for a danger, the first one first."""

    service: str
    name: NameOut
    number: str | None = Field(description="Null where no number is on file: look up that of the office named.")
    note: NameOut = Field(description="What the service is for, and where its number does not answer.")
    source: str
    checked: date | None = Field(description="When an operator last tried the number; null where nobody has.")


class DangerOut(_Frozen):
    """A sign of danger that was read in the text; only one of scope `now` says that the danger is there."""

    signal: str
    danger: str
    level: str
    scope: str
    text: NameOut
    span: SpanOut


class DecisionOut(_Frozen):
    """What is done; for `review` and `urgent_lane` the agency is a proposal to a person."""

    action: str
    agency: AgencyRef | None
    desk: str | None
    copies: list[AgencyRef]
    kind: str | None
    category: str | None
    urgency: str | None
    deadlines: list[DeadlineOut]
    reasons: list[ReasonOut]
    audit: bool
    answer_by: datetime | None = Field(
        description="When a person must have handed an urgent complaint over, day and night; null outside the lane."
    )
    contacts: list[ContactOut] = Field(description="Whom to call at once; empty outside the urgent lane.")


class SimilarOut(_Frozen):
    """A confirmed case of the past that reads alike (cosine similarity), by its id."""

    id: str
    role: str
    agency: str | None
    similarity: float


class Versions(_Frozen):
    """All that has to be known to give the same answer again."""

    model: str
    bundle: str
    recipe: str
    label_space: str
    taxonomy: str
    policy: str
    jurisdiction: str
    clocks: str
    emergency: str


class Answer(_Frozen):
    """The engine's answer to one complaint; a task that the model was not trained for is null."""

    id: str
    kind: TaskOut | None
    category: TaskOut | None
    urgency: TaskOut | None
    role: TaskOut | None
    agency: AgencyOut | None
    similar: list[SimilarOut]
    places: list[PlaceOut]
    dangers: list[DangerOut]
    decision: DecisionOut
    versions: Versions


def answer_of(triage: Triage, bundle: OpenBundle, triager: Triager, top_k: int) -> Answer:
    """Return the answer to one complaint, with the first `top_k` of every list."""
    scores = triage.prediction.scores

    def task(which: Task) -> TaskOut | None:
        return (
            _task(which, triage.prediction.answers(which), bundle.taxonomy, triager, top_k) if which in scores else None
        )

    return Answer(
        id=triage.complaint_id,
        kind=task(Task.KIND),
        category=task(Task.CATEGORY),
        urgency=task(Task.URGENCY),
        role=task(Task.ROLE),
        agency=_agency(triage, triager.router.directory.regions, top_k),
        similar=[
            SimilarOut(id=case.id, role=case.role, agency=case.agency, similarity=case.similarity)
            for case in triage.prediction.similar[:top_k]
        ],
        places=[_place(place) for place in triage.places],
        dangers=[_danger(signal) for signal in triage.prediction.dangers],
        decision=_decision(triage.decision),
        versions=versions_of(bundle, triager).model_copy(update={"policy": triage.decision.policy_version}),
    )


def versions_of(bundle: OpenBundle, triager: Triager) -> Versions:
    """Return the versions of everything that takes part in an answer."""
    reference = bundle.predictor.reference
    return Versions(
        model=reference.name,
        bundle=reference.version,
        recipe=reference.recipe,
        label_space=reference.label_space,
        taxonomy=reference.taxonomy,
        policy=triager.policy.version,
        jurisdiction=triager.router.jurisdiction.version,
        clocks=triager.clocks.version,
        emergency=triager.emergency.version,
    )


def _task(task: Task, scores: Distribution, taxonomy: Taxonomy, triager: Triager, top_k: int) -> TaskOut:
    def named(label: str) -> NameOut:
        if task is Task.ROLE:
            name = triager.router.directory.role(label).name
            return NameOut(id=_without_region(name.id), en=_without_region(name.en or name.id))
        return _name(taxonomy.label(task, label).name)

    ranked = [Scored(label=label, name=named(label), probability=score) for label, score in scores.top(top_k)]
    return TaskOut(**ranked[0].model_dump(), alternatives=ranked)


def _without_region(name: str) -> str:
    plain = name.replace(" of {region}", "").replace(" {region}", "").replace("{region}", "").strip()
    return plain or name.replace("{region}", "…")


def _agency(triage: Triage, regions: Regions, top_k: int) -> AgencyOut | None:
    if not triage.candidates:
        return None
    best = triage.candidates[0]
    shown = [
        ScoredAgency(
            slug=candidate.agency.slug,
            name=_name(candidate.agency.name),
            probability=candidate.probability,
            evidence=[_reason(reason) for reason in candidate.evidence],
        )
        for candidate in triage.candidates[:top_k]
    ]
    region = regions.get(best.agency.region) if best.agency.region else None
    return AgencyOut(
        **shown[0].model_dump(),
        role=best.role,
        region=RegionOut(code=region.code, name=region.full_name) if region else None,
        alternatives=shown,
        other=max(0.0, 1.0 - sum(item.probability for item in shown)),
    )


def _place(place: Place) -> PlaceOut:
    return PlaceOut(
        code=place.region.code,
        name=place.region.full_name,
        confidence=place.confidence,
        source=place.source.value,
        spans=[_span(span) for span in place.spans],
    )


def _danger(signal: DangerSignal) -> DangerOut:
    return DangerOut(
        signal=signal.signal,
        danger=signal.danger.value,
        level=signal.level,
        scope=signal.scope.value,
        text=_name(signal.sentence),
        span=_span(signal.span),
    )


def _span(span: Span) -> SpanOut:
    return SpanOut(field=span.field, start=span.start, end=span.end)


def _decision(decision: Decision) -> DecisionOut:
    return DecisionOut(
        action=decision.action.value,
        agency=_reference(decision.agency) if decision.agency else None,
        desk=decision.desk.value if decision.desk else None,
        copies=[_reference(agency) for agency in decision.copies],
        kind=decision.kind,
        category=decision.category,
        urgency=decision.urgency,
        deadlines=[
            DeadlineOut(step=deadline.step.value, due=deadline.due, source=deadline.source)
            for deadline in decision.deadlines
        ],
        reasons=[_reason(reason) for reason in decision.reasons],
        audit=decision.audit,
        answer_by=decision.answer_by,
        contacts=[_contact(contact) for contact in decision.contacts],
    )


def _contact(contact: Contact) -> ContactOut:
    return ContactOut(
        service=contact.service,
        name=_name(contact.name),
        number=contact.number,
        note=_name(contact.note),
        source=contact.source,
        checked=contact.checked,
    )


def _reason(reason: Reason) -> ReasonOut:
    return ReasonOut(code=reason.code.value, text=NameOut(id=reason.sentence("id"), en=reason.sentence("en")))


def _reference(agency: Agency) -> AgencyRef:
    return AgencyRef(slug=agency.slug, name=_name(agency.name))


def _name(name: Name) -> NameOut:
    return NameOut(id=name.id, en=name.en or name.id)
