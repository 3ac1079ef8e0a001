"""The predictions of an evaluation as a Parquet file: answers and truths, never a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from training.evaluate.answers import Answers
from triage.records import LabelledComplaint


def write_predictions(path: Path, rows: Sequence[LabelledComplaint], answers: Mapping[str, Answers]) -> None:
    """Write one line per complaint: for each question truth, first three answers, probability of the first."""
    table: dict[str, object] = {"id": [row.id for row in rows], "region": [row.region for row in rows]}
    for question, given in answers.items():
        columns = {"true": given.truth, **{f"answer_{place + 1}": given.ranked[:, place] for place in range(3)}}
        for name, values in columns.items():
            full = np.full(len(rows), None, dtype=object)
            full[given.rows] = values
            table[f"{question}_{name}"] = full
        probability = np.full(len(rows), np.nan)
        probability[given.rows] = given.probability
        table[f"{question}_probability"] = probability
    pd.DataFrame(table).to_parquet(path, index=False)
