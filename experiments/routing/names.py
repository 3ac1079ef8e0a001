"""Agencies without a training row, ranked among all names of the national list, beside BM25 over the duties."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import bm25s
import numpy as np

from models.open_roles.duties import words_of_text
from training.corpus.labels_by_name import Names
from training.corpus.mapping import load_mapping
from triage.directory import Directory
from triage.duties import load_duties
from triage.jurisdiction import shift
from triage.prediction import Prediction, RoutingFit
from triage.records import LabelledComplaint
from triage.router import Router
from triage.tasks import Task
from triage.taxonomy import load_taxonomy

SOURCE = "national-2017"
_ELSEWHERE = 0.002
"""Belief that a complaint is about a given region that it doesn't name."""
_NO_TIME = datetime(2017, 12, 1, tzinfo=UTC)
_NO_TOWN = 0.05
"""Belief in a name that states no town, beside those whose town the complaint names."""


@dataclass(frozen=True)
class ListedName:
    """A name of the list with what it means today: one role, and its region if the name states one."""

    name: str
    meanings: tuple[tuple[str, str | None], ...]


def listed_names(folder: Path, directory: Directory) -> list[ListedName]:
    """Read the names of taxonomy/agencies.csv that come from the national corpus, resolved by its crosswalk."""
    with (folder / "taxonomy/agencies.csv").open(encoding="utf-8", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file) if row["source"] == SOURCE]
    known = Names(load_mapping(Path("data/mappings/national.yaml")), load_taxonomy(), directory)
    listed = []
    for name in dict.fromkeys(names):
        meaning = known.agency(name)
        slugs = [meaning.slug] if meaning.slug else []
        slugs += [agency.slug for agency in directory.find(name)] if not slugs and not meaning.role else []
        pairs = [(directory.get(slug).role, directory.get(slug).region) for slug in slugs]
        if not pairs and meaning.role:
            pairs = [(meaning.role, None)]
        listed.append(ListedName(name, tuple(pairs)))
    return listed


def names_of_rows(folder: Path) -> dict[str, str]:
    """Return the agency name of each complaint of the national corpus, as it was written."""
    with gzip.open(folder / "national.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return {row["complaint_id"]: row["agency"].strip() for row in csv.DictReader(file)}


def rank_names(
    rows: Sequence[LabelledComplaint],
    predictions: Sequence[Prediction],
    router: Router,
    fit: RoutingFit,
    names: Sequence[ListedName],
) -> np.ndarray:
    """Return the belief (rows, names) in each name: its role's, times that of the region it states."""
    scores = np.zeros((len(rows), len(names)))
    for position, (row, prediction) in enumerate(zip(rows, predictions, strict=True)):
        complaint = row.model_copy(update={"region": None}).complaint(_NO_TIME)
        route = router(complaint, prediction, fit)
        known = prediction.scores[Task.ROLE].labels
        roles = shift(dict(prediction.roles), route.rules, fit.rule_trust, known)
        for column, name in enumerate(names):
            scores[position, column] = max(
                (
                    roles.get(role, 0.0) * _belief(region, role, route.places, router.directory)
                    for role, region in name.meanings
                ),
                default=0.0,
            )
    return scores


def rank_names_by_bm25(texts: Sequence[str], names: Sequence[ListedName], directory: Directory) -> np.ndarray:
    """Return the BM25 scores (rows, names) of texts against each name with the duties of its role."""
    duties = load_duties(directory.roles)
    documents = [" ".join([name.name, *(duties[role] for role, _ in name.meanings[:1])]) for name in names]
    index = bm25s.BM25()
    index.index([words_of_text(document) for document in documents], show_progress=False)
    return np.stack([index.get_scores(words_of_text(text) or ["-"]) for text in texts])


def share_in_first(scores: np.ndarray, truth: np.ndarray, k: int = 5) -> np.ndarray:
    """Return for each row whether its name is among the first k; ties keep the order of the list."""
    order = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    return (order == truth[:, None]).any(axis=1)


def _belief(region: str | None, role: str, places, directory: Directory) -> float:
    if directory.role(role).level.depth == 0:
        return 1.0
    if region is None:
        return _NO_TOWN
    inside = sum(place.confidence for place in places if f"{place.region.code}.".startswith(f"{region}."))
    return max(inside, _ELSEWHERE)
