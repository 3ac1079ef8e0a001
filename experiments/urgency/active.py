"""What active learning saves: how good urgency gets with k labels by each strategy, beside k drawn by lot.

python -m experiments.urgency.active --data ../shared/complaints --vectors vectors.npz

A simulation: the rows of data/urgency/labels.csv.gz stand for unlabelled complaints whose label is looked up when a
strategy asks for it; the dev part of the gold rows judges. Those rows were chosen themselves (`drawn`) and hold few
emergencies, so a lot among them is no lot among all complaints. `vectors.npz` holds `ids` ("source:complaint_id")
and `vectors`; without it there is no badge. Writes active.json and active.png: averages over seeds, and no text.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.stats import t as student
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import cohen_kappa_score, f1_score
from threadpoolctl import threadpool_limits

from experiments.urgency.corpora import load_gold, load_histories
from features.danger.signals import danger_reader
from features.recipe import Recipe
from training.sampling.scoring import gravest_signal
from training.sampling.strategies import STRATEGIES, Scored, Strategy
from training.snapshots.pool import cores, map_in_order
from triage.directory import load_directory
from triage.errors import TriageError
from triage.tasks import Task
from triage.taxonomy import load_taxonomy

HERE = Path(__file__).parent
START, STEP, MOST, SEEDS = 100, 50, 1_500, 5
FEATURES, C = 20_000, 1.0
"""Of 0.3, 1, 3 and 10, with and without balanced classes, about the best in cross-validation on the pool, and quick."""
BADGE_READS = 2_000
"""Rows, drawn anew each round, among which badge chooses; its time grows with them."""
SUSPECT = 0.08
"""The share of complaints that people would look at first."""
ASKED = (300, 500, 800)
"""Numbers of labels of a strategy for which it is said how many a lot needs."""
FIGURES = {
    "kappa": "quadratic-weighted kappa",
    "macro_f1": "macro-F1",
    "darurat_recall": f"share of darurat among the {SUSPECT:.0%} most suspect",
}

Numbers = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class World:
    """The pool and the rows that judge: TF-IDF, labels as levels, and what the strategies read beside the model."""

    pool: csr_matrix
    labels: Rows
    signals: Rows
    vectors: NDArray[np.float32] | None
    judge: csr_matrix
    truth: Rows
    weights: Numbers
    levels: tuple[str, ...]


def main() -> None:
    options = read_options()
    started = perf_counter()
    try:
        world = build_world(options.data, options.vectors)
    except TriageError as absent:
        sys.exit(f"The simulation needs data that are not here. {absent}")
    strategies = [one for one in Strategy if one is not Strategy.BADGE or world.vectors is not None]
    jobs = [(strategy, seed) for seed in range(options.seeds) for strategy in strategies]
    curves = map_in_order(partial(curve, world, options.most), jobs, options.workers)
    found: dict[Strategy, list[Numbers]] = {strategy: [] for strategy in strategies}
    for (strategy, seed), line in zip(jobs, curves, strict=True):
        found[strategy].append(line)
        print(
            f"{strategy}, seed {seed}: "
            + ", ".join(f"{name} {value:.3f}" for name, value in zip(FIGURES, line[-1], strict=True))
        )
    metrics = summarise(world, {name: np.stack(lines) for name, lines in found.items()})
    (options.out / "active.json").write_text(json.dumps(metrics, indent=1) + "\n", encoding="utf-8")
    draw(options.out / "active.png", metrics)
    print("\n".join(sentences(metrics)))
    print(f"{perf_counter() - started:.0f} s")


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the three histories and urgency.csv.gz")
    parser.add_argument("--vectors", type=Path, help="npz with ids and vectors, for badge")
    parser.add_argument("--most", type=int, default=MOST, help="labels at the end of a curve")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--workers", type=int, default=cores())
    parser.add_argument("--out", type=Path, default=HERE)
    return parser.parse_args()


# --- the world ------------------------------------------------------------------------------


def build_world(folder: Path, vectors: Path | None) -> World:
    """Read pool and judges; the test part of the gold rows is dropped unread.

    Raises:
        DataAbsent: a file is not there.
    """
    taxonomy, recipe, now = load_taxonomy(), Recipe(), datetime.now(UTC)
    levels = taxonomy.slugs(Task.URGENCY)
    gold = load_gold(folder)
    complaints = {row.id: row.complaint for row in load_histories(folder, gold, taxonomy, load_directory()).read}
    known = read_vectors(vectors, complaints) if vectors else None
    ids = [name for name in complaints if known is None or name in known]
    rows = [complaints[name].complaint(now) for name in ids]
    judges = [row for row in gold if row.part == "dev"]
    vectorizer = TfidfVectorizer(
        ngram_range=(1, 2), sublinear_tf=True, min_df=2, max_features=FEATURES, dtype=np.float32
    )
    pool = vectorizer.fit_transform([recipe.text(row) for row in rows])  # texts are there before any label is
    reader, place = danger_reader(), {level: position for position, level in enumerate(levels)}
    return World(
        pool=pool,
        labels=np.array([place[complaints[name].urgency or ""] for name in ids]),
        signals=np.array([gravest_signal(reader(row), levels) for row in rows]),
        vectors=None if known is None else np.stack([known[name] for name in ids]).astype(np.float32),
        judge=vectorizer.transform([recipe.safe_text(row.text) for row in judges]),
        truth=np.array([place[row.urgency] for row in judges]),
        weights=np.array([row.weight for row in judges]),
        levels=levels,
    )


def read_vectors(path: Path, wanted: Mapping[str, object]) -> dict[str, NDArray[np.float32]]:
    """Return the vectors of the wanted ids; says how many there are none of, since those leave the pool."""
    if not path.is_file():
        sys.exit(f"The file {path} with the vectors is not there; without --vectors there is no badge.")
    with np.load(path) as file:
        known = {
            str(name): vector for name, vector in zip(file["ids"], file["vectors"], strict=True) if str(name) in wanted
        }
    print(f"{len(known)} of {len(wanted)} rows of the pool have a vector; the others are left out")
    return known


# --- a curve --------------------------------------------------------------------------------


def curve(world: World, most: int, job: tuple[Strategy, int]) -> Numbers:
    """Return the figures (rounds, figures) after each round: 100 labels by lot, then 50 more by the strategy."""
    strategy, seed = job
    order = np.random.default_rng(seed).permutation(len(world.labels))
    labelled, rest = order[:START], np.sort(order[START:])
    line = []
    with threadpool_limits(1):  # one curve a core
        for number in range(len(numbers_of_labels(most, len(world.labels)))):
            model = LogisticRegression(C=C, class_weight="balanced", max_iter=300, tol=1e-3)
            model.fit(world.pool[labelled], world.labels[labelled])
            line.append(judge(world, probabilities(model, world.judge, len(world.levels))))
            chosen = ask(world, model, rest, strategy, 1_000 * seed + number)
            labelled, rest = np.concatenate([labelled, chosen]), np.setdiff1d(rest, chosen)
    return np.array(line)


def ask(world: World, model: LogisticRegression, rest: Rows, strategy: Strategy, seed: int) -> Rows:
    """Return the rows whose labels a strategy asks for next."""
    if strategy is Strategy.BADGE:
        rest = np.sort(np.random.default_rng(seed).permutation(rest)[:BADGE_READS])
    read = Scored(
        probabilities(model, world.pool[rest], len(world.levels)),
        None if world.vectors is None else world.vectors[rest],
        world.signals[rest],
    )
    return rest[STRATEGIES[strategy](read, STEP, seed).rows]


def numbers_of_labels(most: int, pool: int) -> list[int]:
    """Return how many labels there are in each round."""
    return list(range(START, min(most, pool) + 1, STEP))


def probabilities(model: Any, features: csr_matrix, levels: int) -> Numbers:
    """Return the probability of each level (n, levels); a level that no label showed has none."""
    table = np.zeros((features.shape[0], levels))
    table[:, model.classes_] = model.predict_proba(features)
    return table


def judge(world: World, table: Numbers) -> tuple[float, ...]:
    """Return kappa and macro-F1 over the gold rows as they are, and the recall with each weighed as it was drawn."""
    given = table.argmax(axis=1)
    levels = range(len(world.levels))
    return (
        float(cohen_kappa_score(world.truth, given, weights="quadratic", labels=levels)),
        float(f1_score(world.truth, given, average="macro", labels=levels, zero_division=0.0)),
        recall_among_suspect(table, world.truth, world.weights),
    )


def recall_among_suspect(table: Numbers, truth: Rows, weights: Numbers) -> float:
    """Return the share of the highest level among the most suspect 8 % of complaints, each row for as many as it stands."""
    order = np.lexsort((-table[:, -2:].sum(axis=1), -table[:, -1]))
    seen = np.cumsum(weights[order]) <= SUSPECT * weights.sum()
    grave = (truth[order] == table.shape[1] - 1) * weights[order]
    return float(grave[seen].sum() / grave.sum())


# --- what it says ---------------------------------------------------------------------------


def summarise(world: World, found: Mapping[Strategy, Numbers]) -> dict[str, Any]:
    """Return averages with 95 % intervals over seeds, and how many labels a lot needs for what a strategy reaches."""
    seeds, rounds, _ = found[Strategy.RANDOM].shape
    labels = [START + STEP * number for number in range(rounds)]
    curves = {name.value: as_curve(lines) for name, lines in found.items()}
    return {
        "pool": {level: int((world.labels == place).sum()) for place, level in enumerate(world.levels)},
        "judges": {level: int((world.truth == place).sum()) for place, level in enumerate(world.levels)},
        "model": {"features": FEATURES, "ngrams": [1, 2], "classifier": "logreg, balanced", "c": C},
        "start": START,
        "step": STEP,
        "seeds": seeds,
        "labels": labels,
        "curves": curves,
        "needs": needs(labels, curves),
    }


def as_curve(lines: Numbers) -> dict[str, dict[str, list[Any]]]:
    """Return mean and interval of each figure from lines (seeds, rounds, figures)."""
    mean, seeds = lines.mean(axis=0), len(lines)
    half = np.zeros_like(mean)
    if seeds > 1:
        half = student.ppf(0.975, seeds - 1) * lines.std(axis=0, ddof=1) / np.sqrt(seeds)
    return {
        figure: {
            "mean": np.round(mean[:, place], 4).tolist(),
            "interval": np.round(np.stack([mean - half, mean + half], axis=-1)[:, place], 4).tolist(),
        }
        for place, figure in enumerate(FIGURES)
    }


def needs(labels: Sequence[int], curves: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return for each strategy how many labels a lot needs, on average, for what the strategy reaches with so many."""
    return [
        {
            "strategy": strategy,
            "figure": figure,
            "labels": k,
            "reaches": (reached := of[figure]["mean"][labels.index(k)]),
            "random_needs": first_at(labels, curves[Strategy.RANDOM.value][figure]["mean"], reached),
        }
        for strategy, of in curves.items()
        if strategy != Strategy.RANDOM
        for figure in FIGURES
        for k in ASKED
        if k in labels
    ]


