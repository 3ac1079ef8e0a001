"""The three corpora under the one division, with what each setting tells the engine about the place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from training.config import FileSplit
from training.corpus.mapping import load_mapping
from training.corpus.reader import read_corpus
from training.errors import DataAbsent
from training.split import Parts, divide
from triage.directory import Directory
from triage.errors import UnknownAgency
from triage.records import LabelledComplaint
from triage.taxonomy import load_taxonomy

TENANTS = {"surabaya": "35.78", "bandung": "32.04", "national": None}
"""The region of the deployment that each corpus stands for; the national one has none."""
SETTINGS = ("text", "region")


@dataclass(frozen=True)
class Town:
    """One corpus, divided; `region_of` is what the setting `region` tells: the form's, or for the national corpus an oracle's."""

    name: str
    tenant: str | None
    parts: Parts


def load_towns(folder: Path, directory: Directory) -> dict[str, Town]:
    """Read the corpora from a folder that holds them and splits.csv.gz.

    Raises:
        DataAbsent: a file is not there.
    """
    towns = {}
    for name, tenant in TENANTS.items():
        path, splits = folder / f"{name}.csv.gz", folder / "splits.csv.gz"
        for needed in (path, splits):
            if not needed.is_file():
                raise DataAbsent(file=str(needed))
        mapping = Path("experiments/surabaya/mapping.yaml" if name == "surabaya" else f"data/mappings/{name}.yaml")
        corpus = read_corpus((path,), load_mapping(mapping), load_taxonomy(), directory)
        rows = (
            [with_oracle_region(row, directory) for row in corpus.complaints] if tenant is None else corpus.complaints
        )
        towns[name] = Town(name, tenant, divide(rows, FileSplit(path=splits, source=name)))
    return towns


def with_oracle_region(row: LabelledComplaint, directory: Directory) -> LabelledComplaint:
    """Return a row that states the regency or province of the agency that answered: the national corpus has no region of its own."""
    if row.agency is None:
        return row
    try:
        region = directory.get(row.agency).region
    except UnknownAgency:
        return row
    return row if region is None else row.model_copy(update={"region": ".".join(region.split(".")[:2])})


def in_setting(rows: Sequence[LabelledComplaint], setting: str) -> list[LabelledComplaint]:
    """Return the rows as the engine sees them: `text` hides the region."""
    return [row.model_copy(update={"region": None}) for row in rows] if setting == "text" else list(rows)
