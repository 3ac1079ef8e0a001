"""The gold levels of dev as a labels file for `triage train`: python -m experiments.urgency.gold_labels --data DIR --out FILE

Without weights: with the readings beside them every row of the calibration part has a label, so each stands for itself.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from experiments.urgency.corpora import load_gold
from training.label_files import LabelRow, write_labels


def main() -> None:
    """Write the file; the test part's labels stay out of it."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--data", type=Path, required=True)
    words.add_argument("--out", type=Path, required=True)
    given = words.parse_args()
    dev = [row for row in load_gold(given.data) if row.part == "dev"]
    write_labels(
        given.out,
        [
            LabelRow(source=row.source, complaint_id=row.id.partition(":")[2], urgency=row.urgency, drawn=row.drawn)
            for row in dev
        ],
    )
    print(f"{len(dev)} levels written to {given.out}")


if __name__ == "__main__":
    main()
