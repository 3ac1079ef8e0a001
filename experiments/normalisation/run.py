"""Does replacing slang and regional words help? python -m experiments.normalisation.run [--data FOLDER]

The linear part, with and without the step: on the bundled sample (five folds), and where FOLDER holds surabaya.csv.gz and
splits.csv.gz, on Surabaya's calibration part. The test part is not opened: this is a choice.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score
from sklearn.model_selection import KFold

from features.recipe import Recipe
from training.config import FileSplit, LinearConfig
from training.corpus.mapping import load_mapping
from training.corpus.reader import read_corpus
from training.errors import DataAbsent
from training.labels import build_label_space, positions
from training.linear import fit_linear
from training.split import divide
from triage.directory import load_directory
from triage.records import LabelledComplaint
from triage.tasks import Task
from triage.taxonomy import load_taxonomy

HERE = Path(__file__).parent
SVM = LinearConfig(classifier="svm", c=0.8)
ROUNDS, SEED = 2_000, 13
NOW = datetime(2026, 1, 1, tzinfo=UTC)

Guesses = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
"""Truth, guess without the step, guess with it (n,)."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    options = parser.parse_args()
    metrics = {"sample": compare(sample_folds())}
    if options.data:
        metrics["surabaya"] = compare([surabaya_parts(options.data)])
    (HERE / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n", encoding="utf-8")
    (HERE / "report.md").write_text(report(metrics), encoding="utf-8")
    print(report(metrics))


Fold = tuple[Sequence[LabelledComplaint], Sequence[LabelledComplaint], tuple[Task, ...], Path | None]


def sample_folds() -> list[Fold]:
    """Return five folds of the sample."""
    mapping = load_mapping(Path("data/sample/mapping.yaml"))
    rows = read_corpus(["data/sample/complaints.jsonl"], mapping, load_taxonomy(), load_directory()).complaints
    folds = KFold(5, shuffle=True, random_state=SEED).split(rows)
    tasks = (Task.CATEGORY, Task.URGENCY, Task.ROLE)
    return [([rows[at] for at in train], [rows[at] for at in held], tasks, None) for train, held in folds]


def surabaya_parts(folder: Path) -> Fold:
    """Return Surabaya's train and calibration parts, its own topics as categories."""
    file, taxonomy = folder / "surabaya.csv.gz", Path("experiments/surabaya/taxonomy.yaml")
    if not file.is_file():
        raise DataAbsent(file=str(file))
    mapping = load_mapping(Path("experiments/surabaya/mapping.yaml"))
    rows = read_corpus([file], mapping, load_taxonomy(taxonomy), load_directory()).complaints
    parts = divide(rows, FileSplit(path=folder / "splits.csv.gz", source="surabaya"))
    return parts.train, parts.calibration, (Task.CATEGORY, Task.ROLE), taxonomy


def compare(folds: Sequence[Fold]) -> dict[str, Any]:
    """Return accuracy and macro-F1 without and with the step, and the difference with its paired interval, by task."""
    gathered: dict[Task, list[Guesses]] = {}
    for train, held, tasks, taxonomy in folds:
        space = build_label_space(train, tasks, load_taxonomy(taxonomy), load_directory())
        truth = {task: positions(held, task, space) for task in tasks}
        guesses = [guess(train, held, Recipe(normalise=step), space, tasks) for step in (False, True)]
        for task in tasks:
            known = truth[task] != -1
            gathered.setdefault(task, []).append((truth[task][known], guesses[0][task][known], guesses[1][task][known]))
    return {
        task.value: figures(tuple(np.concatenate(part) for part in zip(*found, strict=True)))  # type: ignore[arg-type]
        for task, found in gathered.items()
    }


def guess(
    train: Sequence[LabelledComplaint],
    held: Sequence[LabelledComplaint],
    recipe: Recipe,
    space: Any,
    tasks: Sequence[Task],
) -> dict[Task, NDArray[np.int64]]:
    """Fit the linear part on texts of a recipe and return its first answers."""
    fit, asked = ([recipe.text(row.complaint(NOW)) for row in rows] for rows in (train, held))
    scorer = fit_linear(fit, {task: positions(train, task, space) for task in tasks}, space, SVM, SEED)
    logits = scorer.logits(asked)
    return {task: np.asarray(logits[task]).argmax(axis=1) for task in tasks}


def figures(guesses: Guesses) -> dict[str, Any]:
    """Return the figures of one task."""
    truth, without, with_step = guesses
    right = (with_step == truth).astype(float) - (without == truth).astype(float)
    draws = np.random.default_rng(SEED).integers(0, len(truth), (ROUNDS, len(truth)))
    differences = right[draws].mean(axis=1)
    return {
        "n": len(truth),
        "accuracy": [float((guess == truth).mean()) for guess in (without, with_step)],
        "macro_f1": [float(f1_score(truth, guess, average="macro", zero_division=0)) for guess in (without, with_step)],
        "difference": float(right.mean()),
        "interval": [float(edge) for edge in np.quantile(differences, (0.025, 0.975))],
    }


def report(metrics: dict[str, Any]) -> str:
    """Return the report as Markdown."""
    lines = [
        "# Normalisation of slang and regional words: does it help?",
        "",
        f"Made by `python -m experiments.normalisation.run --data FOLDER` on {datetime.now(UTC):%Y-%m-%d}. TF-IDF with a linear SVM; the sample in",
        "five folds, Surabaya fitted on its train part and asked on its calibration part. Differences in accuracy, paired bootstrap.",
        "",
        "| data | task | n | accuracy without → with | macro-F1 without → with | difference [95 %] |",
        "|---|---|---|---|---|---|",
    ]  # fmt: skip
    for data, tasks in metrics.items():
        for task, found in tasks.items():
            (before, after), (low, high) = found["accuracy"], found["interval"]
            f1 = found["macro_f1"]
            lines.append(
                f"| {data} | {task} | {found['n']} | {before:.3f} → {after:.3f} | {f1[0]:.3f} → {f1[1]:.3f} "
                f"| {found['difference']:+.3f} [{low:+.3f}, {high:+.3f}] |"
            )
    helped = [found for tasks in metrics.values() for found in tasks.values() if found["interval"][0] > 0]
    verdict = (
        f"It helps, beyond chance, in {len(helped)} of the {sum(map(len, metrics.values()))} rows."
        if helped
        else "No difference is beyond chance: the step stays off by default (`normalise: false`)."
    )
    return "\n".join([*lines, "", verdict, ""])


if __name__ == "__main__":
    main()
