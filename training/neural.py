"""Fine-tuning the network with `transformers.Trainer`: length-grouped, two rates, early stopping, resumable."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from datasets import Dataset
from numpy.typing import NDArray
from torch import Tensor
from transformers import (
    EarlyStoppingCallback,
    EvalPrediction,
    PrinterCallback,
    Trainer,
    TrainerCallback,
    TrainingArguments,
    set_seed,
)
from transformers.trainer import TRAINER_STATE_NAME
from transformers.trainer_utils import get_last_checkpoint

from features.recipe import Recipe
from features.tokens import TextTokenizer
from models.neural.encoders import LoadedEncoder
from models.neural.network import UNKNOWN, TriageNetwork
from models.neural.scorer import heads_of
from training.config import NeuralConfig
from training.progress import EpochProgress
from triage.label_space import LabelSpace
from triage.tasks import Task

BEST = "mean_accuracy"


@dataclass(frozen=True)
class LabelledTexts:
    """Texts that the recipe has prepared, and label positions (n,) per task, negative where unknown.

    `believed` (n, levels) is what is known of an ordinal task in place of its label: a distribution over
    the levels times the row's weight, zeros where nothing is known. Metrics go by the labels.
    """

    texts: Sequence[str]
    labels: Mapping[Task, NDArray[np.int64]]
    believed: NDArray[np.float64] | None = None


class TwoRateTrainer(Trainer):
    """The Trainer with a faster rate for the heads, which start from nothing."""

    def __init__(self, *args: Any, head_multiplier: float, **kwargs: Any) -> None:
        self._head_multiplier = head_multiplier
        super().__init__(*args, **kwargs)

    def create_optimizer(self, model: Any = None) -> torch.optim.Optimizer:
        """Return fused AdamW over four groups: encoder or heads, with or without weight decay."""
        if self.optimizer is None:
            network: Any = self.model
            decayed = set(self.get_decay_parameter_names(network))
            groups: dict[tuple[bool, bool], list[Tensor]] = {}
            for name, parameter in network.named_parameters():
                groups.setdefault((not name.startswith("encoder."), name in decayed), []).append(parameter)
            rate, decay = self.args.learning_rate, self.args.weight_decay
            self.optimizer = torch.optim.AdamW(
                [
                    {
                        "params": parameters,
                        "lr": rate * (self._head_multiplier if head else 1.0),
                        "weight_decay": decay if decays else 0.0,
                    }
                    for (head, decays), parameters in groups.items()
                ],
                lr=rate,
                fused=True,
            )
        return self.optimizer


def fit_network(
    encoder: LoadedEncoder,
    train: LabelledTexts,
    held_out: LabelledTexts,
    space: LabelSpace,
    recipe: Recipe,
    config: NeuralConfig,
    seed: int,
    folder: Path,
    on_metrics: Callable[[dict[str, float], float], None] = lambda metrics, epoch: None,
) -> TriageNetwork:
    """Return the network of the best epoch on `held_out`, by mean accuracy over the tasks.

    Checkpoints go to `folder`; if it holds one, training goes on from there, with the same random
    numbers as if it had never been cut. `on_metrics` gets each epoch's metrics.
    """
    set_seed(seed)
    network = TriageNetwork.on_encoder(
        encoder.model,
        heads=heads_of(space),
        pooling=encoder.spec.pooling,
        link=config.link,
        dropout=config.dropout,
        task_weights=config.task_weights,
    )
    tokenizer = TextTokenizer(encoder.tokenizer, recipe)
    tasks = list(space.labels)
    trainer = TwoRateTrainer(
        model=network,
        args=_arguments(config, seed, folder),
        train_dataset=_tokenise(train, tokenizer, tasks),
        eval_dataset=_tokenise(held_out, tokenizer, tasks),
        data_collator=_Padder(encoder.model.config.pad_token_id or 0),
        compute_metrics=_metrics_of(network.config.sizes),
        callbacks=[EarlyStoppingCallback(config.patience), _Report(on_metrics), EpochProgress()],
        head_multiplier=config.head_multiplier,
    )
    trainer.remove_callback(PrinterCallback)
    trainer.train(resume_from_checkpoint=last_whole_checkpoint(folder))
    trainer.accelerator.unwrap_model(network, keep_fp32_wrapper=False)  # takes autocast off its forward, in place
    network.float()
    network.eval()
    return network


def last_whole_checkpoint(folder: Path) -> str | None:
    """Return the last checkpoint of `folder`; one that was cut while it was written is taken away.

    The Trainer writes a checkpoint's state last, so a checkpoint with a readable state is whole.
    """
    for checkpoint in folder.glob("checkpoint-*"):
        try:
            json.loads((checkpoint / TRAINER_STATE_NAME).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            shutil.rmtree(checkpoint)
    return get_last_checkpoint(str(folder)) if folder.is_dir() else None


def bfloat16_is_fast() -> bool:
    """Return whether this machine multiplies bfloat16 in hardware (a GPU, AVX512-BF16 or AMX)."""
    if torch.cuda.is_available():
        return bool(torch.cuda.is_bf16_supported())
    cpuinfo = Path("/proc/cpuinfo")
    return cpuinfo.is_file() and "bf16" in cpuinfo.read_text(encoding="utf-8", errors="replace")


def _arguments(config: NeuralConfig, seed: int, folder: Path) -> TrainingArguments:
    return TrainingArguments(
        output_dir=str(folder),
        num_train_epochs=config.epochs,
        per_device_train_batch_size=config.batch_size,
        per_device_eval_batch_size=config.evaluation_batch_size,
        learning_rate=config.learning_rate,
        warmup_steps=config.warmup,
        weight_decay=config.weight_decay,
        train_sampling_strategy="group_by_length",
        length_column_name="length",
        bf16=config.bfloat16 and bfloat16_is_fast(),
        use_cpu=not torch.cuda.is_available(),
        dataloader_pin_memory=torch.cuda.is_available(),
        eval_strategy="epoch",
        save_strategy="epoch",
        logging_strategy="epoch",
        save_total_limit=2,
        load_best_model_at_end=True,
        metric_for_best_model=BEST,
        seed=seed,
        data_seed=seed,
        report_to="none",
        disable_tqdm=True,
        remove_unused_columns=False,
        label_names=["labels"],
        restore_callback_states_from_checkpoint=True,
    )


def _tokenise(rows: LabelledTexts, tokenizer: TextTokenizer, tasks: Sequence[Task]) -> Dataset:
    ids = [tokens.ids for tokens in tokenizer(list(rows.texts))]
    table = np.stack([np.where(rows.labels[task] >= 0, rows.labels[task], UNKNOWN) for task in tasks], axis=1)
    columns = {"input_ids": ids, "labels": table.tolist(), "length": [len(row) for row in ids]}
    if rows.believed is not None:
        columns["targets"] = rows.believed.tolist()
    return Dataset.from_dict(columns)


@dataclass(frozen=True)
class _Padder:
    """Pads a batch to its longest text."""

    pad: int

    def __call__(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, Tensor]:
        longest = max(len(row["input_ids"]) for row in rows)
        ids = torch.full((len(rows), longest), self.pad, dtype=torch.int64)
        mask = torch.zeros_like(ids)
        for place, row in enumerate(rows):
            ids[place, : len(row["input_ids"])] = torch.tensor(row["input_ids"])
            mask[place, : len(row["input_ids"])] = 1
        batch = {"input_ids": ids, "attention_mask": mask, "labels": torch.tensor([row["labels"] for row in rows])}
        if "targets" in rows[0]:
            batch["targets"] = torch.tensor([row["targets"] for row in rows], dtype=torch.float32)
        return batch


def _metrics_of(sizes: Mapping[str, int]) -> Callable[[EvalPrediction], dict[str, float]]:
    def metrics(outcome: EvalPrediction) -> dict[str, float]:
        given: Any = outcome.label_ids
        tables = np.split(np.asarray(outcome.predictions), np.cumsum(list(sizes.values()))[:-1], axis=1)
        accuracies = {}
        for column, (task, table) in enumerate(zip(sizes, tables, strict=True)):
            known = given[:, column] != UNKNOWN
            if known.any():
                hits = table[known].argmax(axis=1) == given[known, column]
                accuracies[f"{task}_accuracy"] = float(hits.mean())
        return {**accuracies, BEST: float(np.mean(list(accuracies.values())))}

    return metrics


class _Report(TrainerCallback):
    """Passes the Trainer's numbers on, without its timings."""

    def __init__(self, on_metrics: Callable[[dict[str, float], float], None]) -> None:
        self._on_metrics = on_metrics

    def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, float] | None = None, **kwargs: Any) -> None:
        wanted = {
            name: float(value)
            for name, value in (logs or {}).items()
            if isinstance(value, (int, float)) and not name.endswith(("_runtime", "_per_second")) and name != "epoch"
        }
        self._on_metrics(wanted, float(state.epoch or 0.0))
