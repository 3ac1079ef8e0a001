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
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from training.errors import BrokenFamilies, DataAbsent
from triage.dangers import Danger
from triage.records import LabelledComplaint
from triage.tasks import Task
from triage.taxonomy import Taxonomy

Kind = Literal["negated", "past", "feared", "figurative", "hearsay", "other_sense", "ladder"]
_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Family(BaseModel):
    """Texts of one story by their level of urgency; `kind` says how the milder ones differ from the gravest."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    id: str = Field(min_length=1)
    danger: Danger
    kind: Kind
    texts: dict[str, _Text] = Field(min_length=2)

    def complaints(self) -> Iterator[LabelledComplaint]:
        """Give each text as a complaint of which only the urgency is known."""
        for level, text in self.texts.items():
            yield LabelledComplaint(id=f"{self.id}/{level}", text=text, urgency=level)


def read_families(path: Path, taxonomy: Taxonomy) -> tuple[Family, ...]:
    """Read a file of families (JSONL in UTF-8).

    Raises:
        DataAbsent: it is not there.
        BrokenFamilies: a line is none, an id comes twice, a level is not one of the taxonomy's, or there is no line.
    """
    if not path.is_file():
        raise DataAbsent(file=str(path))
    families: dict[str, Family] = {}
    levels = taxonomy.slugs(Task.URGENCY)
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            family = _family(path, number, line)
            if family.id in families:
                raise BrokenFamilies(file=path.name, problem=f"line {number}: its id stands there before")
            if not set(family.texts) <= set(levels):  # a stranger may be a text that stands where its level should
                problem = f"line {number}: texts has a level that {taxonomy.reference} lacks"
                raise BrokenFamilies(file=path.name, problem=problem, allowed=", ".join(levels))
            families[family.id] = family
    if not families:
        raise BrokenFamilies(file=path.name, problem="it holds no family")
    return tuple(families.values())


def divide_families(families: Sequence[Family], share: float) -> tuple[tuple[Family, ...], tuple[Family, ...]]:
    """Return the families that scorers learn from, and the share that stands apart from them; by a hash of the id."""
    apart = {family.id for family in families if _fraction(family.id) < share}
    return (
        tuple(family for family in families if family.id not in apart),
        tuple(family for family in families if family.id in apart),
    )


def complaints_of(families: Sequence[Family]) -> tuple[LabelledComplaint, ...]:
    """Return all texts of families as complaints."""
    return tuple(complaint for family in families for complaint in family.complaints())


def _family(path: Path, number: int, line: bytes) -> Family:
    try:
        return Family.model_validate_json(line)
    except ValidationError as problem:
        where = problem.errors(include_input=False)[0]["loc"][:1]  # what lies below may be a text
        field = where[0] if where and where[0] in Family.model_fields else "JSON or a key"
        raise BrokenFamilies(file=path.name, problem=f"line {number}: {field}") from None


def _fraction(identity: str) -> float:
    return int.from_bytes(sha256(identity.encode()).digest()[:8], "big") / 2**64
