"""The decision: route by machine, hand to a person, or lift into the urgent lane, and why."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from hashlib import sha256

from triage.calendar import Calendar
from triage.complaint import Complaint, Confidentiality
from triage.dangers import Scope
from triage.deadlines import Clocks, Deadline, Step, known_deadlines, local_day
from triage.directory import Agency
from triage.emergency import Contact
from triage.policy import Policy, RolloutMode
from triage.prediction import LanePoint, OperatingPoint, Prediction
from triage.reasons import Reason, ReasonCode
from triage.routing import Candidate
from triage.tasks import Task
from triage.time_zones import WIB


class Action(StrEnum):
    """What happens next with the complaint."""

    AUTO_ROUTE = "auto_route"
    REVIEW = "review"
    URGENT_LANE = "urgent_lane"


class Desk(StrEnum):
    """An officer whom every agency must have."""

    PPID = "ppid"


_DESKS = {"permintaan_informasi": Desk.PPID}
"""Source: UU 14/2008 art. 13, each public body has an officer for information and documentation (PPID)."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is done and why. For `review` and `urgent_lane` the agency is a proposal to a person.

    `desk` is the officer within the agency that a kind of complaint goes to by law, if there is
    one; `copies` are for agencies of a second problem. In the urgent lane `contacts` say whom to call, and
    `answer_by` until when a person must have handed the complaint over; elsewhere there are none.
    """

    action: Action
    agency: Agency | None
    desk: Desk | None
    copies: tuple[Agency, ...]
    kind: str | None
    category: str | None
    urgency: str | None
    deadlines: tuple[Deadline, ...]
    reasons: tuple[Reason, ...]
    policy_version: str
    audit: bool
    answer_by: datetime | None = None
    contacts: tuple[Contact, ...] = ()


def decide(
    complaint: Complaint,
    prediction: Prediction,
    candidates: Sequence[Candidate],
    policy: Policy,
    operating_point: OperatingPoint | None,
    lane_point: LanePoint | None,
    oversight: Agency | None,
    noted: Sequence[Reason],
    others: Sequence[Agency],
    contacts: Sequence[Contact],
    calendar: Calendar,
    clocks: Clocks,
    now: datetime,
    audit_key: bytes,
    zone: tzinfo = WIB,
) -> Decision:
    """Return the decision on a complaint; pure and total: every input has an answer.

    A secret or supervisory report, or one that speaks of misconduct, goes to a person and is
    proposed to `oversight`, never to a unit it may accuse, nor copied to anyone. An information
    request goes to the agency's PPID. `noted` holds what readers of the raw text found, `others`
    the agencies of further problems, `contacts` whom to call for its dangers, if it enters the lane. Clocks
    run from the day, in `zone`, on which the complaint came in, or from `now` if that lies in the future; a
    deadline beyond the calendar is left out, with a reason. The clock of the lane runs from the minute, day
    and night.

    Source: UU 27/2022 art. 10 (a person can overrule), domain rule on rahasia reports.
    """
    kind, category = (_best(prediction, task) for task in (Task.KIND, Task.CATEGORY))
    urgency = _level(prediction, policy)
    hidden = _reasons_to_hide(complaint, kind, policy, noted)
    stops = [*hidden, *_reasons_to_stop(candidates, policy, operating_point, noted)]
    danger = _danger(prediction, policy, lane_point)
    action = Action.URGENT_LANE if danger else Action.REVIEW if stops else Action.AUTO_ROUTE
    best = candidates[0] if candidates else None
    sure = [] if stops or best is None or operating_point is None else [_sure(best, operating_point)]
    refused = [Reason.of(ReasonCode.REFUSED_BEFORE, count=len(complaint.refused_by))] if complaint.refused_by else []
    copies = () if hidden else _copies(others, best, complaint)
    desk = None if hidden else _DESKS.get(kind or "")
    day = local_day(min(complaint.received_at, now), zone)
    due = known_deadlines(kind or "", day, calendar, clocks)
    return Decision(
        action=action,
        agency=oversight if hidden else best.agency if best else None,
        desk=desk,
        copies=copies,
        kind=kind,
        category=category,
        urgency=urgency,
        deadlines=due,
        reasons=(*danger, *stops, *sure, *refused, *_addressed(desk, copies), *_remarks(noted), *_unknown(due)),
        policy_version=policy.version,
        audit=action is Action.AUTO_ROUTE and is_drawn(complaint.id, policy.audit_share, audit_key),
        answer_by=_answer_by(min(complaint.received_at, now), policy, zone) if danger else None,
        contacts=tuple(contacts) if danger else (),
    )


def is_drawn(complaint_id: str, share: float, key: bytes) -> bool:
    """Return whether a complaint is in the blind audit: a keyed hash, so repeatable and not gameable."""
    digest = hmac.new(key, complaint_id.encode(), sha256).digest()
    return int.from_bytes(digest[:8], "big") < share * 2**64


def _answer_by(since: datetime, policy: Policy, zone: tzinfo) -> datetime:
    """Return when the clock of the urgent lane has run out, on the clocks of the place."""
    try:
        return (since + timedelta(minutes=policy.urgent_lane.answer_within_minutes)).astimezone(zone)
    except OverflowError:  # the first and the last day that a datetime can hold
        return since


def _best(prediction: Prediction, task: Task) -> str | None:
    return prediction.scores[task].best[0] if task in prediction.scores else None


def _level(prediction: Prediction, policy: Policy) -> str | None:
    """Return the level whose probability, times what missing it costs, is highest; of equal ones the higher level."""
    levels = prediction.scores.get(Task.URGENCY)
    if levels is None:
        return None
    risks = [(probability * policy.stakes.get(level, 1.0), place) for place, (level, probability) in enumerate(levels)]
    return levels.labels[max(risks)[1]]


def _copies(others: Sequence[Agency], best: Candidate | None, complaint: Complaint) -> tuple[Agency, ...]:
    left_out = {*complaint.refused_by, best.agency.slug if best else ""}
    return tuple(dict.fromkeys(agency for agency in others if agency.slug not in left_out))


def _addressed(desk: Desk | None, copies: Sequence[Agency]) -> list[Reason]:
    to_desk = [Reason(ReasonCode.INFORMATION_REQUEST)] if desk is Desk.PPID else []
    return [*to_desk, *(Reason.of(ReasonCode.SECOND_PROBLEM, agency=agency.name.id) for agency in copies)]


def _reasons_to_hide(complaint: Complaint, kind: str | None, policy: Policy, noted: Sequence[Reason]) -> list[Reason]:
    reasons = [note for note in noted if note.code is ReasonCode.MISCONDUCT]
    if complaint.confidentiality is Confidentiality.SECRET:
        reasons.append(Reason(ReasonCode.SECRET))
    if kind in policy.human_only_kinds:
        reasons.append(Reason(ReasonCode.SUPERVISORY))
    return reasons


_STOPPING_NOTES = (ReasonCode.UNUSABLE_TEXT, ReasonCode.FOREIGN_LANGUAGE)


def _reasons_to_stop(
    candidates: Sequence[Candidate], policy: Policy, point: OperatingPoint | None, noted: Sequence[Reason]
) -> list[Reason]:
    reasons = [note for note in noted if note.code in _STOPPING_NOTES]
    if not candidates:
        return [*reasons, Reason(ReasonCode.NO_AGENCY_KNOWN)]
    best = candidates[0]
    if point is None or point.threshold is None:
        n = point.n if point else 0
        reasons.append(Reason.of(ReasonCode.NOT_CERTIFIABLE, n=n, target=policy.target_error))
    elif best.probability < point.threshold:
        reasons.append(Reason.of(ReasonCode.UNSURE_OF_AGENCY, probability=best.probability, threshold=point.threshold))
    mode = policy.mode(best.role, best.agency.region)
    if mode is not RolloutMode.AUTO:
        reasons.append(Reason.of(ReasonCode.NOT_ROLLED_OUT, mode=mode.value))
    return reasons


def _remarks(noted: Sequence[Reason]) -> list[Reason]:
    return [note for note in noted if note.code not in (*_STOPPING_NOTES, ReasonCode.MISCONDUCT)]


def _unknown(due: Sequence[Deadline]) -> list[Reason]:
    missing = len(Step) - len(due)
    return [Reason.of(ReasonCode.DEADLINE_UNKNOWN, count=missing)] if missing else []


def _sure(best: Candidate, point: OperatingPoint) -> Reason:
    return Reason.of(ReasonCode.SURE_OF_AGENCY, probability=best.probability, threshold=point.threshold)


def _danger(prediction: Prediction, policy: Policy, point: LanePoint | None) -> list[Reason]:
    """Return why a complaint enters the urgent lane; nothing where it does not.

    A sign of the lane's level or above that speaks is enough, whatever the model thinks of the whole. A fitted
    threshold holds for the highest level alone: a lane that begins lower goes by the policy's. Where words of many
    dangers are strung together the model reads them as well, so its probability alone lifts nothing.
    """
    lane, levels = policy.urgent_lane, prediction.scores.get(Task.URGENCY)
    grave = _from(lane.level, levels.labels if levels else ())
    signs = [sign for sign in prediction.dangers if sign.speaks and sign.level in grave]
    reasons = [
        Reason.of(ReasonCode.DANGER_SIGN, id=sign.sentence.id, en=sign.sentence.in_language("en")) for sign in signs
    ]
    if levels is None or lane.level not in levels.labels:
        return reasons
    probability = min(1.0, sum(levels.probabilities[levels.labels.index(lane.level) :]))
    threshold = lane.threshold if point is None or lane.level != levels.labels[-1] else point.threshold
    strung = any(sign.scope is Scope.LISTED for sign in prediction.dangers)
    above = probability >= threshold and not strung
    suspect = [Reason.of(ReasonCode.DANGER, probability=probability)] if above else []
    return [*suspect, *reasons]


def _from(level: str, levels: Sequence[str]) -> Sequence[str]:
    """Return a level and those above it."""
    return levels[levels.index(level) :] if level in levels else (level,)
