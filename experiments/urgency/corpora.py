"""The rows of this experiment: three histories under the one division, the urgency labels, and the sample."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from features.near_duplicates import group, signatures
from training.config import ContrastConfig, FileSplit
from training.contrast import Family, divide_families, read_families
from training.corpus.mapping import load_mapping
from training.corpus.reader import read_corpus
from training.errors import DataAbsent
from training.split import divide
from triage.directory import Directory
from triage.records import LabelledComplaint
from triage.taxonomy import Taxonomy

SOURCES = ("surabaya", "bandung", "national")
LABELS = Path("data/urgency/labels.csv.gz")
FAMILIES = Path("data/urgency/families.jsonl")
_SAMPLE = Path("data/sample/complaints.jsonl"), Path("data/sample/mapping.yaml")


@dataclass(frozen=True)
class GoldRow:
    """A complaint whose urgency was read twice and adjudicated.

    `drawn` and `probability` say how it was drawn for reading; rates are estimated with the inverse. `part` is dev
    or test.
    """

    id: str
    source: str
    part: str
    text: str
    urgency: str
    drawn: str
    probability: float
    vulnerable: bool

    @property
    def weight(self) -> float:
        """How many complaints the row stands for."""
        return 1.0 / self.probability


@dataclass(frozen=True)
class ReadRow:
    """A complaint of the train or calibration part that one reader labelled (data/urgency/README.md)."""

    id: str
    source: str
    part: str
    complaint: LabelledComplaint


@dataclass(frozen=True)
class Histories:
    """`train` and `calibration` rows with their categories and roles, urgency unknown; `read` those with one reading."""

    train: tuple[LabelledComplaint, ...]
    calibration: tuple[LabelledComplaint, ...]
    read: tuple[ReadRow, ...]


def load_gold(folder: Path) -> list[GoldRow]:
    """Read urgency.csv.gz.

    Raises:
        DataAbsent: the file is not there.
    """
    return [
        GoldRow(
            f"{row['source']}:{row['complaint_id']}",
            row["source"],
            row["split"],
            row["text"],
            row["urgency"],
            row["drawn"],
            float(row["draw_probability"]),
            row["vulnerable"] == "1",
        )
        for row in _rows(folder / "urgency.csv.gz")
    ]


def load_histories(folder: Path, gold: Sequence[GoldRow], taxonomy: Taxonomy, directory: Directory) -> Histories:
    """Read the three histories; a row that nearly repeats a gold row of the test part is left out of everything.

    A row that nearly repeats a gold row of dev keeps its category and role, and loses its reading.

    Raises:
        DataAbsent: a file is not there.
    """
    parts: dict[str, list[LabelledComplaint]] = {"train": [], "calibration": []}
    for source in SOURCES:
        mapping = load_mapping(Path(f"data/mappings/{source}.yaml"))
        if not (path := folder / f"{source}.csv.gz").is_file():
            raise DataAbsent(file=str(path))
        corpus = read_corpus((path,), mapping, taxonomy, directory)
        divided = divide(corpus.complaints, FileSplit(path=folder / "splits.csv.gz", source=source))
        for name in parts:
            parts[name] += [row.model_copy(update={"id": f"{source}:{row.id}"}) for row in getattr(divided, name)]
    near_test = _near([row for part in parts.values() for row in part], [row for row in gold if row.part == "test"])
    parts = {name: [row for row in part if row.id not in near_test] for name, part in parts.items()}
    dev = [row for row in gold if row.part == "dev"]
    near_dev = _near([row for part in parts.values() for row in part], dev) | {row.id for row in dev}
    labels = {f"{row['source']}:{row['complaint_id']}": row["urgency"] for row in _rows(LABELS)}
    read = tuple(
        ReadRow(row.id, row.id.partition(":")[0], name, row.model_copy(update={"urgency": labels[row.id]}))
        for name, part in parts.items()
        for row in part
        if row.id in labels and row.id not in near_dev
    )
    return Histories(tuple(parts["train"]), tuple(parts["calibration"]), read)


def load_sample(taxonomy: Taxonomy, directory: Directory) -> tuple[LabelledComplaint, ...]:
    """Return the bundled fictitious complaints."""
    files, mapping = (_SAMPLE[0],), load_mapping(_SAMPLE[1])
    return read_corpus(files, mapping, taxonomy, directory).complaints


def load_families(taxonomy: Taxonomy) -> tuple[tuple[Family, ...], tuple[Family, ...]]:
    """Return the contrast families that scorers learn from, and those that they must not see."""
    return divide_families(read_families(FAMILIES, taxonomy), ContrastConfig(file=FAMILIES).held_apart)


def _near(rows: Sequence[LabelledComplaint], gold: Sequence[GoldRow]) -> set[str]:
    """Return the ids of rows that nearly repeat a gold row."""
    texts = [row.text for row in gold] + [f"{row.title}. {row.text}" if row.title else row.text for row in rows]
    groups = group(signatures(texts)).tolist()
    taken = set(groups[: len(gold)])
    return {row.id for row, name in zip(rows, groups[len(gold) :], strict=True) if name in taken}


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if not path.is_file():
        raise DataAbsent(file=str(path))
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
