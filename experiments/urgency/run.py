"""Urgency on real complaints: signs alone, TF-IDF alone, the network alone, all together; dev out of fold, test apart.

    python -m experiments.urgency.encoder --data ../shared/complaints --output /tmp/runs/urgency
    python -m experiments.urgency.contrast --data ../shared/complaints --encoder /tmp/runs/urgency
    python -m experiments.urgency.adapt --data ../shared/complaints --encoder /tmp/runs/urgency
    python -m experiments.urgency.run --data ../shared/complaints --encoder /tmp/runs/urgency

Writes report.md and metrics.json; neither holds a word of a complaint.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from numpy.typing import NDArray
from sklearn.decomposition import PCA

from experiments.urgency import stress
from experiments.urgency.corpora import GoldRow, load_families, load_gold, load_histories, load_sample
from experiments.urgency.fused import TOP, FusedModel, by_rules, fuse, judged_apart, without_signs
from experiments.urgency.judge import Judged, judge
from experiments.urgency.model import UrgencyModel, mixed
from experiments.urgency.readings import LEVELS, NO_TIME, Classifier, Network, as_complaint, cross_fitted, folds_of
from experiments.urgency.slices import by_slice
from features.danger.signals import danger_reader
from models.calibration.mixture import fit_mixture
from models.urgency.ordinal import Link, fit_steps, levels_of
from training.bundle_writer import processor_name
from training.contrast import complaints_of
from training.urgency import LINK, Evidence
from triage.directory import load_directory
from triage.policy import Policy, load_policy
from triage.records import LabelledComplaint
from triage.taxonomy import load_taxonomy

HERE = Path(__file__).parent
SEED = 13
SHARES = (0.02, 0.04, 0.06, 0.08)
LINKS: tuple[Link, ...] = ("corn", "cumulative")
HEAD_STRENGTH = 0.1
DIRECTIONS = 48

Table = NDArray[np.float64]


@dataclass(frozen=True)
class Part:
    """Raw texts with their levels and weights, and what the network made of them."""

    texts: list[str]
    truth: NDArray[np.int64]
    weights: Table
    network: NDArray[np.float32]

    def rows(self, read: Table) -> Evidence:
        """Return them as rows to judge, with what a scorer read."""
        return Evidence(read, [danger_reader()(as_complaint(text)) for text in self.texts], self.truth, self.weights)


@dataclass(frozen=True)
class World:
    """The gold rows by part, the calibration readings, and what is learnt from beside them."""

    gold: dict[str, list[GoldRow]]
    parts: dict[str, Part]
    learnt: tuple[list[str], NDArray[np.int64]]
    network: Network
    sample: tuple[LabelledComplaint, ...]


def load_world(data: Path, encoder: Path) -> World:
    """Read the complaints and let the network read them, once."""
    taxonomy, directory = load_taxonomy(), load_directory()
    gold = load_gold(data)
    histories = load_histories(data, gold, taxonomy, directory)
    sample = load_sample(taxonomy, directory)
    network = Network.open(encoder)
    of_part = {name: [row for row in gold if row.part == name] for name in ("dev", "test")}
    parts = {
        name: _part([row.text for row in rows], [row.urgency for row in rows], [row.weight for row in rows], network)
        for name, rows in of_part.items()
    }
    dev = parts["dev"]
    parts["dev"] = Part(dev.texts, dev.truth, dev.weights, np.load(encoder / "adapted.npz")["dev"])
    taught, apart = (complaints_of(some) for some in load_families(taxonomy))
    parts["apart"] = _part(_texts(apart), [str(row.urgency) for row in apart], [0.0] * len(apart), network)
    held = [row.complaint for row in histories.read if row.part == "calibration"]
    parts["calibration"] = _part(_texts(held), [str(row.urgency) for row in held], [1.0] * len(held), network)
    rows = [row.complaint for row in histories.read if row.part == "train"] + list(sample) + list(taught)
    learnt = _texts(rows), np.array([LEVELS.index(str(row.urgency)) for row in rows])
    return World(of_part, parts, learnt, network, sample)


def _part(texts: list[str], levels: list[str], weights: list[float], network: Network) -> Part:
    truth = np.array([LEVELS.index(level) for level in levels])
    return Part(texts, truth, np.array(weights), network.urgency(texts)[0])


def _texts(rows: Sequence[LabelledComplaint]) -> list[str]:
    return [row.complaint(NO_TIME).full_text for row in rows]


@dataclass(frozen=True)
class Found:
    """The models of the report, the mixture's weight of the network, and TF-IDF as fitted on all of dev."""

    judged: dict[str, dict[str, Judged]]
    fused: dict[str, FusedModel]
    weight: float
    tfidf: Classifier


