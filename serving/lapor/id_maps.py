"""LAPOR's ids for our labels, both ways, read from a folder that its administrators' lists fill."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from serving.lapor.errors import NoLaporId
from triage.catalog_file import read_catalog
from triage.complaint import Channel
from triage.errors import BrokenCatalog
from triage.regions import dotted


@dataclass(frozen=True, slots=True)
class IdMap:
    """One table of ids: label → id, and back; `kind` is the LAPOR field that it serves, without `_id`."""

    kind: str
    ids: Mapping[str, int]
    _labels: Mapping[int, tuple[str, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        labels: dict[int, tuple[str, ...]] = {}
        for label, number in self.ids.items():
            labels[number] = (*labels.get(number, ()), label)
        object.__setattr__(self, "ids", MappingProxyType(dict(self.ids)))
        object.__setattr__(self, "_labels", MappingProxyType(labels))

    def id_of(self, label: str) -> int:
        """Return the LAPOR id of a label.

        Raises:
            NoLaporId: the label has none.
        """
        if label not in self.ids:
            raise NoLaporId(kind=self.kind, got=label)
        return self.ids[label]

    def labels_of(self, number: int) -> tuple[str, ...]:
        """Return the labels that share a LAPOR id, in the file's order; none if the id is unknown."""
        return self._labels.get(number, ())


@dataclass(frozen=True, slots=True)
class IdMaps:
    """All tables of one LAPOR installation, with the version that its keeper gives them.

    Labels: slugs of kinds and categories (taxonomy), slugs of agencies (directory), Kemendagri codes.
    `channels` goes one way, from what LAPOR writes to our channel.
    """

    version: str
    classification: IdMap
    category: IdMap
    disposition: IdMap
    location: IdMap
    channels: Mapping[str, Channel]

    @property
    def tables(self) -> tuple[IdMap, ...]:
        """The four tables that go both ways."""
        return (self.classification, self.category, self.disposition, self.location)

    def channel(self, written: str) -> Channel:
        """Return the channel that LAPOR's word or number stands for; `other` if it is not listed."""
        return self.channels.get(written.strip().casefold(), Channel.OTHER)


def load_id_maps(folder: Path) -> IdMaps:
    """Read a folder of id maps: `maps.yaml` and the two CSV files that it names.

    maps.yaml: version, source, channel {LAPOR's word: our channel}, classification {kind: id}, category {slug: id},
    disposition and location (file names). The CSV files (UTF-8, commas or semicolons) have the columns `agency` and
    `id`, or `region` and `id`; further columns are for people. Ids are whole numbers from 1.

    Raises:
        BrokenCatalog: a file is absent, a key is missing, unknown or of another type, or a label occurs twice in a CSV.
    """
    read = read_catalog(folder / "maps.yaml", _MapsFile)
    regions = _rows(folder / read.location, "region")
    return IdMaps(
        version=read.version,
        classification=IdMap("classification", read.classification),
        category=IdMap("category", read.category),
        disposition=IdMap("disposition", _rows(folder / read.disposition, "agency")),
        location=IdMap("location", {dotted(code): number for code, number in regions.items()}),
        channels=MappingProxyType({word.strip().casefold(): channel for word, channel in read.channel.items()}),
    )


_Id = Annotated[int, Field(strict=True, ge=1)]
_FileName = Annotated[str, Field(pattern=r"^[\w-]+\.csv$")]


class _MapsFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    version: str = Field(min_length=1)
    source: str
    channel: dict[str, Channel]
    classification: dict[str, _Id]
    category: dict[str, _Id]
    disposition: _FileName
    location: _FileName


def _rows(path: Path, column: str) -> dict[str, int]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = file.read().splitlines()
    except OSError as problem:
        raise BrokenCatalog(file=path.name, problem=problem.strerror or "it cannot be read") from problem
    except UnicodeDecodeError as problem:
        raise BrokenCatalog(file=path.name, problem="it is no CSV in UTF-8") from problem
    apart = ";" if lines and ";" in lines[0] else ","  # Excel with Indonesian settings writes semicolons
    ids: dict[str, int] = {}
    for number, row in enumerate(csv.DictReader(lines, delimiter=apart), start=2):
        label, written = (str(row.get(name) or "").strip() for name in (column, "id"))
        if not label or not written.isascii() or not written.isdigit() or int(written) < 1:
            raise BrokenCatalog(file=path.name, problem=f"line {number} needs `{column}`, and `id` of 1 or above")
        if label in ids:
            raise BrokenCatalog(file=path.name, problem=f"line {number}: {label} occurs twice")
        ids[label] = int(written)
    return ids
