"""The smallest worlds in which a rule shows: values to build by hand, and families of them to draw.

Every text here is invented; no citizen wrote one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import Any

from hypothesis import strategies as st

from triage.complaint import Channel, Complaint, Confidentiality
from triage.dangers import Danger, DangerSignal, Scope
from triage.directory import Directory
from triage.gazetteer import Gazetteer
from triage.jurisdiction import Rule
from triage.label_space import LabelSpace
from triage.places import Place, PlaceSource, Span
from triage.policy import Policy, RolloutException, RolloutMode, UrgentLane
from triage.prediction import Distribution, LanePoint, ModelReference, OperatingPoint, Prediction, RoutingFit
from triage.regions import Regions
from triage.router import Router, make_router
from triage.tasks import Task
from triage.taxonomy import Name

JAKARTA = timezone(timedelta(hours=7), "WIB")
NOW = datetime(2026, 3, 9, 10, 0, tzinfo=JAKARTA)

EAST_JAVA, SURABAYA, GUBENG, MOJO = "35", "35.78", "35.78.08", "35.78.08.1002"
REGENCY_OF_BANDUNG, CITY_OF_BANDUNG, BADUNG = "32.04", "32.73", "51.03"

KINDS = ("pengaduan_pengawasan", "pengaduan_non_pengawasan", "aspirasi", "permintaan_informasi")
URGENCIES = ("rendah", "sedang", "tinggi", "darurat")
CATEGORIES = ("kesehatan", "perhubungan", "energi")
ROLES = (
    "kabkota.kesehatan",
    "kabkota.rsud",
    "kabkota.pasar",
    "kabkota.air-minum",
    "kabkota.inspektorat",
    "kelurahan.pemerintahan",
    "provinsi.pendidikan",
    "pusat.kementerian-kesehatan",
    "pusat.kpk",
)
UNSEEN_ROLES = ("kabkota.pln", "kabkota.agama", "provinsi.bpjn", "pusat.kereta-api")
"""Roles that the label space lacks, so that only a rule can bring them in."""
A_MODEL = ModelReference(name="tetap", version="1", recipe="r", label_space="l", taxonomy="sp4n@2026.1")


def a_complaint(text: str = "Atap ruang tunggu bocor sejak kemarin.", **known: Any) -> Complaint:
    return Complaint(**{"id": "A-1", "received_at": NOW, **known}, text=text)


def a_prediction(**scores: Mapping[str, float]) -> Prediction:
    """Return a prediction from `role={"kabkota.kesehatan": 0.9, …}, kind={…}`; the label space keeps their order."""
    filled = {Task(task): Distribution(tuple(of), tuple(of.values())) for task, of in scores.items()}
    return Prediction(filled, A_MODEL)


def a_place(code: str, confidence: float = 1.0) -> Place:
    return Place(Regions().get(code), confidence, PlaceSource.HINT)


def a_point(threshold: float | None = 0.8, **known: Any) -> OperatingPoint:
    return OperatingPoint(
        **{"answer": "agency", "target_error": 0.05, "delta": 0.1, "n": 400, **known}, threshold=threshold
    )


def a_lane_point(threshold: float = 0.5, **known: Any) -> LanePoint:
    return LanePoint(
        **{"share": 0.06, "lifted": 0.058, "recall": 0.9, "dangerous": 40, "n": 400, **known}, threshold=threshold
    )


def a_sign(
    name: str = "flood.in_house",
    level: str = "darurat",
    scope: Scope = Scope.NOW,
    danger: Danger = Danger.FLOOD,
    span: Span | None = None,
) -> DangerSignal:
    """Return a sign of danger as a reader would find it; its sentence is the one of the sign, not of a complaint."""
    return DangerSignal(
        name, danger, level, scope, span or Span("text", 0, 4), Name("Tanda uji.", "A sign for a test.")
    )


def a_rule(to: str, among: Sequence[str] | str = "*", weight: float = 3.0, name: str | None = None) -> Rule:
    """Return a rule that speaks of "uji"; `name` is its id, by default the role's without its dots."""
    return Rule(
        id=name or to.replace(".", "-"),
        to=to,
        among=among if among == "*" else tuple(among),
        any=("uji",),
        weight=weight,
        says=Name("Aturan uji.", "A rule for a test."),
        source="UU Uji 1/2026",
    )


@cache
def the_gazetteer() -> Gazetteer:
    """Return the names of all regions, with nothing of a deployment's own; indexed once a run."""
    return Gazetteer(Regions())


@cache
def _the_router(directory: Directory) -> Router:
    return make_router(directory)


def a_router(directory: Directory, tenant: str | None = None) -> Router:
    """Return the router of a deployment for `tenant`; all of one directory share its index of names."""
    return replace(_the_router(directory), tenant=tenant)


def a_policy(**rules: Any) -> Policy:
    return Policy(**{"version": "uji", "target_error": 0.05, "urgent_lane": UrgentLane(threshold=0.3), **rules})


@dataclass(frozen=True)
class FixedPredictor:
    """A predictor that answers every complaint alike: a model whose scores a test can write down."""

    answer: Prediction
    operating_points: Sequence[OperatingPoint] = field(default_factory=lambda: (a_point(),))
    routing_fit: RoutingFit = field(default_factory=RoutingFit)
    lane_points: Sequence[LanePoint] = ()

    @property
    def reference(self) -> ModelReference:
        return self.answer.model

    @property
    def label_space(self) -> LabelSpace:
        return LabelSpace("sp4n@2026.1", {task: of.labels for task, of in self.answer.scores.items()})

    def predict(self, complaints: Sequence[Complaint]) -> list[Prediction]:
        return [self.answer] * len(complaints)


