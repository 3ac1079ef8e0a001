"""The part of a bundle that opens the role head to every role of the directory."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict
from safetensors.numpy import load_file, save_file

from models.errors import SignalsOfAnotherVersion
from models.neighbours.cases import CASES, CaseBase, Neighbour
from models.open_roles.combiner import Combiner
from models.open_roles.duties import DutyMatcher
from models.open_roles.signals import SIGNALS, RoleNames, SignalReader
from models.scorer import Vectors
from triage.prediction import Distribution, SimilarCase

_FACTS, _VECTORS = "open_roles.json", "duties.safetensors"


class _Facts(BaseModel):
    """What is written as JSON: duties and names as they were when the weights were fitted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    signals: tuple[str, ...]
    weights: tuple[float, ...]
    k: int
    duties: dict[str, str]
    names: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class OpenRoles:
    """Signals and their weights; gives a distribution over all roles and the similar past cases."""

    reader: SignalReader
    combiner: Combiner
    names: Mapping[str, Sequence[str]]

    def __call__(
        self, texts: Sequence[str], head: NDArray[np.float64], vectors: Vectors | None
    ) -> list[tuple[Distribution, tuple[SimilarCase, ...]]]:
        """Return for each text its distribution over all roles and its nearest past cases.

        `head` (texts, head roles) are the role head's calibrated probabilities; `vectors` (texts,
        width) come from the same encoder run, None where the model has no encoder.
        """
        neighbours = self.reader.neighbours(vectors, len(texts))
        chances = self.combiner.probabilities(self.reader.table(texts, head, vectors, neighbours))
        return [
            (Distribution(self.reader.roles, tuple(row)), tuple(map(_similar, near)))
            for row, near in zip(chances.tolist(), neighbours, strict=True)
        ]

    def save(self, folder: Path) -> None:
        """Write the part into a folder, which is made where it is missing."""
        folder.mkdir(parents=True, exist_ok=True)
        duties = self.reader.duties
        facts = _Facts(
            signals=SIGNALS,
            weights=self.combiner.weights,
            k=self.reader.k,
            duties=duties.duties,
            names={role: tuple(names) for role, names in self.names.items()},
        )
        (folder / _FACTS).write_text(
            json.dumps(facts.model_dump(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        if duties.vectors is not None:
            save_file({"duties": duties.vectors}, folder / _VECTORS)
            (folder / _VECTORS).chmod(0o644)  # safetensors leaves 0600, and a server runs as another user
        if self.reader.cases is not None:
            self.reader.cases.save(folder)

    @classmethod
    def open(cls, folder: Path, head_roles: Sequence[str]) -> OpenRoles:
        """Read the part of a bundle whose role head has `head_roles`.

        Raises:
            SignalsOfAnotherVersion: its weights belong to other signals than this code reads.
        """
        facts = _Facts.model_validate_json((folder / _FACTS).read_text(encoding="utf-8"))
        if facts.signals != SIGNALS:
            raise SignalsOfAnotherVersion(got=", ".join(facts.signals), allowed=", ".join(SIGNALS))
        vectors = folder / _VECTORS
        duties = DutyMatcher(facts.duties, load_file(vectors)["duties"] if vectors.is_file() else None)
        cases = CaseBase.open(folder) if (folder / CASES).is_file() else None
        reader = SignalReader(duties, RoleNames.of(facts.names, duties.roles), tuple(head_roles), cases, facts.k)
        return cls(reader, Combiner(facts.weights), facts.names)


def is_open_roles(folder: Path) -> bool:
    """Return whether a folder holds this part."""
    return (folder / _FACTS).is_file()


def _similar(neighbour: Neighbour) -> SimilarCase:
    case = neighbour.case
    return SimilarCase(case.id, case.role, case.agency, round(neighbour.similarity, 4))
