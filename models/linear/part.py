"""TF-IDF with one linear classifier per task, kept by skops (no pickle)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import ClassifierMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

from models.errors import UntrustedType
from models.linear.skops_file import skops_io
from models.scorer import NEVER, Logits
from triage.tasks import Task

TRUSTED: tuple[str, ...] = ()
"""Types beyond skops' own list that a linear part may hold: none."""


class LinearScorer:
    """A fitted text vectoriser and a fitted classifier per task; both are plain scikit-learn estimators.

    A classifier's classes are positions in the label space, so labels that had no training row keep
    their place and get the logit `NEVER`. Margins of a LinearSVC serve as logits too.
    """

    def __init__(
        self, vectorizer: FeatureUnion, classifiers: Mapping[Task, ClassifierMixin], sizes: Mapping[Task, int]
    ) -> None:
        self.vectorizer = vectorizer
        self.classifiers = dict(classifiers)
        self.sizes = dict(sizes)

    def logits(self, texts: Sequence[str]) -> Logits:
        """Return logits for each text."""
        features = self.vectorizer.transform(list(texts))
        return {task: self._expand(task, features) for task in self.classifiers}

    def _expand(self, task: Task, features: Any) -> NDArray[np.float32]:
        classifier: Any = self.classifiers[task]
        margins = classifier.decision_function(features)
        if margins.ndim == 1:
            margins = np.column_stack([np.zeros_like(margins), margins])
        full = np.full((margins.shape[0], self.sizes[task]), NEVER, dtype=np.float32)
        full[:, classifier.classes_] = margins
        return full

    def save(self, path: Path) -> None:
        """Write the part as one .skops file."""
        content = {
            "vectorizer": self.vectorizer,
            "classifiers": {task.value: classifier for task, classifier in self.classifiers.items()},
            "sizes": {task.value: size for task, size in self.sizes.items()},
        }
        skops_io().dump(content, path)

    @classmethod
    def open(cls, path: Path) -> LinearScorer:
        """Read a .skops file.

        Raises:
            UntrustedType: the file holds a type outside the closed list.
        """
        if strangers := set(skops_io().get_untrusted_types(file=path)) - set(TRUSTED):
            raise UntrustedType(got=", ".join(sorted(strangers)))
        content = skops_io().load(path, trusted=list(TRUSTED))
        return cls(
            content["vectorizer"],
            {Task(task): classifier for task, classifier in content["classifiers"].items()},
            {Task(task): size for task, size in content["sizes"].items()},
        )


def make_vectorizer(
    word_ngrams: tuple[int, int], char_ngrams: tuple[int, int], min_df: int, max_features: int | None
) -> FeatureUnion:
    """Return the unfitted TF-IDF union: words and characters inside words, sublinear, float32."""
    shared = {
        "sublinear_tf": True,
        "dtype": np.float32,
        "lowercase": True,
        "min_df": min_df,
        "max_features": max_features,
    }
    return FeatureUnion(
        [
            ("word", TfidfVectorizer(analyzer="word", ngram_range=word_ngrams, **shared)),
            ("char", TfidfVectorizer(analyzer="char_wb", ngram_range=char_ngrams, **shared)),
        ]
    )


def make_classifier(name: str, c: float, seed: int) -> ClassifierMixin:
    """Return an unfitted `logreg` (multinomial) or `svm` (one against the rest)."""
    if name == "svm":
        return LinearSVC(C=c, random_state=seed, dual=True, max_iter=2000)
    return LogisticRegression(C=c, max_iter=300, random_state=seed)
