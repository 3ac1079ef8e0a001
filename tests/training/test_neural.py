"""Fine-tuning learns, keeps the best epoch, batches by length, and goes on after a kill as if there had been none."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.training.fit_once import a_neural_config, a_tokenizer, fit, label_space, labelled
from tests.training.histories import separable_history
from training.neural import TwoRateTrainer, last_whole_checkpoint
from triage.tasks import Task

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60
LOSSES = ("loss", "eval_loss")
Epochs = list[tuple[float, dict[str, float]]]


@pytest.fixture(scope="module", autouse=True)
def _threads_of_the_others():
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory) -> Path:
    return a_tokenizer(tmp_path_factory.mktemp("kata") / "tokenizer.json")


@pytest.fixture(scope="module")
def learned(tmp_path_factory, tokenizer):
    """Return a network fitted once, its logits, and the metrics of its epochs."""
    epochs: Epochs = []
    network, logits = fit(
        tmp_path_factory.mktemp("belajar"),
        tokenizer,
        a_neural_config(epochs=12),
        lambda metrics, epoch: epochs.append((epoch, metrics)),
    )
    return network, logits, epochs


def test_a_network_learns_what_the_words_give_away(learned):
    _, logits, _ = learned
    rows = separable_history()
    truth = labelled(rows, label_space(rows)).labels

    for task in Task:
        hits = logits[task].argmax(axis=1) == truth[task]
        assert hits[:45].mean() > 0.9, task
        assert hits[45:].mean() > 0.9, task


def test_the_network_comes_back_ready_to_answer(learned):
    network, _, _ = learned

    assert not network.training
    assert {parameter.dtype for parameter in network.parameters()} == {torch.float32}


def test_every_epoch_reports_its_loss_and_the_accuracy_of_each_task(learned):
    _, _, epochs = learned

    evaluated = {round(epoch): metrics for epoch, metrics in epochs if "eval_loss" in metrics}
    assert sorted(evaluated) == list(range(1, 13))
    assert {f"eval_{task.value}_accuracy" for task in Task} | {"eval_mean_accuracy"} <= set(evaluated[1])
    losses = [metrics["loss"] for _, metrics in epochs if "loss" in metrics]
    assert losses[-1] < losses[0] / 2
    assert not [name for _, metrics in epochs for name in metrics if name.endswith(("_runtime", "_per_second"))]


def test_the_network_of_the_best_epoch_is_kept(learned):
    _, logits, epochs = learned
    rows = separable_history()
    truth = labelled(rows, label_space(rows)).labels

    kept = np.mean([(logits[task][45:].argmax(axis=1) == truth[task][45:]).mean() for task in Task])

    best = max(metrics["eval_mean_accuracy"] for _, metrics in epochs if "eval_mean_accuracy" in metrics)
    assert kept == pytest.approx(best)


def test_training_stops_when_it_gets_no_better(tmp_path, tokenizer):
    seen: list[float] = []

    fit(
        tmp_path,
        tokenizer,
        a_neural_config(epochs=30, patience=1, learning_rate=1e-9),
        lambda _, epoch: seen.append(epoch),
    )

    assert max(seen) == 2


def test_a_batch_holds_texts_of_like_length_and_heads_learn_faster(tmp_path, tokenizer, monkeypatch):
    widths: list[tuple[int, int]] = []
    rates: set[float] = set()
    step = TwoRateTrainer.training_step

    def watched(self, model, inputs, *args, **kwargs):
        lengths = inputs["attention_mask"].sum(dim=1)
        widths.append((int(lengths.min()), int(lengths.max())))
        rates.update(round(group["initial_lr"], 6) for group in self.optimizer.param_groups)
        return step(self, model, inputs, *args, **kwargs)

    monkeypatch.setattr(TwoRateTrainer, "training_step", watched)
    fit(tmp_path, tokenizer, a_neural_config(epochs=1, batch_size=5, head_multiplier=8))

    shortest, longest = min(low for low, _ in widths), max(high for _, high in widths)
    assert np.mean([high - low for low, high in widths]) < (longest - shortest) / 2
    assert rates == {5e-3, 4e-2}


def test_rows_without_a_label_of_a_task_are_masked_out_of_its_loss(tmp_path, tokenizer, monkeypatch):
    whole = separable_history()
    half = [row.model_copy(update={"kind": None}) if number % 2 else row for number, row in enumerate(whole)]
    monkeypatch.setattr("tests.training.fit_once.separable_history", lambda: half)
    losses: list[float] = []

    _, logits = fit(
        tmp_path, tokenizer, a_neural_config(epochs=12), lambda of, _: losses.extend(of.get(k, 0.0) for k in LOSSES)
    )

    assert np.isfinite(losses).all()
    truth = labelled(whole, label_space(whole)).labels[Task.KIND]
    assert (logits[Task.KIND].argmax(axis=1) == truth).mean() > 0.9


@pytest.mark.parametrize("link", ["corn", "cumulative"])
def test_a_level_is_learnt_from_what_is_believed_of_rows_that_nobody_labelled(tmp_path, tokenizer, monkeypatch, link):
    """The 45 training rows lose their labels of urgency; what is believed of them, with a small weight, stands in."""

    def believed(rows, space):
        known = labelled(rows, space)
        if len(rows) != 45:
            return known
        levels = known.labels[Task.URGENCY]
        share = 0.9 * np.eye(len(space.labels[Task.URGENCY]))[levels] + 0.1 / len(space.labels[Task.URGENCY])
        blank = {**known.labels, Task.URGENCY: np.full_like(levels, -1)}
        return replace(known, labels=blank, believed=0.2 * share)

    monkeypatch.setattr("tests.training.fit_once.labelled", believed)
    # the thresholds of "cumulative" begin too near each other for a level between them, and move one rate a step
    long = a_neural_config(epochs=30, link=link, head_multiplier=10)
    network, logits = fit(tmp_path, tokenizer, long)

    rows = separable_history()
    truth = labelled(rows, label_space(rows)).labels[Task.URGENCY]
    assert network.config.link == link
    assert (logits[Task.URGENCY].argmax(axis=1) == truth).mean() > 0.9


# --- resume ---------------------------------------------------------------------------------


def losses_of(epochs: Epochs) -> dict[float, float]:
    return {epoch: metrics["eval_loss"] for epoch, metrics in epochs if "eval_loss" in metrics}


def kill_after_first_checkpoint(folder: Path, tokenizer: Path, dropout: float) -> None:
    command = [sys.executable, "-m", "tests.training.fit_once", str(folder), str(tokenizer), str(dropout), "0.3"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    for _ in range(PATIENCE_S * 50):
        if list(folder.glob("checkpoint-*/trainer_state.json")) or process.poll() is not None:
            break
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    _, errors = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == -signal.SIGKILL, errors.decode()[-2000:]


@pytest.mark.parametrize("dropout", [0.0, 0.1])
def test_a_training_that_was_killed_and_resumed_ends_where_an_unbroken_one_ends(tmp_path, tokenizer, dropout):
    config = a_neural_config(dropout=dropout)
    kill_after_first_checkpoint(tmp_path / "putus", tokenizer, dropout)
    unbroken: Epochs = []
    resumed: Epochs = []

    _, theirs = fit(tmp_path / "utuh", tokenizer, config, lambda of, epoch: unbroken.append((epoch, of)))
    _, ours = fit(tmp_path / "putus", tokenizer, config, lambda of, epoch: resumed.append((epoch, of)))

    for task in Task:
        np.testing.assert_allclose(ours[task], theirs[task], atol=1e-4)
    assert 0 < len(losses_of(resumed)) < len(losses_of(unbroken)) == 6
    for epoch, loss in losses_of(resumed).items():
        assert loss == pytest.approx(losses_of(unbroken)[epoch], abs=1e-4)


def test_patience_that_was_lost_before_a_kill_stays_lost(tmp_path, tokenizer):
    hopeless = a_neural_config(epochs=2, patience=3, learning_rate=1e-9)
    fit(tmp_path, tokenizer, hopeless)
    seen: list[float] = []

    fit(tmp_path, tokenizer, hopeless.model_copy(update={"epochs": 30}), lambda _, epoch: seen.append(epoch))

    assert max(seen) == 4


def test_a_checkpoint_that_was_cut_while_it_was_written_is_passed_over(tmp_path):
    for name, state in (("checkpoint-3", "{}"), ("checkpoint-6", '{"epoch": 2'), ("checkpoint-9", None)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "model.safetensors").write_bytes(b"")
        if state is not None:
            (tmp_path / name / "trainer_state.json").write_text(state, encoding="utf-8")

    assert last_whole_checkpoint(tmp_path) == str(tmp_path / "checkpoint-3")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["checkpoint-3"]


def test_an_empty_or_absent_folder_has_no_checkpoint(tmp_path):
    assert last_whole_checkpoint(tmp_path) is None
    assert last_whole_checkpoint(tmp_path / "tidak-ada") is None