def fit_all(world: World, policy: Policy) -> Found:
    """Fit every model on dev, out of fold and whole."""
    parts = world.parts
    dev_tfidf, tfidf = cross_fitted(world.learnt, parts["dev"].texts, parts["dev"].truth, SEED)
    words = {"dev": dev_tfidf, **{name: tfidf(part.texts) for name, part in parts.items() if name != "dev"}}
    logs = {name: np.log(found) for name, found in words.items()}
    weight = _weight(parts, logs)
    reads = {
        "tfidf": logs,
        "encoder": {name: part.network.astype(np.float64) for name, part in parts.items()},
        "all": {name: mixed(part.network, words[name], weight) for name, part in parts.items()},
    }
    rows = {name: {part: parts[part].rows(read) for part, read in read_by.items()} for name, read_by in reads.items()}
    alone = {name: {part: without_signs(of) for part, of in rows[name].items()} for name in ("tfidf", "encoder")}
    fused = {
        "tfidf": _fuse(alone["tfidf"], policy),
        "encoder": _fuse(alone["encoder"], policy),
        "all": _fuse(rows["all"], policy),
        "all corn": _fuse(rows["all"], policy, "corn"),
        "all cumulative": _fuse(rows["all"], policy, "cumulative"),
        "encoder and signs": _fuse(rows["encoder"], policy),
        "tfidf and signs": _fuse(rows["tfidf"], policy),
        "tfidf, gold of dev alone": _gold_alone(world, policy),
    }
    judged = {name: {"dev_oof": model.dev, "test": model.test} for name, model in fused.items()}
    judged["rules"] = {"dev_oof": by_rules(rows["all"]["dev"]), "test": by_rules(rows["all"]["test"])}
    return Found(judged, fused, weight, tfidf)


def _weight(parts: Mapping[str, Part], logs: Mapping[str, Table]) -> float:
    """Return the network's share of the mixture, from all rows that neither it nor TF-IDF learnt from."""
    unseen = ("calibration", "dev", "apart")
    network = np.vstack([parts[name].network for name in unseen])
    words = np.vstack([logs[name] for name in unseen]).astype(np.float32)
    truth = np.concatenate([parts[name].truth for name in unseen])
    return fit_mixture(network, words, (1.0, 1.0), truth)


def _fuse(rows: Mapping[str, Evidence], policy: Policy, link: Link = LINK) -> FusedModel:
    return fuse(rows["dev"], rows["calibration"], rows["test"], policy, SEED, link, apart=rows["apart"])


def _gold_alone(world: World, policy: Policy) -> FusedModel:
    """Return the baseline: TF-IDF that learnt from the gold of dev and nothing else, its scores recalibrated alike."""
    dev, test, held = world.parts["dev"], world.parts["test"], world.parts["calibration"]
    nothing: tuple[list[str], NDArray[np.int64]] = ([], np.empty(0, dtype=np.int64))
    chances, whole = cross_fitted(nothing, dev.texts, dev.truth, SEED)
    reads = [(dev, chances), (held, whole(held.texts)), (test, whole(test.texts))]
    return fuse(*(without_signs(part.rows(np.log(found))) for part, found in reads), policy, SEED)


def shares(found: Found, world: World, policy: Policy) -> list[dict[str, Any]]:
    """Return recall and lifted share of the whole model at several shares that the policy could name."""
    model = found.fused["all"]
    table = []
    for share in SHARES:
        asked = policy.model_copy(update={"urgent_lane": policy.urgent_lane.model_copy(update={"share": share})})
        again = _at_share(model, world, asked)
        table.append(
            {"share": share, **{part: judge(one, SEED) for part, one in (("dev_oof", again.dev), ("test", again.test))}}
        )
    return table


def _at_share(model: FusedModel, world: World, policy: Policy) -> FusedModel:
    dev, test = world.parts["dev"], world.parts["test"]
    rows = dev.rows(dev.network.astype(np.float64)), test.rows(test.network.astype(np.float64))
    return judged_apart(model.dev_chances, model.test_chances, *rows, policy, folds_of(dev.truth, SEED))


