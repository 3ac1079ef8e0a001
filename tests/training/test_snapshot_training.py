"""A run takes its history from a snapshot, or from files; never from both."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from tests.training.frozen import freeze
from tests.training.histories import a_row
from training.config import DataConfig, TrainingConfig
from training.prepare import prepare
from training.snapshots.snapshot import Snapshot

SPLIT = {"by": "hash", "calibration": 0.2, "test": 0.2}
TOPICS = {
    "kesehatan": ("Dinas Kesehatan", "Obat di puskesmas nomor {} habis"),
    "perhubungan": ("Dinas Perhubungan", "Rambu parkir simpang {} hilang"),
}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory) -> Snapshot:
    rows = []
    for number in range(60):
        topic = list(TOPICS)[number % 2]
        agency, text = TOPICS[topic]
        row = a_row(f"L-{number}", judul="", isi=text.format(f"{number} tanda{number}"), topik=topic, dinas=agency)
        rows.append({**row, "rahasia": "ya" if number % 10 == 3 else ""})
    return freeze(tmp_path_factory.mktemp("latih"), [*rows, a_row("L-1")])


def a_config(snapshot: Snapshot, output: Path, **data: Any) -> TrainingConfig:
    return TrainingConfig.model_validate(
        {
            "name": "uji",
            "tasks": ("category", "role"),
            "data": {"snapshot": snapshot.folder, "split": SPLIT, **data},
            "serve": "majority",
            "output": output,
        }
    )


@pytest.mark.parametrize("secret", [False, True])
def test_a_run_reads_the_rows_that_the_card_counts(snapshot, tmp_path, secret):
    run = prepare(a_config(snapshot, tmp_path, secret=secret))

    parts, card = run.parts, snapshot.card
    expected = card.rows if secret else card.rows - card.secret
    assert (card.rows, card.secret) == (60, 6)
    assert len(run.corpus) == expected
    assert len(parts.train) + len(parts.calibration) + len(parts.test) + parts.leaks == expected
    assert run.corpus.complaints == tuple(snapshot.complaints(with_secret=secret))
    assert run.corpus.digest == card.digest


def test_masked_texts_are_read_as_they_are(snapshot, tmp_path):
    run = prepare(a_config(snapshot, tmp_path))

    assert run.texts(run.parts.train) == [row.text for row in run.parts.train]


def test_with_and_without_secret_reports_are_two_runs(snapshot, tmp_path):
    folders = {prepare(a_config(snapshot, tmp_path, secret=secret)).folder for secret in (False, True)}

    assert len(folders) == 2


@pytest.mark.parametrize(
    "history",
    [
        {},
        {"mapping": "peta.yaml"},
        {"files": ["riwayat.csv"]},
        {"files": ["riwayat.csv"], "mapping": "peta.yaml", "snapshot": "snapshots/a"},
        {"files": ["riwayat.csv"], "snapshot": "snapshots/a"},
        {"snapshot": "snapshots/a", "mapping": "peta.yaml"},
    ],
)
def test_a_run_has_one_history(history):
    with pytest.raises(ValidationError, match="give `files` with their `mapping`, or a `snapshot`"):
        DataConfig.model_validate({**history, "split": SPLIT})


@pytest.mark.parametrize(
    "history", [{"files": ["riwayat.csv"], "mapping": "peta.yaml"}, {"snapshot": "snapshots/a", "secret": True}]
)
def test_either_history_is_enough(history):
    assert DataConfig.model_validate({**history, "split": SPLIT}).split.by == "hash"
