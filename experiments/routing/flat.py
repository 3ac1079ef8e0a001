"""The rival: one classifier over agencies, with the same inputs as the router and the same two learners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from models.calibration.mixture import fit_mixture
from models.calibration.temperature import fit_temperature
from models.linear.part import make_vectorizer
from models.scorer import log_softmax
from training.linear import LinearConfig
from triage.records import LabelledComplaint

_SHARES = (0.3, 0.8, 2.0)
"""The SVM's c, chosen on the calibration part."""
_FROZEN_C = (0.005, 0.02, 0.1)


@dataclass(frozen=True)
class FlatRival:
    """Ranked agencies (rows, agencies) for texts and regions."""

    agencies: tuple[str, ...]
    chances: np.ndarray

    def ranked(self, depth: int = 5) -> list[list[str]]:
        return [[self.agencies[column] for column in row] for row in np.argsort(-self.chances, axis=1)[:, :depth]]


def fit_flat(
    train: Sequence[LabelledComplaint],
    held_out: Sequence[LabelledComplaint],
    asked: Sequence[LabelledComplaint],
    texts: Mapping[str, str],
    vectors: Mapping[str, np.ndarray],
) -> FlatRival:
    """Return the rival's answers for `asked`: TF-IDF with an SVM, mixed with a logistic regression on frozen vectors.

    Both also read the region that a row states, as indicators of its district, regency and village. The
    constants, temperatures and the mixture are fitted on `held_out`, as for the router.
    """
    train = [row for row in train if row.agency is not None]
    agencies = tuple(sorted({str(row.agency) for row in train}))
    at = {agency: column for column, agency in enumerate(agencies)}
    labels = np.array([at[str(row.agency)] for row in train])
    truth = np.array([at.get(str(row.agency), -1) for row in held_out])
    regions = _Regions(train)
    shape = LinearConfig()
    vectorizer = make_vectorizer(shape.word_ngrams, shape.char_ngrams, shape.min_df, shape.max_features)
    words = vectorizer.fit_transform([texts[row.id] for row in train])
    sparse = [
        hstack([table, regions.indicators(rows)]).tocsr()
        for table, rows in (
            (words, train),
            (vectorizer.transform([texts[row.id] for row in held_out]), held_out),
            (vectorizer.transform([texts[row.id] for row in asked]), asked),
        )
    ]
    dense = [
        np.hstack([np.stack([vectors[texts[row.id]] for row in rows]), regions.indicators(rows).toarray()])
        for rows in (train, held_out, asked)
    ]
    by_words = _best([LinearSVC(C=c) for c in _SHARES], sparse, labels, truth, len(agencies))
    by_vector = _best(
        [make_pipeline(StandardScaler(), LogisticRegression(C=c, max_iter=200)) for c in _FROZEN_C],
        dense, labels, truth, len(agencies),
    )  # fmt: skip
    warm = (fit_temperature(by_words[0], truth), fit_temperature(by_vector[0], truth))
    share = fit_mixture(by_words[0], by_vector[0], warm, truth)
    mixed = [
        share * np.exp(log_softmax(first, warm[0])) + (1 - share) * np.exp(log_softmax(second, warm[1]))
        for first, second in zip(by_words, by_vector, strict=True)
    ]
    return FlatRival(agencies, mixed[1])


class _Regions:
    """Indicators of every region code, and of those above it, that training rows state."""

    def __init__(self, rows: Sequence[LabelledComplaint]) -> None:
        self._at: dict[str, int] = {}
        for row in rows:
            for code in _path(row.region):
                self._at.setdefault(code, len(self._at))

    def indicators(self, rows: Sequence[LabelledComplaint]) -> csr_matrix:
        table = np.zeros((len(rows), max(1, len(self._at))), dtype=np.float32)
        for position, row in enumerate(rows):
            for code in _path(row.region):
                if code in self._at:
                    table[position, self._at[code]] = 1.0
        return csr_matrix(table)


def _path(region: str | None) -> list[str]:
    parts = region.split(".") if region else []
    return [".".join(parts[:depth]) for depth in range(2, len(parts) + 1)]


def _best(classifiers, parts, labels, truth, size):
    """Return the logits of the classifier that is right most often on held-out rows, for held-out and asked rows."""
    known = truth >= 0
    fitted = [classifier.fit(parts[0], labels) for classifier in classifiers]
    tables = [[_full(classifier, part, size) for part in parts[1:]] for classifier in fitted]
    return max(tables, key=lambda pair: (pair[0][known].argmax(axis=1) == truth[known]).mean())


def _full(classifier, part, size):
    margins = classifier.decision_function(part)
    full = np.full((margins.shape[0], size), -30.0, dtype=np.float32)
    full[:, classifier.classes_] = margins
    return full
