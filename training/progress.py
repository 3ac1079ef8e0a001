"""The progress bar of a fine-tuning: steps done, time left, and the last figures."""

from __future__ import annotations

import logging
import os
from typing import Any

import datasets
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from transformers import TrainerCallback
from transformers.utils import logging as transformers_logging


def quiet_libraries() -> None:
    """Keep the libraries' own bars and advice off the terminal; ours tells what goes on."""
    datasets.disable_progress_bars()
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    logging.getLogger("mlflow").setLevel(logging.WARNING)
    logging.getLogger().addFilter(lambda record: "pre-processing before quantization" not in record.getMessage())


_SHOWN = ("eval_mean_accuracy", "eval_loss", "loss")


class EpochProgress(TrainerCallback):
    """Shows a bar over all steps on standard error, and one line of figures after each epoch."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._bar = Progress(
            TextColumn("  {task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
        )

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Start the bar, at the step that a resumed training starts from."""
        self._steps = self._bar.add_task("steps", total=state.max_steps, completed=state.global_step)
        self._bar.start()

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Move the bar."""
        self._bar.update(self._steps, completed=state.global_step)

    def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, float] | None = None, **kwargs: Any) -> None:
        """Print the figures of an epoch."""
        figures = [f"{name} {float(logs[name]):.4f}" for name in _SHOWN if logs and name in logs]
        if figures:
            self._console.print(f"  epoch {state.epoch:.1f}: {', '.join(figures)}", highlight=False)

    def on_train_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Take the bar away."""
        self._bar.stop()