# --- families -------------------------------------------------------------------------------

CODES = (EAST_JAVA, SURABAYA, GUBENG, MOJO, REGENCY_OF_BANDUNG, CITY_OF_BANDUNG, BADUNG)
SLUGS = ("kabkota.kesehatan:35.78", "kabkota.rsud:35.78", "kabkota.inspektorat:35.78", "pusat.kpk")


def distributions(labels: Sequence[str]) -> st.SearchStrategy[Distribution]:
    """Draw distributions over `labels`, certain ones and flat ones included."""
    weights = st.lists(st.integers(0, 1000), min_size=len(labels), max_size=len(labels)).filter(any)
    return weights.map(lambda drawn: Distribution(tuple(labels), tuple(weight / sum(drawn) for weight in drawn)))


def predictions(kind: str | None = None) -> st.SearchStrategy[Prediction]:
    """Draw predictions; models that don't know kind, category or urgency are among them. `kind` fixes the kind."""
    known = {} if kind is None else {Task.KIND: st.just(Distribution((kind,), (1.0,)))}
    unsure = {
        Task.KIND: distributions(KINDS),
        Task.CATEGORY: distributions(CATEGORIES),
        Task.URGENCY: distributions(URGENCIES),
    }
    optional = {task: scores for task, scores in unsure.items() if task not in known}
    drawn = st.fixed_dictionaries({Task.ROLE: distributions(ROLES), **known}, optional=optional)
    return st.builds(Prediction, drawn, st.just(A_MODEL), dangers=signs())


def signs() -> st.SearchStrategy[tuple[DangerSignal, ...]]:
    """Draw what a reader of dangers found: mostly nothing, or signs of both levels in any scope."""
    drawn = st.builds(
        a_sign,
        name=st.sampled_from(("flood.in_house", "fire.burning", "road_hazard.hole")),
        level=st.sampled_from(("tinggi", "darurat")),
        scope=st.sampled_from(Scope),
        danger=st.sampled_from(Danger),
    )
    return st.just(()) | st.lists(drawn, max_size=3).map(tuple)


def lane_points() -> st.SearchStrategy[LanePoint | None]:
    return st.none() | st.builds(a_lane_point, threshold=st.floats(0.0, 1.0, exclude_min=True))


def complaints(**known: Any) -> st.SearchStrategy[Complaint]:
    """Draw complaints of the years that the calendar knows; `known` fixes fields."""
    fields: dict[str, st.SearchStrategy[Any]] = {
        "id": st.text(min_size=1, max_size=12),
        "text": st.text(max_size=40),
        "title": st.text(max_size=10),
        "received_at": st.datetimes(
            datetime(2021, 1, 2), datetime(2027, 6, 30), timezones=st.sampled_from((UTC, JAKARTA))
        ),
        "channel": st.sampled_from(Channel),
        "region": st.sampled_from((None, *CODES)),
        "confidentiality": st.sampled_from(Confidentiality),
        "refused_by": st.lists(st.sampled_from(SLUGS), unique=True, max_size=3).map(tuple),
    }
    return st.builds(Complaint, **{**fields, **{name: st.just(value) for name, value in known.items()}})


def places() -> st.SearchStrategy[list[Place]]:
    """Draw lists of places, some of them surer together than sure, some of them in each other."""
    return st.lists(st.builds(a_place, st.sampled_from(CODES), st.floats(0.0, 1.0)), max_size=3)


def rules() -> st.SearchStrategy[list[Rule]]:
    """Draw rules over roles of the label space and others; a listed competition holds the role it favours."""

    def build(to: str, others: Sequence[str], weight: float) -> Rule:
        return a_rule(to, "*" if not others else sorted({to, *others}), weight)

    known = st.sampled_from((*ROLES, *UNSEEN_ROLES))
    drawn = st.builds(build, known, st.lists(known, max_size=4), st.floats(0.1, 6.0))
    return st.lists(drawn, max_size=4)


def fits() -> st.SearchStrategy[RoutingFit]:
    return st.builds(
        RoutingFit, rule_trust=st.floats(0.0, 1.0), slope=st.floats(0.0, 3.0), intercept=st.floats(-4.0, 4.0)
    )


def operating_points() -> st.SearchStrategy[OperatingPoint | None]:
    return st.none() | st.builds(a_point, threshold=st.none() | st.floats(0.0, 1.0), n=st.integers(0, 10_000))


def policies() -> st.SearchStrategy[Policy]:
    exceptions = st.builds(
        RolloutException,
        mode=st.sampled_from(RolloutMode),
        role=st.sampled_from((None, *ROLES)),
        region=st.sampled_from((None, *CODES)),
    )
    return st.builds(
        a_policy,
        urgent_lane=st.builds(UrgentLane, level=st.sampled_from(URGENCIES), threshold=st.floats(0.01, 1.0)),
        rollout=st.sampled_from(RolloutMode),
        rollout_exceptions=st.lists(exceptions, max_size=3).map(tuple),
        audit_share=st.floats(0.0, 1.0),
    )
