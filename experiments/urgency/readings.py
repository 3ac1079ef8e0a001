"""What each scorer made of the rows: the network as it is served, TF-IDF on the same rows, and TF-IDF on dev alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from experiments.urgency.encoder import NEURAL, recipe_of
from features.recipe import Recipe
from features.tokens import TextTokenizer
from models.linear.part import make_vectorizer
from models.runtime.scorer import OnnxScorer
from triage.complaint import Complaint
from triage.label_space import LabelSpace
from triage.tasks import Task

Table = NDArray[np.float64]
NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
LEVELS = ("rendah", "sedang", "tinggi", "darurat")
LINEAR_C = 10.0


@dataclass(frozen=True)
class Network:
    """The exported int8 network with its tokenizer, as a server runs it."""

    scorer: OnnxScorer
    recipe: Recipe

    @classmethod
    def open(cls, folder: Path) -> Network:
        """Open what experiments.urgency.encoder left."""
        recipe = recipe_of(NEURAL)
        space = LabelSpace.from_dict(json.loads((folder / "space.json").read_text(encoding="utf-8")))
        tokenizer = TextTokenizer.open(folder / "network/tokenizer.json", recipe)
        sizes = {task: len(labels) for task, labels in space.labels.items()}
        return cls(OnnxScorer.open(folder / "network/model.int8.onnx", tokenizer, sizes, threads=2), recipe)

    def urgency(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the head's log-probabilities (n, 4) and the vectors (n, width) of raw texts."""
        reading = self.scorer.read([self.recipe.safe_text(text) for text in texts])
        assert reading.vectors is not None
        return reading.logits[Task.URGENCY], reading.vectors


Classifier = Callable[[Sequence[str]], Table]
"""From raw texts to probabilities of the levels (n, 4)."""


def fit_tfidf(texts: Sequence[str], labels: NDArray[np.int64], seed: int) -> Classifier:
    """Return TF-IDF with logistic regression, fitted on raw texts (masked by the recipe first)."""
    recipe = recipe_of(NEURAL)
    vectorizer = make_vectorizer((1, 2), (2, 5), 2, 60_000)
    features = vectorizer.fit_transform([recipe.safe_text(text) for text in texts])
    fitted = LogisticRegression(C=LINEAR_C, max_iter=300, random_state=seed).fit(features, labels)

    def classify(asked: Sequence[str]) -> Table:
        chances = np.full((len(asked), len(LEVELS)), 1e-9)
        found = fitted.predict_proba(vectorizer.transform([recipe.safe_text(text) for text in asked]))
        chances[:, fitted.classes_] = found
        return chances

    return classify


def cross_fitted(
    fixed: tuple[Sequence[str], NDArray[np.int64]],
    texts: Sequence[str],
    labels: NDArray[np.int64],
    seed: int,
) -> tuple[Table, Classifier]:
    """Return TF-IDF's probabilities of texts that it did not learn from (n, 4), and one that learnt from all.

    `fixed` (texts and labels) is learnt from each time, beside the other folds of `texts`.
    """
    chances = np.zeros((len(texts), len(LEVELS)))
    for train, held in folds_of(labels, seed):
        known = [*fixed[0], *(texts[row] for row in train)]
        classify = fit_tfidf(known, np.concatenate([fixed[1], labels[train]]), seed)
        chances[held] = classify([texts[row] for row in held])
    return chances, fit_tfidf([*fixed[0], *texts], np.concatenate([fixed[1], labels]), seed)


def folds_of(labels: NDArray[np.int64], seed: int, folds: int = 5) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Return the one division of dev into folds that every model of the report is judged by."""
    return list(StratifiedKFold(folds, shuffle=True, random_state=seed).split(labels, labels))


def as_complaint(text: str) -> Complaint:
    """Return a bare text as the noun that the reader of danger signals takes."""
    return Complaint("row", text, NO_TIME)
