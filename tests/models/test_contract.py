"""Every implementation of the predictor seam keeps its contract, and the contract catches what breaks it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import pytest

from models.bundle import layout
from models.bundle.open import open_bundle
from models.contract import CHECKS, check_predictor
from models.errors import ContractBroken
from models.predictor import CalibratedPredictor
from models.runtime.scorer import OnnxScorer
from models.urgency.part import UrgencyPart
from tests.models.tiny import Tiny
from tests.worlds import A_MODEL, FixedPredictor, a_complaint, a_lane_point, a_prediction, a_sign
from triage.complaint import Complaint
from triage.label_space import LabelSpace
from triage.places import Span
from triage.prediction import Distribution, LanePoint, ModelReference, Prediction, RoutingFit, SimilarCase
from triage.tasks import Task

MAKES: dict[str, Callable[[Tiny], CalibratedPredictor]] = {
    "majority": lambda tiny: tiny.predictor(tiny.fitted["majority"].scorer),
    "svm": lambda tiny: tiny.predictor(tiny.fitted["linear"].scorer),
    "logreg": lambda tiny: tiny.predictor(tiny.fitted["logreg"].scorer),
    "torch": lambda tiny: tiny.predictor(tiny.torch()),
    "onnx-float32": lambda tiny: tiny.predictor(onnx(tiny, layout.ONNX)),
    "onnx-int8": lambda tiny: tiny.predictor(onnx(tiny, layout.ONNX_INT8)),
    "ensemble": lambda tiny: tiny.predictor(tiny.fitted["ensemble"].scorer),
    "opened-without-encoder": lambda tiny: tiny.predictor(
        tiny.fitted["linear"].scorer, tiny.fitted["linear"].open_roles
    ),
    "opened-torch": lambda tiny: tiny.predictor(tiny.torch(), tiny.fitted["ensemble"].open_roles),
    "bundle": lambda tiny: open_bundle(tiny.bundle).predictor,
}


def onnx(tiny: Tiny, name: str) -> OnnxScorer:
    return OnnxScorer.open(tiny.bundle / name, tiny.tokenizer(), tiny.sizes)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("make", MAKES)
def test_every_make_of_predictor_keeps_the_contract(make, check, tiny, crowd):
    check(MAKES[make](tiny), crowd)


def test_the_opened_makes_do_give_open_roles_and_similar_cases(tiny, crowd):
    """Or the checks of them would pass for want of any."""
    for make in ("opened-without-encoder", "opened-torch", "bundle"):
        predictions = MAKES[make](tiny).predict(crowd)
        assert all(prediction.open_roles is not None for prediction in predictions), make
        assert all(bool(prediction.similar) is (make != "opened-without-encoder") for prediction in predictions), make


def test_the_bundle_fuses_its_urgency_with_signs_that_the_crowd_shows(tiny):
    """Or the checks of signs and thresholds would pass for want of any."""
    opened = MAKES["bundle"](tiny)
    burning = a_complaint("Kebakaran! Rumah tetangga terbakar, api membesar sekarang.", id="api")
    (alone,) = opened.predict([burning])
    unfused = replace_urgency(opened, None).predict([burning])[0]

    assert opened.lane_points
    assert any(sign.speaks and sign.level == "darurat" for sign in alone.dangers)
    assert alone.scores[Task.URGENCY]["darurat"] > unfused.scores[Task.URGENCY]["darurat"]
    assert alone.scores[Task.KIND] == unfused.scores[Task.KIND]


def replace_urgency(opened: CalibratedPredictor, urgency: UrgencyPart | None) -> CalibratedPredictor:
    space, temperatures = opened.label_space, opened.temperatures
    return CalibratedPredictor(opened.scorer, opened.recipe, space, temperatures, opened.reference, urgency=urgency)


# --- what breaks it is caught ---------------------------------------------------------------

AN_ANSWER = a_prediction(
    role={"kabkota.kesehatan": 0.75, "kabkota.pasar": 0.25}, urgency={"rendah": 0.5, "tinggi": 0.5}
)
SOME = [a_complaint("Puskesmas tutup.", id="1"), a_complaint("Pasar bau.", id="2"), a_complaint("Air keruh.", id="3")]


class Honest(FixedPredictor):
    """Answers all alike, and names its label space rightly; the kinds below each break one rule."""

    @property
    def reference(self) -> ModelReference:
        return replace(A_MODEL, label_space=self.label_space.digest)

    @property
    def label_space(self) -> LabelSpace:
        return LabelSpace("sp4n@2026.1", {task: of.labels for task, of in AN_ANSWER.scores.items()})

    def predict(self, complaints: Sequence[Complaint]) -> list[Prediction]:
        return [self.with_scores(self.answer.scores[Task.ROLE].probabilities) for _ in complaints]

    def with_scores(self, probabilities: tuple[float, ...]) -> Prediction:
        role = Distribution(self.answer.scores[Task.ROLE].labels, probabilities)
        return Prediction({**self.answer.scores, Task.ROLE: role}, self.reference)


class ForgetsTheLast(Honest):
    def predict(self, complaints):
        return super().predict(complaints)[:-1]


class AnswersNobody(Honest):
    def predict(self, complaints):
        return super().predict(complaints or SOME)


class LeavesOutATask(Honest):
    def predict(self, complaints):
        found = super().predict(complaints)
        return [replace(one, scores={Task.ROLE: one.scores[Task.ROLE]}) for one in found]


class SwapsLabels(Honest):
    def predict(self, complaints):
        role = Distribution(("kabkota.pasar", "kabkota.kesehatan"), (0.25, 0.75))
        return [replace(one, scores={**one.scores, Task.ROLE: role}) for one in super().predict(complaints)]


class SumsToABitMore(Honest):
    def predict(self, complaints):
        return [self.with_scores((0.75, 0.25005)) for _ in complaints]


@dataclass(frozen=True)
class Wavers(Honest):
    calls: tuple[list[int], ...] = ([],)

    def predict(self, complaints):
        self.calls[0].append(1)
        share = 1 / (1 + len(self.calls[0]))
        return [self.with_scores((share, 1 - share)) for _ in complaints]


class ScalesTheBatchTogether(Honest):
    def predict(self, complaints):
        share = 1 / (1 + max((len(complaint.text) for complaint in complaints), default=0))
        return [self.with_scores((share, 1 - share)) for _ in complaints]


class CountsPlaces(Honest):
    def predict(self, complaints):
        return [self.with_scores((1 / (2 + place), 1 - 1 / (2 + place))) for place, _ in enumerate(complaints)]


class HasNoVersion(Honest):
    @property
    def reference(self):
        return replace(super().reference, version="")


class NamesAnotherLabelSpace(Honest):
    @property
    def reference(self):
        return A_MODEL


@dataclass(frozen=True)
class TurnsTheOrderRound(Honest):
    routing_fit: RoutingFit = field(default_factory=lambda: RoutingFit(slope=-0.5))


@dataclass(frozen=True)
class TrustsRulesAgainstThemselves(Honest):
    routing_fit: RoutingFit = field(default_factory=lambda: RoutingFit(rule_trust=-1.0))


@dataclass(frozen=True)
class LiftsAll(Honest):
    lane_points: Sequence[LanePoint] = (a_lane_point(0.0),)


@dataclass(frozen=True)
class LiftsAnEndlessShare(Honest):
    lane_points: Sequence[LanePoint] = (a_lane_point(share=1.0),)


@dataclass(frozen=True)
class LiftsWhatIsNoNumber(Honest):
    lane_points: Sequence[LanePoint] = (a_lane_point(float("nan")),)


@dataclass(frozen=True)
class LiftsOneShareTwice(Honest):
    lane_points: Sequence[LanePoint] = (a_lane_point(0.2), a_lane_point(0.3))


@dataclass(frozen=True)
class ReadsDangers(Honest):
    """Honest too: it gives a sign of danger, and thresholds of the lane."""

    lane_points: Sequence[LanePoint] = (a_lane_point(0.2), a_lane_point(0.4, share=0.02))

    def predict(self, complaints):
        return [replace(one, dangers=(self.sign(complaint),)) for one, complaint in self.pairs(complaints)]

    def pairs(self, complaints):
        return zip(super().predict(complaints), complaints, strict=True)

    def sign(self, complaint):
        return a_sign(span=Span("text", 0, len(complaint.text)))


class ReadsBeyondTheText(ReadsDangers):
    def sign(self, complaint):
        return a_sign(span=Span("text", 0, len(complaint.text) + 1))


class ReadsNothing(ReadsDangers):
    def sign(self, complaint):
        return a_sign(span=Span("text", 2, 2))


class ReadsATitleThatIsNotThere(ReadsDangers):
    def sign(self, complaint):
        return a_sign(span=Span("title", 0, 4))


class ReadsAnotherField(ReadsDangers):
    def sign(self, complaint):
        return a_sign(span=Span("region", 0, 4))


class ReadsOtherDangersInABatch(ReadsDangers):
    def predict(self, complaints):
        sign = a_sign(f"uji.{len(complaints)}")
        return [replace(one, dangers=(sign,)) for one in super().predict(complaints)]


OPENED = Distribution(("kabkota.kesehatan", "kabkota.pasar", "kecamatan.kua"), (0.5, 0.25, 0.25))


class OpensItsRoles(Honest):
    """Honest too: it gives roles beyond its label space, and a similar case."""

    def predict(self, complaints):
        alike = (SimilarCase("L-1", "kabkota.pasar", None, 0.75),)
        return [replace(one, open_roles=OPENED, similar=alike) for one in super().predict(complaints)]


def opened_as(one: Prediction, *probabilities: float) -> Prediction:
    return replace(one, open_roles=replace(OPENED, probabilities=probabilities))


class OpensToABitMoreThanOne(OpensItsRoles):
    def predict(self, complaints):
        return [opened_as(one, 0.5, 0.25, 0.25005) for one in super().predict(complaints)]


class ForgetsItsOwnRoles(OpensItsRoles):
    def predict(self, complaints):
        others = Distribution(("kecamatan.kua", "pusat.kpk"), (0.5, 0.5))
        return [replace(one, open_roles=others) for one in super().predict(complaints)]


class NamesARoleTwice(OpensItsRoles):
    def predict(self, complaints):
        twice = Distribution((*OPENED.labels, "kecamatan.kua"), (0.25, 0.25, 0.25, 0.25))
        return [replace(one, open_roles=twice) for one in super().predict(complaints)]


class OpensTheFirstOnly(OpensItsRoles):
    def predict(self, complaints):
        return [
            replace(one, open_roles=OPENED if place == 0 else None)
            for place, one in enumerate(super().predict(complaints))
        ]


@dataclass(frozen=True)
class WaversBeyondItsLabels(OpensItsRoles):
    calls: tuple[list[int], ...] = ([],)

    def predict(self, complaints):
        self.calls[0].append(1)
        share = 1 / (1 + len(self.calls[0]))
        return [opened_as(one, share, 1 - share, 0.0) for one in super().predict(complaints)]


class OpensByTheSizeOfTheBatch(OpensItsRoles):
    def predict(self, complaints):
        share = 1 / (1 + len(complaints))
        return [opened_as(one, share, 1 - share, 0.0) for one in super().predict(complaints)]


class FindsOtherCasesInABatch(OpensItsRoles):
    def predict(self, complaints):
        alike = (SimilarCase(f"L-{len(complaints)}", "kabkota.pasar", None, 0.75),)
        return [replace(one, similar=alike) for one in super().predict(complaints)]


BROKEN = {
    ForgetsTheLast: "one_prediction_each",
    AnswersNobody: "empty_batch",
    LeavesOutATask: "every_label_scored",
    SwapsLabels: "every_label_scored",
    SumsToABitMore: "sums_to_one",
    Wavers: "deterministic",
    ScalesTheBatchTogether: "alone_as_in_batch",
    CountsPlaces: "order_independent",
    HasNoVersion: "reference",
    NamesAnotherLabelSpace: "reference",
    TurnsTheOrderRound: "routing_fit",
    TrustsRulesAgainstThemselves: "routing_fit",
    LiftsAll: "lane_points",
    LiftsAnEndlessShare: "lane_points",
    LiftsWhatIsNoNumber: "lane_points",
    LiftsOneShareTwice: "lane_points",
    ReadsBeyondTheText: "dangers",
    ReadsNothing: "dangers",
    ReadsATitleThatIsNotThere: "dangers",
    ReadsAnotherField: "dangers",
    ReadsOtherDangersInABatch: "alone_as_in_batch",
    OpensToABitMoreThanOne: "open_roles",
    ForgetsItsOwnRoles: "open_roles",
    NamesARoleTwice: "open_roles",
    OpensTheFirstOnly: "open_roles",
    WaversBeyondItsLabels: "deterministic",
    OpensByTheSizeOfTheBatch: "alone_as_in_batch",
    FindsOtherCasesInABatch: "alone_as_in_batch",
}


@pytest.mark.parametrize("kind", [Honest, OpensItsRoles, ReadsDangers])
def test_a_predictor_of_a_third_person_that_keeps_it_passes(kind):
    check_predictor(kind(AN_ANSWER), SOME)


@pytest.mark.parametrize(("kind", "rule"), BROKEN.items(), ids=lambda item: getattr(item, "__name__", item))
def test_what_breaks_a_rule_is_caught_by_the_check_of_that_rule(kind, rule):
    check = next(check for check in CHECKS if check.__name__ == f"check_{rule}")

    with pytest.raises(ContractBroken) as caught:
        check(kind(AN_ANSWER), SOME)

    assert caught.value.fields["rule"] == rule
    assert f"models.contract.check_{rule}" in str(caught.value)


@pytest.mark.parametrize("kind", BROKEN)
def test_the_whole_suite_refuses_what_breaks_any_rule(kind):
    with pytest.raises(ContractBroken):
        check_predictor(kind(AN_ANSWER), SOME)


def test_a_broken_contract_never_quotes_a_complaint():
    with pytest.raises(ContractBroken) as caught:
        check_predictor(ScalesTheBatchTogether(AN_ANSWER), SOME)

    assert not any(complaint.text in str(caught.value) for complaint in SOME)
