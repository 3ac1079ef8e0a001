"""What each scorer made of the rows: the network as it is served, TF-IDF on the same rows, and TF-IDF on dev alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import FeatureUnion

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
    def open(cls, folder: Path, name: str = "adapted") -> Network:
        """Open the network that learnt from all of dev, or with the name `network` the one that saw no gold level."""
        recipe = recipe_of(NEURAL)
        space = LabelSpace.from_dict(json.loads((folder / "space.json").read_text(encoding="utf-8")))
        tokenizer = TextTokenizer.open(folder / name / "tokenizer.json", recipe)
        sizes = {task: len(labels) for task, labels in space.labels.items()}
        return cls(OnnxScorer.open(folder / name / "model.int8.onnx", tokenizer, sizes, threads=2), recipe)

    def urgency(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the head's log-probabilities (n, 4) and the vectors (n, width) of raw texts."""
        reading = self.scorer.read([self.recipe.safe_text(text) for text in texts])
        assert reading.vectors is not None
        return reading.logits[Task.URGENCY], reading.vectors


Classifier = Callable[[Sequence[str]], Table]
"""From raw texts to probabilities of the levels (n, 4)."""


@dataclass(frozen=True)
class Words:
    """TF-IDF fitted on some texts, as the linear part of a bundle has it: words of one and two, characters of two to five."""

    vectorizer: FeatureUnion

    @classmethod
    def of(cls, texts: Sequence[str]) -> Words:
        """Fit the vocabulary on raw texts."""
        return cls(make_vectorizer((1, 2), (2, 5), 2, 60_000).fit(_safe(texts)))

    def __call__(self, texts: Sequence[str]) -> csr_matrix:
        """Return the features of raw texts."""
        return self.vectorizer.transform(_safe(texts))


def fit_tfidf(words: Words, features: csr_matrix, labels: NDArray[np.int64], seed: int) -> Classifier:
    """Return logistic regression on TF-IDF."""
    fitted = LogisticRegression(C=LINEAR_C, max_iter=300, random_state=seed).fit(features, labels)

    def classify(asked: Sequence[str]) -> Table:
        return _chances(fitted, words(asked))

    return classify


def cross_fitted(
    fixed: tuple[Sequence[str], NDArray[np.int64]],
    texts: Sequence[str],
    labels: NDArray[np.int64],
    seed: int,
) -> tuple[Table, Classifier]:
    """Return TF-IDF's probabilities of texts that it did not learn from (n, 4), and one that learnt from all.

    `fixed` (texts and labels) is learnt from each time, beside the other folds of `texts`; the vocabulary is that of
    `fixed`, or where there are none that of `texts`, whose labels it does not know.
    """
    words = Words.of(fixed[0] or texts)
    features = words(texts)
    beside = words(fixed[0]) if fixed[0] else features[:0]
    chances = np.zeros((len(texts), len(LEVELS)))
    for train, held in folds_of(labels, seed):
        fitted = LogisticRegression(C=LINEAR_C, max_iter=300, random_state=seed)
        fitted.fit(vstack([beside, features[train]]).tocsr(), np.concatenate([fixed[1], labels[train]]))
        chances[held] = _chances(fitted, features[held])
    return chances, fit_tfidf(words, vstack([beside, features]).tocsr(), np.concatenate([fixed[1], labels]), seed)


def _chances(fitted: LogisticRegression, features: csr_matrix) -> Table:
    chances = np.full((features.shape[0], len(LEVELS)), 1e-9)
    chances[:, fitted.classes_] = fitted.predict_proba(features)
    return chances


def _safe(texts: Sequence[str]) -> list[str]:
    recipe = recipe_of(NEURAL)
    return [recipe.safe_text(text) for text in texts]


def folds_of(labels: NDArray[np.int64], seed: int, folds: int = 5) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Return the one division of dev into folds that every model of the report is judged by."""
    return list(StratifiedKFold(folds, shuffle=True, random_state=seed).split(labels, labels))


def as_complaint(text: str) -> Complaint:
    """Return a bare text as the noun that the reader of danger signals takes."""
    return Complaint("row", text, NO_TIME)
