"""Contrast families: one story told at several levels of urgency, so that a model learns what makes the difference.

A danger stands beside the same words denied, past, feared, told of others or meant otherwise. Words alone can't tell
them apart; history has too few of them to learn from.

Source: Kaushik, Hovy and Lipton, Learning the Difference that Makes a Difference with Counterfactually-Augmented
Data, ICLR 2020; Gardner et al., Evaluating Models' Local Decision Boundaries via Contrast Sets, EMNLP Findings 2020.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from training.errors import BrokenFamilies, DataAbsent
from triage.dangers import Danger
from triage.records import LabelledComplaint
from triage.tasks import Task
from triage.taxonomy import Taxonomy

Kind = Literal["negated", "past", "feared", "figurative", "hearsay", "other_sense", "ladder"]


class Family(BaseModel):
    """Texts of one story by their level of urgency; `kind` says how the milder ones differ from the gravest."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    id: str = Field(min_length=1)
    danger: Danger
    kind: Kind
    texts: dict[str, str] = Field(min_length=2)

    def complaints(self) -> Iterator[LabelledComplaint]:
        """Give each text as a complaint of which only the urgency is known."""
        for level, text in self.texts.items():
            yield LabelledComplaint(id=f"{self.id}/{level}", text=text, urgency=level)


def read_families(path: Path, taxonomy: Taxonomy) -> tuple[Family, ...]:
    """Read a file of families (JSONL).

    Raises:
        DataAbsent: it is not there.
        BrokenFamilies: a line is none, or an id comes twice.
        UnknownLabel: a level is not one of the taxonomy's.
    """
    if not path.is_file():
        raise DataAbsent(file=str(path))
    families: dict[str, Family] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            family = Family.model_validate_json(line)
        except ValidationError as problem:
            field = ".".join(map(str, problem.errors(include_input=False)[0]["loc"])) or "JSON"
            raise BrokenFamilies(file=path.name, problem=f"line {number}: {field}") from None
        if family.id in families:
            raise BrokenFamilies(file=path.name, problem=f"line {number}: its id stands there before")
        families[family.id] = family
        for level in family.texts:
            taxonomy.label(Task.URGENCY, level)
    return tuple(families.values())


def held_apart(families: Sequence[Family], share: float) -> tuple[tuple[Family, ...], tuple[Family, ...]]:
    """Return the families to learn from, and a share of them that the scorers must not see; by a hash of the id."""
    held = {family.id for family in families if _fraction(family.id) < share}
    return (
        tuple(family for family in families if family.id not in held),
        tuple(family for family in families if family.id in held),
    )


def complaints_of(families: Sequence[Family]) -> tuple[LabelledComplaint, ...]:
    """Return all texts of families as complaints."""
    return tuple(complaint for family in families for complaint in family.complaints())


def _fraction(identity: str) -> float:
    return int.from_bytes(sha256(identity.encode()).digest()[:8], "big") / 2**64