def first_at(labels: Sequence[int], means: Sequence[float], wanted: float) -> int | None:
    """Return the number of labels at which a curve first reaches a value, on a line between rounds; None: never."""
    if means[0] >= wanted:
        return labels[0]
    for place in range(1, len(means)):
        if means[place] >= wanted:
            share = (wanted - means[place - 1]) / (means[place] - means[place - 1])
            return round(labels[place - 1] + share * (labels[place] - labels[place - 1]))
    return None


def sentences(metrics: Mapping[str, Any]) -> list[str]:
    """Return what a lot needs, in words."""
    most = metrics["labels"][-1]
    return [
        f"{one['strategy']} reaches a {FIGURES[one['figure']]} of {one['reaches']:.3f} with {one['labels']} labels; a lot "
        + (f"needs {one['random_needs']}." if one["random_needs"] else f"does not within {most}.")
        for one in metrics["needs"]
    ]


def draw(path: Path, metrics: Mapping[str, Any]) -> None:
    """Draw each figure over the number of labels, one line a strategy with its interval."""
    figure = Figure(figsize=(12, 4), layout="constrained")
    for axes, (name, title) in zip(figure.subplots(1, len(FIGURES)), FIGURES.items(), strict=True):
        for strategy, of in metrics["curves"].items():
            low, high = zip(*of[name]["interval"], strict=True)
            (line,) = axes.plot(metrics["labels"], of[name]["mean"], linewidth=1.5, label=strategy)
            axes.fill_between(metrics["labels"], low, high, color=line.get_color(), alpha=0.15, linewidth=0)
        axes.set_xlabel("Labels")
        axes.set_title(title, fontsize="medium")
        axes.spines["top"].set_visible(False)
        axes.spines["right"].set_visible(False)
    figure.axes[0].legend(frameon=False, fontsize="small")
    figure.savefig(path, dpi=110, metadata={"Software": None})


if __name__ == "__main__":
    main()
