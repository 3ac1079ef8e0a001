"""Role heads for corpora of any size: TF-IDF with a linear SVM, mixed with a logistic regression on frozen vectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from experiments.routing.frozen import frozen_vectors
from features.recipe import Recipe
from models.scorer import NEVER, Logits, Reading, Scorer, read
from training.calibrate import FittedModel, calibrate_part, mix
from training.config import HashSplit, LinearConfig, TrainingConfig
from training.corpus.reader import Corpus
from training.labels import build_label_space
from training.linear import fit_linear
from training.neural import LabelledTexts
from training.opening import open_all
from training.prepare import Prepared
from training.split import Parts
from triage.duties import load_duties
from triage.router import Router
from triage.tasks import Task
from triage.taxonomy import load_taxonomy

SVM = LinearConfig(classifier="svm", c=0.8)
"""As in experiments/surabaya, chosen on its calibration part."""
FROZEN_C = 0.02
"""Of the logistic regression on standardised vectors; chosen on calibration parts over 0.005, 0.02, 0.1."""


@dataclass(frozen=True)
class FrozenScorer:
    """A head on frozen vectors; it reads texts whose vectors were computed beforehand."""

    vectors: Mapping[str, np.ndarray]
    classifier: Pipeline
    labels: int

    def logits(self, texts: Sequence[str]) -> Logits:
        return self.read(texts).logits

    def read(self, texts: Sequence[str]) -> Reading:
        vectors = np.stack([self.vectors[text] for text in texts])
        full = np.full((len(texts), self.labels), NEVER, dtype=np.float32)
        full[:, self.classifier.classes_] = self.classifier.decision_function(vectors)
        return Reading({Task.ROLE: full}, vectors)


def prepared(name: str, parts: Parts, router: Router, output: Path) -> Prepared:
    """Return a run of role heads alone on given parts."""
    config = TrainingConfig.model_validate(
        {
            "name": f"routing-{name}",
            "tasks": ("role",),
            "data": {
                "files": ("unused",),
                "mapping": "unused",
                "split": HashSplit(calibration=0.1, test=0.1),
                "region": router.tenant,
            },
            "linear": SVM,
            "serve": "linear",
        }
    )
    labelled = tuple(row for row in parts.train if row.role is not None)
    parts = Parts(labelled, parts.calibration, parts.test, parts.leaks, parts.outside)
    space = build_label_space(parts.train, [Task.ROLE], load_taxonomy(), router.directory)
    corpus = Corpus(complaints=(), rejects=(), digest="")
    return Prepared(config, load_taxonomy(), router, corpus, parts, space, Recipe(), output)


def vectors_of(run: Prepared, cache: Path) -> dict[str, np.ndarray]:
    """Return the frozen vector of every text that the run reads, the duties among them."""
    known: dict[str, np.ndarray] = {}
    duties = list(load_duties(run.router.directory.roles).values())
    for texts in (
        duties,
        *(run.texts(rows) for rows in (run.parts.train, run.parts.calibration, run.parts.test) if rows),
    ):
        known.update(zip(texts, frozen_vectors(texts, cache), strict=True))
    return known


def fit_heads(run: Prepared, vectors: Mapping[str, np.ndarray], frozen_c: float = FROZEN_C) -> list[FittedModel]:
    """Return the models `linear`, `encoder` (frozen) and `ensemble`, calibrated, their roles not yet opened."""
    train, held_out = run.labelled(run.parts.train), run.labelled(run.parts.calibration)
    classifier = make_pipeline(StandardScaler(), LogisticRegression(C=frozen_c, max_iter=300))
    classifier.fit(np.stack([vectors[text] for text in train.texts]), train.labels[Task.ROLE])
    frozen = FrozenScorer(vectors, classifier, len(run.space.labels[Task.ROLE]))
    first = fit_linear_head(run)
    second = _part("encoder", frozen, held_out)
    return [first, second, mix(second, first, held_out.labels)]


def fit_linear_head(run: Prepared) -> FittedModel:
    """Return the model `linear` alone, calibrated: it needs no encoder."""
    train, held_out = run.labelled(run.parts.train), run.labelled(run.parts.calibration)
    linear = fit_linear(train.texts, train.labels, run.space, SVM, run.config.seed)
    return _part("linear", linear, held_out)


def _part(name: str, scorer: Scorer, held_out: LabelledTexts) -> FittedModel:
    logits, vectors = read(scorer, held_out.texts)
    return calibrate_part(name, scorer, logits, held_out.labels, vectors)


def opened(run: Prepared, models: Sequence[FittedModel]) -> list[FittedModel]:
    """Return the models with their roles opened to the directory and the way to agencies fitted."""
    return open_all(run, models, run.labelled(run.parts.train))
