"""What the router knows without having seen it: roles held out, a town left out, and what each signal is worth."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from experiments.routing.corpora import Town
from experiments.routing.heads import fit_heads, prepared, vectors_of
from experiments.routing.measure import interval
from models.open_roles.combiner import Combiner
from models.open_roles.part import OpenRoles
from models.open_roles.signals import SIGNALS
from models.scorer import read
from training.answering import predictor_of
from training.calibrate import FittedModel
from training.open_roles import fit_open_roles, signal_reader
from training.prepare import Prepared
from training.split import Parts
from triage.directory import Directory
from triage.records import LabelledComplaint
from triage.router import make_router
from triage.tasks import Task

_FOLDS = 3
LEFT_OUT: dict[str, tuple[str, ...]] = {
    "all signals": (),
    "without duties by words": ("words",),
    "without duties by vector": ("vector",),
    "without neighbours": ("votes",),
    "without names": ("named",),
    "head alone": ("words", "vector", "votes", "named"),
}
EXPECTED_UNSEEN = 0.1
"""What a deployment in another town says when it fits: one complaint in ten may be for a role it has no row of."""


def ablate(run: Prepared, model: FittedModel, rows: tuple[LabelledComplaint, ...] | None = None) -> dict[str, Any]:
    """Return role accuracy and log-loss on the test part with each signal left out; weights fitted on the calibration part."""
    rows = run.parts.test if rows is None else rows
    found = {}
    known = [row for row in rows if row.role is not None]
    texts = run.texts(tuple(known))
    logits, vectors = read(model.scorer, texts)
    for name, left_out in LEFT_OUT.items():
        roles, chances, weights = open_again(run, model, texts, logits, vectors, left_out)
        truth = np.array([roles.index(str(row.role)) for row in known])
        found[name] = _role_figures(chances, truth) | {"weights": dict(zip(SIGNALS, weights, strict=True))}
    return found


def open_again(run, model, texts, logits, vectors, left_out, expected_unseen=0.02):
    """Return roles, probabilities (texts, roles) and weights of the model opened with other signals."""
    base = model.open_roles
    plain = predictor_of(run, model)
    held_texts = run.texts(run.parts.calibration)
    head = np.array([one.scores[Task.ROLE].probabilities for one in plain.from_logits(model.logits)])
    truth = [row.role for row in run.parts.calibration]
    again = fit_open_roles(
        base.reader, dict(base.names), held_texts, head, model.vectors, truth, left_out, expected_unseen
    )
    asked = np.array([one.scores[Task.ROLE].probabilities for one in plain.from_logits(logits)])
    neighbours = base.reader.neighbours(vectors, len(texts))
    chances = again.combiner.probabilities(base.reader.table(texts, asked, vectors, neighbours))
    return list(base.reader.roles), chances, [round(weight, 2) for weight in again.combiner.weights]


def with_signals(run: Prepared, model: FittedModel) -> FittedModel:
    """Return the model with the signals of its own training rows, not weighed yet: `open_again` does that."""
    train = run.labelled(run.parts.train)
    vectors = read(model.scorer, train.texts).vectors
    reader, names = signal_reader(
        run.router.directory, model.scorer, run.space.labels[Task.ROLE], run.parts.train, vectors
    )
    return replace(model, open_roles=OpenRoles(reader, Combiner((0.0,) * len(SIGNALS)), names))


def hold_out_roles(name: str, town: Town, directory: Directory, output: Path) -> dict[str, Any]:
    """Return how often a role is found of which no row was in training: a third of the roles at a time is taken out."""
    roles = sorted({str(row.role) for row in town.parts.train if row.role is not None})
    drawn = np.random.default_rng(13).permutation(len(roles)) % _FOLDS
    hits: dict[str, list[np.ndarray]] = {"combined": [], "duties by words": [], "duties by vector": []}
    firsts: dict[str, list[np.ndarray]] = {way: [] for way in hits}
    for fold in range(_FOLDS):
        out = {role for role, at in zip(roles, drawn, strict=True) if at == fold}
        parts = Parts(
            *(tuple(row for row in rows if row.role not in out) for rows in (town.parts.train, town.parts.calibration)),
            town.parts.test,
            0,
            0,
        )
        run = prepared(f"{name}-fold-{fold}", parts, make_router(directory, town.tenant), output)
        model = with_signals(run, fit_heads(run, vectors_of(run, output))[-1])
        asked = tuple(row for row in town.parts.test if row.role in out)
        if not asked or model.open_roles is None:
            continue
        texts = run.texts(asked)
        logits, vectors = read(model.scorer, texts)
        names, chances, _ = open_again(run, model, texts, logits, vectors, (), EXPECTED_UNSEEN)
        truth = np.array([names.index(str(row.role)) for row in asked])
        duties = model.open_roles.reader.duties
        for way, scores in (
            ("combined", chances),
            ("duties by words", duties.by_words(texts)),
            ("duties by vector", duties.by_vector(vectors)),
        ):
            hits[way].append(_in_first(scores, truth, 5))
            firsts[way].append(_in_first(scores, truth, 1))
    return {
        way: {
            "top1": _mean(firsts[way]),
            "top5": _mean(hits[way]),
            "top5_interval": interval(np.concatenate(hits[way])),
            "n": int(sum(map(len, hits[way]))),
        }
        for way in hits
    }


def leave_town_out(name: str, towns: dict[str, Town], directory: Directory, output: Path) -> dict[str, Any]:
    """Return role figures on a corpus that took no part in training: head alone, duties alone, all signals."""
    others = [town for other, town in towns.items() if other != name]
    parts = Parts(
        tuple(row for town in others for row in town.parts.train),
        tuple(row for town in others for row in town.parts.calibration),
        towns[name].parts.test,
        0,
        0,
    )
    run = prepared(f"without-{name}", parts, make_router(directory, towns[name].tenant), output)
    model = with_signals(run, fit_heads(run, vectors_of(run, output))[-1])
    known = tuple(row for row in towns[name].parts.test if row.role is not None)
    texts = run.texts(known)
    logits, vectors = read(model.scorer, texts)
    roles, chances, _ = open_again(run, model, texts, logits, vectors, (), EXPECTED_UNSEEN)
    truth = np.array([roles.index(str(row.role)) for row in known])
    _, head, _ = open_again(run, model, texts, logits, vectors, LEFT_OUT["head alone"], EXPECTED_UNSEEN)
    seen = set(run.space.labels[Task.ROLE])
    strange = np.array([row.role not in seen for row in known])
    words = model.open_roles.reader.duties.by_words(texts) if model.open_roles else chances
    return {
        "n": len(known),
        "roles_without_a_row": round(float(strange.mean()), 4),
        "head alone": _role_figures(head, truth),
        "duties by words": {
            "accuracy": _mean([_in_first(words, truth, 1)]),
            "top5": _mean([_in_first(words, truth, 5)]),
        },
        "all signals": _role_figures(chances, truth),
        "roles without a row, top5": _mean([_in_first(chances, truth, 5)[strange]]) if strange.any() else None,
    }


def _role_figures(chances: np.ndarray, truth: np.ndarray) -> dict[str, Any]:
    first = _in_first(chances, truth, 1)
    return {
        "accuracy": _mean([first]),
        "interval": interval(first),
        "top5": _mean([_in_first(chances, truth, 5)]),
        "log_loss": round(float(-np.log(np.maximum(chances[np.arange(len(truth)), truth], 1e-12)).mean()), 4),
    }


def _in_first(scores: np.ndarray, truth: np.ndarray, k: int) -> np.ndarray:
    return (np.argsort(-scores, axis=1, kind="stable")[:, :k] == truth[:, None]).any(axis=1)


def _mean(hits: list[np.ndarray]) -> float:
    return round(float(np.concatenate(hits).mean()), 4)
