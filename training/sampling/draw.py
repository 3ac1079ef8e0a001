"""One sample from file to folder: read, leave out, score, choose, mask, write."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np

from models.bundle.open import OpenBundle
from training.corpus.mapping import Mapping as ColumnMapping
from training.corpus.reader import read_corpus
from training.corpus.rejects import write_rejects
from training.label_files import labelled_ids
from training.sampling.candidates import find_candidates
from training.sampling.errors import NothingToOffer, SourceNotNamed
from training.sampling.offer import offered, write_offer
from training.sampling.scoring import check_model, predict_rows, read_vectors, scored
from training.sampling.strategies import STRATEGIES, Chosen, Scored, Strategy
from training.split import read_division
from triage.directory import Directory
from triage.own_folder import begin_folder
from triage.prediction import Prediction
from triage.records import LabelledComplaint
from triage.tasks import Task

CARD = "sample.json"
Progress = Callable[[int, int], None]
"""Hears how many rows were read by the model just now, and how many it will read in all."""


@dataclass(frozen=True)
class Wanted:
    """How rows are chosen and handed out; with `blind` nobody sees what the model says."""

    strategy: Strategy
    n: int
    task: Task = Task.URGENCY
    seed: int = 13
    source: str = ""
    blind: bool = False
    with_secret: bool = False


@dataclass(frozen=True)
class Sample:
    """What was written: how many rows of how many that could be offered, and what was left out for which reason."""

    chosen: int
    candidates: int
    left_out: Mapping[str, int]
    unreadable: int


def draw_sample(
    bundle: OpenBundle,
    data: Path,
    mapping: ColumnMapping,
    directory: Directory,
    out: Path,
    wanted: Wanted,
    now: datetime,
    division: Path | None = None,
    labels: Sequence[Path] = (),
    progress: Progress = lambda done, total: None,
) -> Sample:
    """Write the rows worth a label to a new folder and return the counts.

    rows.csv and tasks.json are for people; sample.json says how they were chosen, rejects.csv what of the file
    could not be read.

    Raises:
        SourceNotNamed: there is a division, and `wanted` names no source.
        TaskNotInModel, NeedsAnEncoder: the model can't give what the strategy reads.
        NothingToOffer: no row is left.
        FolderInUse: the folder holds something.
        TriageError: a file can't be read.
    """
    if division is not None and not wanted.source:
        raise SourceNotNamed()
    check_model(bundle.predictor, wanted.strategy, wanted.task)
    parts = None if division is None else read_division(division, wanted.source)
    labelled = labelled_ids(labels, wanted.source or None)
    corpus = read_corpus([data], mapping, bundle.taxonomy, directory, now)
    candidates = find_candidates(corpus.complaints, labelled, parts, wanted.with_secret)
    if not candidates.rows:
        raise NothingToOffer(got=_counted(candidates.left_out))
    begin_folder(out)
    chosen, predictions = _choose(bundle, candidates.rows, wanted, now, progress)
    rows = list(
        offered(
            candidates.rows,
            predictions,
            chosen,
            wanted.strategy,
            bundle.predictor.recipe,
            wanted.source,
            wanted.blind,
        )
    )
    write_offer(out, rows, bundle.taxonomy, wanted.task)
    write_rejects(out / "rejects.csv", corpus.rejects)
    sample = Sample(len(rows), len(candidates.rows), candidates.left_out, len(corpus.rejects))
    model = bundle.predictor.reference
    card = {**asdict(wanted), **asdict(sample), "model": model.name, "version": model.version, "data": corpus.digest}
    (out / CARD).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    return sample


def _choose(
    bundle: OpenBundle, rows: Sequence[LabelledComplaint], wanted: Wanted, now: datetime, progress: Progress
) -> tuple[Chosen, Mapping[int, Prediction]]:
    """Return what was chosen, and the predictions of at least those rows, by position; a lot is drawn unread."""
    predictor, choose = bundle.predictor, STRATEGIES[wanted.strategy]
    if wanted.strategy is Strategy.RANDOM:
        chosen = choose(Scored(np.empty((len(rows), 0))), wanted.n, wanted.seed)
        if wanted.blind:
            return chosen, {}
        drawn = [rows[place] for place in chosen.rows]
        predictions = predict_rows(predictor, drawn, now, lambda done: progress(done, len(drawn)))
        return chosen, dict(zip(chosen.rows.tolist(), predictions, strict=True))
    total = len(rows) * (1 + (wanted.strategy is Strategy.BADGE))
    predictions = predict_rows(predictor, rows, now, lambda done: progress(done, total))
    read = scored(predictions, wanted.task, predictor.label_space)
    if wanted.strategy is Strategy.BADGE:
        read = replace(read, vectors=read_vectors(predictor, rows, now, lambda done: progress(done, total)))
    return choose(read, wanted.n, wanted.seed), dict(enumerate(predictions))


def _counted(left_out: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {reason}" for reason, count in left_out.items()) or "a file without a usable row"
