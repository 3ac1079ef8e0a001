"""The contract of the `Predictor` seam, as functions to run on any implementation before it is served.

A part of your own passes if `check_predictor(predictor, complaints)` returns. Give it a few dozen
complaints of different lengths, an empty and a very long one among them: what is padded, cut or
scaled together shows only then.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from models.errors import ContractBroken
from triage.complaint import Complaint
from triage.prediction import Distribution, Prediction, Predictor
from triage.tasks import Task

_TOLERANCE = 1e-6


def check_predictor(predictor: Predictor, complaints: Sequence[Complaint]) -> None:
    """Run every check of this module on a predictor.

    Raises:
        ContractBroken: the first check that fails, with what was found.
    """
    for check in CHECKS:
        check(predictor, complaints)


def check_reference(predictor: Predictor, complaints: Sequence[Complaint]) -> None:
    """Check that the reference is complete, names the label space by its digest, and stands in each prediction."""
    reference, space = predictor.reference, predictor.label_space
    for name in ("name", "version", "recipe", "label_space", "taxonomy"):
        _require("reference", bool(getattr(reference, name)), f"{name} is empty")
    _require("reference", reference.label_space == space.digest, "label_space is not the digest of the label space")
    _require("reference", reference.taxonomy == space.taxonomy, "the taxonomy is not the label space's")
    for number, prediction in enumerate(predictor.predict(complaints)):
        _require("reference", prediction.model == reference, f"prediction {number} names another model")


def check_routing_fit(predictor: Predictor, complaints: Sequence[Complaint]) -> None:
    """Check that the fit of the way to an agency is finite, trusts no rule against itself, and keeps the order."""
    fit = predictor.routing_fit
    finite = all(map(math.isfinite, (fit.rule_trust, fit.slope, fit.intercept)))
    _require("routing_fit", finite, f"it is not finite: {fit}")
    _require("routing_fit", fit.rule_trust >= 0.0, f"rule_trust is {fit.rule_trust}")
    _require("routing_fit", fit.slope > 0.0, f"slope is {fit.slope}: the surer candidate would become the less sure")


def check_lane_points(predictor: Predictor, complaints: Sequence[Complaint]) -> None:
    """Check that each threshold of the urgent lane is a probability above 0, for a share between 0 and 1 of its own."""
    points = predictor.lane_points
    for point in points:
        finite = all(map(math.isfinite, (point.share, point.threshold, point.lifted, point.recall)))
        _require("lane_points", finite, f"one is not finite: {point}")
        _require("lane_points", 0.0 < point.threshold <= 1.0, f"a threshold is {point.threshold}")
        _require("lane_points", 0.0 < point.share < 1.0, f"a share is {point.share}")
    _require("lane_points", len({point.share for point in points}) == len(points), "a share stands there twice")


def check_one_prediction_each(predictor: Predictor, complaints: Sequence[Complaint]) -> None:
    """Check that there are as many predictions as complaints."""
    found = len(predictor.predict(complaints))
    _require("one_prediction_each", found == len(complaints), f"{found} predictions for {len(complaints)} complaints")


def check_empty_batch(predictor: Predictor, complaints: Sequence[Complaint]) -> None:
    """Check that no complaints give no predictions, and no error."""
    found = predictor.predict([])
    _require("empty_batch", found == [], f"{len(found)} predictions for no complaints")


def check_every_label_scored(predictor: Predictor, complaints: Sequence[Complaint]) -> None:
    """Check that every task of the label space is scored, over exactly its labels in their order."""
    space = predictor.label_space
    for number, prediction in enumerate(predictor.predict(complaints)):
        _require("every_label_scored", set(prediction.scores) == set(space.labels), f"prediction {number}: other tasks")
        for task, labels in space.labels.items():
            known = prediction.scores[task].labels == labels
            _require("every_label_scored", known, f"prediction {number}: other labels of {task.value}")


def check_sums_to_one(predictor: Predictor, complaints: Sequence[Complaint]) -> None:
    """Check that the probabilities of each task are not negative and sum to 1 within a millionth."""
    for number, prediction in enumerate(predictor.predict(complaints)):
        for task, scores in prediction.scores.items():
            total = math.fsum(scores.probabilities)
            _require(
                "sums_to_one", abs(total - 1.0) <= _TOLERANCE, f"prediction {number}: {task.value} sums to {total}"
            )
            _require("sums_to_one", min(scores.probabilities) >= 0.0, f"prediction {number}: {task.value} is negative")


def check_open_roles(predictor: Predictor, complaints: Sequence[Complaint]) -> None:
    """Check that roles beyond the label space, where a predictor gives them, are a distribution that covers its own.

    All predictions have them or none has; they are over the same roles in the same order.
    """
    head = set(predictor.label_space.labels.get(Task.ROLE, ()))
    opened = [prediction.open_roles for prediction in predictor.predict(complaints)]
    _require("open_roles", len({roles and roles.labels for roles in opened}) <= 1, "they differ between complaints")
    for number, roles in enumerate(opened):
        if roles is None:
            continue
        total = math.fsum(roles.probabilities)
        _require("open_roles", abs(total - 1.0) <= _TOLERANCE, f"prediction {number}: they sum to {total}")
        _require("open_roles", min(roles.probabilities) >= 0.0, f"prediction {number}: one is negative")
        _require("open_roles", len(set(roles.labels)) == len(roles.labels), "a role stands there twice")
        _require("open_roles", head <= set(roles.labels), "a role of the label space is missing")


def check_dangers(predictor: Predictor, complaints: Sequence[Complaint]) -> None:
    """Check that every sign of danger stands where its span says: within the title or the text as sent."""
    for number, (complaint, prediction) in enumerate(zip(complaints, predictor.predict(complaints), strict=True)):
        lengths = {"title": len(complaint.title), "text": len(complaint.text)}
        for sign in prediction.dangers:
            field, start, end = sign.span.field, sign.span.start, sign.span.end
            _require("dangers", field in lengths, f"complaint {number}: {sign.signal} stands in {field}")
            within = 0 <= start < end <= lengths[field]
            _require("dangers", within, f"complaint {number}: {sign.signal} stands at {start} to {end} of its {field}")


def check_deterministic(predictor: Predictor, complaints: Sequence[Complaint]) -> None:
    """Check that the same complaints get the same bytes again."""
    _require_same("deterministic", predictor.predict(complaints), predictor.predict(complaints))


def check_alone_as_in_batch(predictor: Predictor, complaints: Sequence[Complaint]) -> None:
    """Check that a complaint gets the same bytes alone, in half a batch and among all."""
    together = predictor.predict(complaints)
    _require_same("alone_as_in_batch", [predictor.predict([complaint])[0] for complaint in complaints], together)
    middle = len(complaints) // 2
    halves = [*predictor.predict(complaints[:middle]), *predictor.predict(complaints[middle:])]
    _require_same("alone_as_in_batch", halves, together)


def check_order_independent(predictor: Predictor, complaints: Sequence[Complaint]) -> None:
    """Check that complaints in reverse order get the same predictions in reverse order."""
    backwards = predictor.predict(complaints[::-1])
    _require_same("order_independent", backwards[::-1], predictor.predict(complaints))


CHECKS = (
    check_reference,
    check_routing_fit,
    check_lane_points,
    check_one_prediction_each,
    check_empty_batch,
    check_every_label_scored,
    check_sums_to_one,
    check_open_roles,
    check_dangers,
    check_deterministic,
    check_alone_as_in_batch,
    check_order_independent,
)
"""All of them, the cheap ones first."""


def _require(rule: str, kept: bool, problem: str) -> None:
    if not kept:
        raise ContractBroken(rule=rule, problem=problem)


def _require_same(rule: str, some: Sequence[Prediction], others: Sequence[Prediction]) -> None:
    _require(rule, len(some) == len(others), f"{len(some)} predictions, then {len(others)}")
    for number, (one, other) in enumerate(zip(some, others, strict=True)):
        for task in one.scores:
            largest = _largest_difference(one.scores[task], other.scores[task])
            _require(rule, largest == 0.0, f"complaint {number}: {task.value} differs by {largest:.1e}")
        if one.open_roles is not None and other.open_roles is not None:
            largest = _largest_difference(one.open_roles, other.open_roles)
            _require(rule, largest == 0.0, f"complaint {number}: the open roles differ by {largest:.1e}")
        _require(rule, one.open_roles == other.open_roles, f"complaint {number}: the open roles differ")
        _require(rule, one.similar == other.similar, f"complaint {number}: the similar cases differ")
        _require(rule, one.dangers == other.dangers, f"complaint {number}: the signs of danger differ")


def _largest_difference(one: Distribution, other: Distribution) -> float:
    return max(abs(a - b) for a, b in zip(one.probabilities, other.probabilities, strict=True))