def heads(world: World, encoder: Path) -> dict[str, dict[str, Any]]:
    """Return what two ordinal heads make of the same vectors, of the network that saw no gold level; out of fold on dev."""
    dev = world.parts["dev"]
    vectors = PCA(DIRECTIONS, whiten=True, random_state=SEED).fit_transform(
        Network.open(encoder, "network").urgency(dev.texts)[1].astype(np.float64)
    )
    found = {}
    for link in LINKS:
        chances = np.zeros((len(dev.truth), len(LEVELS)))
        for train, held in folds_of(dev.truth, SEED):
            coefficients, intercepts = fit_steps(vectors[train], dev.truth[train], link, HEAD_STRENGTH)
            chances[held] = levels_of(vectors[held] @ coefficients.T + intercepts, link)
        none = np.zeros(len(dev.truth), dtype=bool)
        found[link] = judge(Judged(chances.argmax(axis=1), none, dev.truth, dev.weights), SEED)
    return found


def missed(found: Found, world: World) -> list[dict[str, Any]]:
    """Return every true darurat that the whole model did not lift: its id and what was seen, no word of it."""
    table = []
    model = found.fused["all"]
    for part, one, chances in (("dev", model.dev, model.dev_chances), ("test", model.test, model.test_chances)):
        for row in np.flatnonzero((one.truth == TOP) & ~one.lifted):
            signs = danger_reader()(as_complaint(world.gold[part][row].text))
            table.append(
                {
                    "id": world.gold[part][row].id,
                    "part": part,
                    "said": LEVELS[one.said[row]],
                    "chance": round(float(chances[row, TOP]), 4),
                    "signs": [f"{sign.signal} ({sign.scope.value})" for sign in signs],
                }
            )
    return table


def main() -> None:
    """Run the experiment and write its report."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--data", type=Path, required=True)
    words.add_argument("--encoder", type=Path, required=True)
    words.add_argument("--output", type=Path, default=HERE)
    given = words.parse_args()
    policy = load_policy()
    world = load_world(given.data, given.encoder)
    found = fit_all(world, policy)
    metrics = {name: {part: judge(one, SEED) for part, one in parts.items()} for name, parts in found.judged.items()}
    whole = found.fused["all"]
    assert whole.part is not None
    model = UrgencyModel(world.network, found.tfidf, found.weight, whole.part, whole.point.threshold, policy)
    dev = world.parts["dev"]
    calm = [row.complaint(NO_TIME).full_text for row in world.sample if row.urgency in ("rendah", "sedang")]
    facts = {
        "metrics": metrics,
        "weight": found.weight,
        "point": {"threshold": whole.point.threshold, "lifted": whole.point.lifted, "recall": whole.point.recall},
        "shares": shares(found, world, policy),
        "missed": missed(found, world),
        "slices": {
            part: by_slice(world.gold[part], one, SEED) for part, one in (("dev", whole.dev), ("test", whole.test))
        },
        "pairs": stress.pairs(model),
        "tuning": stress.pairs(model, stress.TUNING_PAIRS),
        "unseen": stress.families(model, stress.UNSEEN, load_taxonomy()),
        "harmless": stress.harmless(model, dev.texts, SEED),
        "pretended": stress.pretended(model, dev.texts, dev.truth, SEED),
        "hidden": stress.hidden(model, calm),
        "heads": heads(world, given.encoder),
        "rows": {"learnt": len(world.learnt[0]), **{name: len(part.texts) for name, part in world.parts.items()}},
        "noise": json.loads((given.encoder / "noise.json").read_text(encoding="utf-8")),
    }
    _write(given.output, facts)


def _plain(value: Any) -> Any:
    """Return a value as JSON can hold it: what is no number becomes null."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and math.isnan(value) else value


def _write(output: Path, facts: dict[str, Any]) -> None:
    output.mkdir(parents=True, exist_ok=True)
    (output / "metrics.json").write_text(json.dumps(_plain(facts["metrics"]), indent=1) + "\n", encoding="utf-8")
    (output / "findings.json").write_text(
        json.dumps(_plain({name: value for name, value in facts.items() if name != "metrics"}), indent=1) + "\n",
        encoding="utf-8",
    )
    template = Environment(  # noqa: S701 - the report is Markdown
        loader=FileSystemLoader(HERE), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).get_template("report.md.jinja")
    said = template.render(**facts, date=datetime.now(UTC).date(), processor=processor_name(), levels=LEVELS)
    (output / "report.md").write_text(said, encoding="utf-8")


if __name__ == "__main__":
    main()
