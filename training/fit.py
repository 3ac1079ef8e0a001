"""Fitting a run's models on its training rows: the majority, the linear part, the network, and the two mixed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from transformers import set_seed

from models.neural.encoders import LoadedEncoder, find_encoder, load_encoder
from models.neural.network import TriageNetwork
from models.scorer import read
from training.bundle_writer import NeuralFiles, export_network
from training.calibrate import FittedModel, calibrate_part, mix
from training.config import EncoderConfig, NeuralConfig
from training.linear import fit_linear
from training.majority import fit_majority
from training.neural import LabelledTexts, fit_network
from training.prepare import Prepared
from training.shouting import with_shouting
from training.weak_urgency import believed_levels, certain_levels, fit_noise, weak_levels
from triage.tasks import Task

Say = Callable[[str], None]
OnMetrics = Callable[[dict[str, float], float], None]


def fit_models(
    run: Prepared, train_rows: LabelledTexts, held_out: LabelledTexts, on_metrics: OnMetrics, say: Say
) -> tuple[list[FittedModel], NeuralFiles | None]:
    """Return the calibrated models, each before the one that mixes it, and the network's files if there is one.

    `on_metrics` gets the network's metrics of every epoch, and the epoch.
    """
    config, parts, neural = run.config, [], None
    models = [_calibrated("majority", fit_majority(train_rows.labels, run.space), held_out)]
    if run.taught:
        train_rows = with_taught(train_rows, run.labelled(run.taught))
    if config.linear is not None:
        scorer = fit_linear(
            train_rows.texts,
            train_rows.labels,
            run.space,
            config.linear,
            config.seed,
            on_task=lambda task: say(f"Fitting the linear part: {task}"),
        )
        parts.append(_calibrated("linear", scorer, held_out))
    if config.neural is not None:
        say(f"Loading the encoder {config.neural.encoder.name}")
        set_seed(config.seed)  # an encoder without pretrained weights draws them
        encoder = _load_encoder(config.neural.encoder, train_rows)
        say("Fine-tuning the network")
        shouted = replace(train_rows, texts=with_shouting(train_rows.texts, config.shouting, config.seed))
        network = _fine_tune(run, config.neural, encoder, shouted, held_out, on_metrics)
        say("Exporting the network to ONNX, float32 and int8")
        neural = export_network(network, encoder.tokenizer, run.recipe, run.folder / "export", held_out.texts)
        say("Scoring the calibration part")
        parts.append(_calibrated("encoder", neural.scorer, held_out))
    models += parts
    if len(parts) == 2:
        models.append(mix(parts[1], parts[0], held_out.labels))
    return models, neural


def with_taught(rows: LabelledTexts, taught: LabelledTexts) -> LabelledTexts:
    """Return training rows with contrast texts behind them; what is known of those is their label."""
    believed = rows.believed
    if believed is not None:
        believed = np.vstack([believed, certain_levels(taught.labels[Task.URGENCY], believed.shape[1])])
    labels = {task: np.concatenate([rows.labels[task], taught.labels[task]]) for task in rows.labels}
    return LabelledTexts([*rows.texts, *taught.texts], labels, believed)


def believed_urgency(run: Prepared, rows: LabelledTexts, weight: float) -> NDArray[np.float64]:
    """Return what to learn of each training row's urgency (n, levels): its label, or what its signs make probable."""
    weak = weak_levels(run.dangers(run.parts.train))
    labels = rows.labels[Task.URGENCY]
    return believed_levels(labels, weak, fit_noise(weak, labels, len(run.space.labels[Task.URGENCY])), weight)


def _load_encoder(wanted: EncoderConfig, train_rows: LabelledTexts) -> LoadedEncoder:
    spec = find_encoder(wanted.name, wanted.revision, wanted.pooling)
    return load_encoder(spec, train_rows.texts, wanted.layers)


def _fine_tune(
    run: Prepared,
    config: NeuralConfig,
    encoder: LoadedEncoder,
    train_rows: LabelledTexts,
    held_out: LabelledTexts,
    on_metrics: OnMetrics,
) -> TriageNetwork:
    return fit_network(
        encoder,
        train_rows,
        held_out,
        run.space,
        run.recipe,
        config,
        run.config.seed,
        run.folder / "checkpoints",
        on_metrics,
    )


def _calibrated(name: Any, scorer: Any, held_out: LabelledTexts) -> FittedModel:
    logits, vectors = read(scorer, held_out.texts)
    return calibrate_part(name, scorer, logits, held_out.labels, vectors)
