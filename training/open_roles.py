"""Fitting what lies between a role head and an agency: open roles, trust in rules, calibration on agencies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from models.neighbours.cases import Case, CaseBase
from models.neighbours.index import UsearchIndex
from models.open_roles.combiner import fit_combiner
from models.open_roles.duties import DutyMatcher
from models.open_roles.part import OpenRoles
from models.open_roles.signals import RoleNames, SignalReader
from models.scorer import Scorer, Vectors, read
from training.evaluate.answers import known_agencies
from triage.directory import Directory
from triage.duties import load_duties
from triage.jurisdiction import shift
from triage.prediction import Prediction, RoutingFit
from triage.records import LabelledComplaint
from triage.router import Router
from triage.tasks import Task

NEIGHBOURS = 16
EXPECTED_UNSEEN = 0.02
"""Share of complaints whose role no training row shows, where the calibration rows show fewer."""
_TRUSTS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_CERTAIN = 1e-6
_CANDIDATES = 5
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


def signal_reader(
    directory: Directory,
    scorer: Scorer,
    head_roles: Sequence[str],
    rows: Sequence[LabelledComplaint],
    vectors: Vectors | None,
) -> tuple[SignalReader, dict[str, tuple[str, ...]]]:
    """Return the reader of signals over past cases (`rows`, `vectors`), and the role names it looks for."""
    duties = load_duties(directory.roles)
    duty_vectors = read(scorer, list(duties.values())).vectors
    names = {slug: role_names(directory, slug) for slug in duties}
    cases = None
    if vectors is not None:
        known = [position for position, row in enumerate(rows) if row.role is not None]
        cases = CaseBase(UsearchIndex.build(vectors[known]), [_case(rows[position]) for position in known])
    matcher = DutyMatcher(duties, duty_vectors)
    return SignalReader(matcher, RoleNames.of(names, matcher.roles), tuple(head_roles), cases, NEIGHBOURS), names


def role_names(directory: Directory, slug: str) -> tuple[str, ...]:
    """Return what a role is called, without the region that an agency's name carries."""
    role = directory.role(slug)
    plain = role.name.id.replace("{region}", "").strip()
    return tuple(name for name in (plain, *role.aliases) if name)


def fit_open_roles(
    reader: SignalReader,
    names: dict[str, tuple[str, ...]],
    texts: Sequence[str],
    head: NDArray[np.float64],
    vectors: Vectors | None,
    roles: Sequence[str | None],
    left_out: tuple[str, ...] = (),
    expected_unseen: float = EXPECTED_UNSEEN,
) -> OpenRoles:
    """Return the open roles with weights fitted on calibration rows.

    Each row is read twice: as it is, and as if its own role had never been seen in training (its share of
    the head and of the votes taken out). The second reading teaches what duties and names are worth
    for a new role; it counts as much as such roles occur among the rows, and at least
    `expected_unseen`.
    """
    at = {role: position for position, role in enumerate(reader.roles)}
    known = [row for row, role in enumerate(roles) if role in at]
    truth = np.array([at[str(roles[row])] for row in known])
    texts = [texts[row] for row in known]
    head, vectors = head[known], None if vectors is None else vectors[known]
    near = reader.neighbours(vectors, len(texts))
    seen = {at[role] for role in reader.head_roles if role in at}
    natural = reader.table(texts, head, vectors, near)
    hidden = reader.table(texts, head, vectors, near, [int(role) for role in truth])
    unseen = max(expected_unseen, float(np.mean([role not in seen for role in truth])) if len(truth) else 0.0)
    weights = np.concatenate([np.full(len(truth), 1.0 - unseen), np.full(len(truth), unseen)])
    combiner = fit_combiner(np.concatenate([natural, hidden]), np.concatenate([truth, truth]), weights, left_out)
    return OpenRoles(reader, combiner, names)


def fit_routing(predictions: Sequence[Prediction], rows: Sequence[LabelledComplaint], router: Router) -> RoutingFit:
    """Return how far rules are to be trusted, and the calibration of a candidate on the agency.

    The trust is the one under which the true roles of the rows are most likely; slope and
    intercept come from a logistic regression of "this candidate was the responsible agency" on
    its log-odds, over the first five candidates of each row, with the region known and without it.

    Source: Platt, Probabilistic Outputs for Support Vector Machines, 1999.
    """
    trust = _fit_trust(predictions, rows, router)
    odds, right = [], []
    for region_known in (True, False):
        for _, agency, complaint, prediction in known_agencies(predictions, rows, router.directory, region_known):
            for candidate in router(complaint, prediction, RoutingFit(rule_trust=trust)).candidates[:_CANDIDATES]:
                bounded = min(max(candidate.probability, _CERTAIN), 1.0 - _CERTAIN)
                odds.append(np.log(bounded / (1.0 - bounded)))
                right.append(candidate.agency.slug == agency)
    if len(set(right)) < 2:
        return RoutingFit(rule_trust=trust)
    fitted = LogisticRegression(C=1e3).fit(np.array(odds)[:, None], right)
    slope, intercept = float(fitted.coef_[0, 0]), float(fitted.intercept_[0])
    if slope <= 0.0:  # the rows say nothing of how sure to be: leave the product as it is
        return RoutingFit(rule_trust=trust)
    return RoutingFit(trust, slope, intercept)


def _fit_trust(predictions: Sequence[Prediction], rows: Sequence[LabelledComplaint], router: Router) -> float:
    told = [
        (prediction, router.jurisdiction.speaking(row.complaint(_NO_TIME).full_text), str(row.role))
        for prediction, row in zip(predictions, rows, strict=True)
        if row.role is not None
    ]
    told = [(prediction, rules, role) for prediction, rules, role in told if rules]
    if not told:
        return 1.0

    def likelihood(trust: float) -> float:
        total = 0.0
        for prediction, rules, role in told:
            shifted = shift(dict(prediction.roles), rules, trust, prediction.scores[Task.ROLE].labels)
            total += float(np.log(max(shifted.get(role, 0.0), _CERTAIN)))
        return total

    return max(_TRUSTS, key=likelihood)


def _case(row: LabelledComplaint) -> Case:
    return Case(
        id=row.id,
        role=str(row.role),
        agency=row.agency,
        region=row.region,
        day=row.received_at.date() if row.received_at else None,
    )
