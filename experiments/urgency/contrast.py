"""The encoder of experiments.urgency.encoder goes on, under fresh heads: the readings again, and contrast families.

    python -m experiments.urgency.contrast --data ../shared/complaints --encoder DIR

Only rows with a level of urgency are learnt from, categories and roles with them where they are known. A quarter of the
families stands apart and teaches the fusion alone; the calibration part's readings choose the epoch.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from tokenizers import Tokenizer

from experiments.urgency.corpora import FAMILIES, LABELS, load_families, load_gold, load_histories, load_sample
from experiments.urgency.encoder import NEURAL, SEED, SHOUTING, TASKS, recipe_of, training_rows
from experiments.urgency.readings import NO_TIME
from models.neural.encoders import LoadedEncoder, find_encoder
from models.neural.network import TriageNetwork
from training.bundle_writer import export_network
from training.contrast import complaints_of
from training.labels import positions
from training.neural import LabelledTexts, fit_network
from training.shouting import with_shouting
from training.weak_urgency import certain_levels
from triage.directory import load_directory
from triage.label_space import LabelSpace
from triage.records import LabelledComplaint
from triage.tasks import Task
from triage.taxonomy import load_taxonomy

FURTHER = NEURAL.model_copy(update={"epochs": 3, "learning_rate": 1e-4})


def _digest() -> str:
    """Return what names the checkpoints, so that a run with other families or readings begins anew."""
    parts = [FAMILIES.read_bytes(), LABELS.read_bytes(), FURTHER.model_dump_json().encode()]
    return sha256(b"".join(parts)).hexdigest()[:12]


def main() -> None:
    """Train on, and export."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--data", type=Path, required=True)
    words.add_argument("--encoder", type=Path, required=True)
    given = words.parse_args()
    taxonomy, directory = load_taxonomy(), load_directory()
    gold = load_gold(given.data)
    histories = load_histories(given.data, gold, taxonomy, directory)
    taught, _ = load_families(taxonomy)
    rows = [
        *(row for row in training_rows(histories, load_sample(taxonomy, directory)) if row.urgency is not None),
        *complaints_of(taught),
    ]
    held_out = [row.complaint for row in histories.read if row.part == "calibration"]
    space = LabelSpace.from_dict(json.loads((given.encoder / "space.json").read_text(encoding="utf-8")))
    recipe = recipe_of(NEURAL)

    def labelled(these: Sequence[LabelledComplaint]) -> LabelledTexts:
        texts = [recipe.text(row.complaint(NO_TIME)) for row in these]
        return LabelledTexts(texts, {task: positions(these, task, space) for task in TASKS})

    learnt, judged = labelled(rows), labelled(held_out)
    print(f"{len(rows)} rows, {sum(len(one.texts) for one in taught)} of them from families", flush=True)
    before = TriageNetwork.from_pretrained(given.encoder / "network")
    tokenizer = Tokenizer.from_file(str(given.encoder / "network/tokenizer.json"))
    encoder = LoadedEncoder(before.encoder, tokenizer, find_encoder(NEURAL.encoder.name))
    network = fit_network(
        encoder,
        LabelledTexts(
            with_shouting(learnt.texts, SHOUTING, SEED),
            learnt.labels,
            certain_levels(learnt.labels[Task.URGENCY], len(space.labels[Task.URGENCY])),
        ),
        judged,
        space,
        recipe,
        FURTHER,
        SEED,
        given.encoder / f"checkpoints-{_digest()}",
        lambda metrics, epoch: print(round(epoch, 2), metrics, flush=True),
    )
    export_network(network, tokenizer, recipe, given.encoder / "contrasted", judged.texts)


if __name__ == "__main__":
    main()
