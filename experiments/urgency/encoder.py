"""One multi-task network over the three histories: category, role and urgency, no gold label of urgency among them.

python -m experiments.urgency.encoder --data ../shared/complaints --output DIR
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from transformers import set_seed

from experiments.urgency.corpora import Histories, load_gold, load_histories, load_sample
from features.danger.signals import danger_reader
from features.recipe import Recipe
from models.neural.encoders import find_encoder, load_encoder
from training.bundle_writer import export_network
from training.config import EncoderConfig, NeuralConfig
from training.labels import build_label_space, positions
from training.neural import LabelledTexts, fit_network
from training.shouting import with_shouting
from training.weak_urgency import believed_levels, fit_noise, weak_levels
from triage.directory import load_directory
from triage.label_space import LabelSpace
from triage.records import LabelledComplaint
from triage.tasks import Task
from triage.taxonomy import load_taxonomy

SEED = 13
TASKS = (Task.CATEGORY, Task.URGENCY, Task.ROLE)
WEAK_WEIGHT = 0.2
SHOUTING = 0.15
NEURAL = NeuralConfig(
    encoder=EncoderConfig(name="embedded"),
    max_tokens=256,
    epochs=3,
    batch_size=32,
    learning_rate=1.5e-4,
    head_multiplier=8.0,
    patience=3,
    task_weights={"category": 0.5, "role": 0.5, "urgency": 1.5},
)
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


def recipe_of(config: NeuralConfig) -> Recipe:
    """Return the recipe of the network's texts."""
    return Recipe(prefix=find_encoder(config.encoder.name).prefix, max_tokens=config.max_tokens)


def training_rows(histories: Histories, sample: Sequence[LabelledComplaint]) -> list[LabelledComplaint]:
    """Return the train rows, with the reading where there is one, and the sample."""
    read = {row.id: row.complaint for row in histories.read if row.part == "train"}
    return [*(read.get(row.id, row) for row in histories.train), *sample]


def believed(rows: Sequence[LabelledComplaint], space: LabelSpace) -> tuple[NDArray[np.float64], list[list[float]]]:
    """Return what to learn of each row's urgency (n, 4), and the noise of the weak levels that stands in it."""
    labels = positions(rows, Task.URGENCY, space)
    weak = weak_levels([danger_reader()(row.complaint(_NO_TIME)) for row in rows])
    noise = fit_noise(weak, labels, len(space.labels[Task.URGENCY]))
    return believed_levels(labels, weak, noise, WEAK_WEIGHT), noise.round(4).tolist()


def main() -> None:
    """Fit, export, and write which rows were learnt from."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--data", type=Path, required=True)
    words.add_argument("--output", type=Path, required=True)
    given = words.parse_args()
    given.output.mkdir(parents=True, exist_ok=True)
    taxonomy, directory = load_taxonomy(), load_directory()
    gold = load_gold(given.data)
    histories = load_histories(given.data, gold, taxonomy, directory)
    rows = training_rows(histories, load_sample(taxonomy, directory))
    space = build_label_space(rows, TASKS, taxonomy, directory)
    recipe = recipe_of(NEURAL)
    texts = [recipe.text(row.complaint(_NO_TIME)) for row in rows]
    targets, noise = believed(rows, space)
    read = {row.id: row.complaint for row in histories.read}
    held_out = [read.get(row.id, row) for row in histories.calibration]
    set_seed(SEED)
    encoder = load_encoder(find_encoder(NEURAL.encoder.name), texts)
    labels = {task: positions(rows, task, space) for task in TASKS}
    held_texts = [recipe.text(row.complaint(_NO_TIME)) for row in held_out]
    print(f"{len(rows)} rows, {int((labels[Task.URGENCY] >= 0).sum())} with a reading of urgency", flush=True)
    network = fit_network(
        encoder,
        LabelledTexts(with_shouting(texts, SHOUTING, SEED), labels, targets),
        LabelledTexts(held_texts, {task: positions(held_out, task, space) for task in TASKS}),
        space,
        recipe,
        NEURAL,
        SEED,
        given.output / "checkpoints",
        lambda metrics, epoch: print(round(epoch, 2), metrics, flush=True),
    )
    export_network(network, encoder.tokenizer, recipe, given.output / "network", held_texts)
    (given.output / "space.json").write_text(json.dumps(space.as_dict()), encoding="utf-8")
    (given.output / "noise.json").write_text(json.dumps(noise), encoding="utf-8")


if __name__ == "__main__":
    main()
