"""Fitting the TF-IDF part."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import FeatureUnion

from models.linear.part import LinearScorer, make_classifier, make_vectorizer
from training.config import LinearConfig
from triage.label_space import LabelSpace
from triage.tasks import Task


def fit_linear(
    texts: Sequence[str],
    labels: Mapping[Task, NDArray[np.int64]],
    space: LabelSpace,
    config: LinearConfig,
    seed: int,
    on_task: Callable[[Task], None] = lambda task: None,
) -> LinearScorer:
    """Return a fitted linear part; rows without a label of a task are left out of that task.

    `texts` are prepared by the recipe; `labels` are positions (n,), negative where there is none;
    `on_task` is told each task before it is fitted. A task with a single label is left out.
    """
    vectorizer = make_vectorizer(config.word_ngrams, config.char_ngrams, config.min_df, config.max_features)
    features = vectorizer.fit_transform(list(texts))
    _plain_vocabularies(vectorizer)
    classifiers = {}
    for task in space.labels:
        on_task(task)
        known = labels[task] >= 0
        if len(np.unique(labels[task][known])) < 2:
            continue
        classifier = make_classifier(config.classifier, config.task_c.get(task.value, config.c), seed)
        classifiers[task] = classifier.fit(features[np.flatnonzero(known)], labels[task][known])
    return LinearScorer(vectorizer, classifiers, {task: len(names) for task, names in space.labels.items()})


def _plain_vocabularies(vectorizer: FeatureUnion) -> None:
    """Turn NumPy integers in the vocabularies into plain ones: skops keeps each NumPy value as a file of its own."""
    for _, part in vectorizer.transformer_list:
        part.vocabulary_ = {piece: int(column) for piece, column in part.vocabulary_.items()}
