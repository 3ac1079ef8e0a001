"""Role, place and agency of ranked answers, against the truth of the rows, with paired intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.evaluate.answers import known_agencies
from triage.directory import Directory
from triage.mentions import words_of
from triage.prediction import Prediction, RoutingFit
from triage.records import LabelledComplaint
from triage.regions import Regions, fold_name
from triage.router import Route, Router

_RESAMPLES = 1000
_REGIONS = Regions()


@dataclass(frozen=True)
class Outcome:
    """What one model answered: first agencies and first five (rows whose agency is known), and whether each was right."""

    truth: tuple[str, ...]
    ranked: tuple[tuple[str, ...], ...]
    role_right: np.ndarray
    place_right: np.ndarray | None
    """For rows whose text names the true region: whether the first place is it, or lies in it."""
    routes: tuple[Route, ...] = ()

    @property
    def right(self) -> np.ndarray:
        return np.array(
            [bool(answers) and answers[0] == true for answers, true in zip(self.ranked, self.truth, strict=True)]
        )

    def top5(self, rows: np.ndarray) -> float | None:
        """Return the share of rows, by a mask, whose agency is among the first five answers."""
        hits = np.array([true in answers[:5] for answers, true in zip(self.ranked, self.truth, strict=True)])
        return float(hits[rows].mean()) if rows.any() else None


def asked_rows(rows: Sequence[LabelledComplaint]) -> list[LabelledComplaint]:
    """Return the rows that can be scored end to end."""
    return [row for row in rows if row.agency is not None]


def routed(
    rows: Sequence[LabelledComplaint], predictions: Sequence[Prediction], router: Router, fit: RoutingFit
) -> Outcome:
    """Return what the router answers for rows as they stand (their region, if they state one, is the caller's hint)."""
    truth, ranked, roles, places, routes = [], [], [], [], []
    for position, agency, complaint, prediction in known_agencies(
        predictions, rows, router.directory, region_known=True
    ):
        route = router(complaint, prediction, fit)
        truth.append(agency)
        ranked.append(tuple(candidate.agency.slug for candidate in route.candidates[:5]))
        first = route.candidates[0].agency.role if route.candidates else ""
        roles.append(first == router.directory.get(agency).role)
        places.append(_place_right(rows[position], route))
        routes.append(route)
    named = np.array([hit for hit in places if hit is not None])
    return Outcome(tuple(truth), tuple(ranked), np.array(roles), named, tuple(routes))


def flat(rows: Sequence[LabelledComplaint], ranked: Sequence[Sequence[str]], directory: Directory) -> Outcome:
    """Return what the flat rival answered for the same rows."""
    truth = [str(row.agency) for row in rows]
    roles = [
        directory.get(answers[0]).role == directory.get(true).role for answers, true in zip(ranked, truth, strict=True)
    ]
    return Outcome(tuple(truth), tuple(map(tuple, ranked)), np.array(roles), None)


def interval(hits: np.ndarray, seed: int = 13) -> list[float]:
    """Return the 95 % bootstrap interval of a mean."""
    rng = np.random.default_rng(seed)
    means = [hits[rng.integers(0, len(hits), len(hits))].mean() for _ in range(_RESAMPLES)]
    return [round(float(bound), 4) for bound in np.percentile(means, (2.5, 97.5))]


def paired(ours: np.ndarray, theirs: np.ndarray) -> dict[str, object]:
    """Return the difference of two accuracies on the same rows, in points, with its paired bootstrap interval."""
    gap = (ours.astype(float) - theirs.astype(float)) * 100
    return {"points": round(float(gap.mean()), 2), "interval": [round(bound, 2) for bound in interval(gap)]}


def _place_right(row: LabelledComplaint, route: Route) -> bool | None:
    """Return whether the first place lies in the deepest region that is true of the row and named in its text; None if none is."""
    named = _named_region(row)
    if named is None:
        return None
    return bool(route.places) and f"{route.places[0].region.code}.".startswith(f"{named}.")


def _named_region(row: LabelledComplaint) -> str | None:
    true = row.region
    if true is None:
        return None
    words = [word.folded for word in words_of(f"{row.title}\n{row.text}")]
    runs = {"".join(words[start : start + size]) for size in range(1, 5) for start in range(len(words) - size + 1)}
    parts = true.split(".")
    for depth in range(len(parts), 1, -1):
        code = ".".join(parts[:depth])
        name = _REGIONS.get(code).name
        bare = name.removeprefix("Kota ").removeprefix("Kabupaten ")
        if fold_name(bare) in runs:
            return code
    return None
