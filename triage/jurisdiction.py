"""Whose matter it is by law: rules that read a fact in the text and shift belief between roles, with their source."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from triage.catalog_file import read_catalog
from triage.errors import BrokenCatalog
from triage.phrases import PhraseSet, Said
from triage.taxonomy import Name

_TRUST_FOR_NEW_ROLES = 0.5
_FLOOR = 0.005
"""Least share of the competition that the role of a rule starts from: a model may never have seen it."""


class Rule(BaseModel):
    """One rule: where its words occur, `to` gains `weight` (log-odds) over the other roles of `among`.

    It speaks when one phrase of `any` occurs, one of each list in `all`, and none of `unless`. A
    phrase matches whole words, case and punctuation aside; a `*` at its end allows any ending.
    `among` "*" competes with every role; a list leaves the belief outside of it untouched.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    to: str
    among: Literal["*"] | tuple[str, ...]
    any: Annotated[tuple[str, ...], Field(min_length=1)]
    all: tuple[tuple[str, ...], ...] = ()
    unless: tuple[str, ...] = ()
    weight: float = Field(gt=0.0, le=6.0)
    says: Name
    source: str = Field(min_length=1)


class Jurisdiction(BaseModel):
    """The rules of one version, as jurisdiction.yaml holds them."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    version: str
    rules: tuple[Rule, ...]

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Jurisdiction:
        seen: set[str] = set()
        for rule in self.rules:
            if rule.id in seen:
                raise ValueError(f"the rule {rule.id} occurs twice")
            seen.add(rule.id)
        return self

    def speaking(self, text: str) -> list[Rule]:
        """Return the rules whose words a text has, in the order of the file."""
        said = Said.of(text)
        return [self.rules[position] for position in self._touched(said) if self._conditions[position].met_by(said)]

    def _touched(self, said: Said) -> list[int]:
        """Return the positions of the rules of which one phrase occurs, so that only their conditions are asked."""
        positions = {at for phrase in said.runs & self._by_phrase.keys() for at in self._by_phrase[phrase]}
        for stem, at in self._stems:
            if at not in positions and any(run.startswith(stem) for run in said.by_start.get(stem[:3], ())):
                positions.add(at)
        return sorted(positions)

    @cached_property
    def _conditions(self) -> tuple[_Conditions, ...]:
        return tuple(_Conditions(tuple(map(PhraseSet, rule.all)), PhraseSet(rule.unless)) for rule in self.rules)

    @cached_property
    def _by_phrase(self) -> Mapping[str, tuple[int, ...]]:
        index: dict[str, list[int]] = {}
        for position, rule in enumerate(self.rules):
            for phrase in PhraseSet(rule.any).whole:
                index.setdefault(phrase, []).append(position)
        return {phrase: tuple(at) for phrase, at in index.items()}

    @cached_property
    def _stems(self) -> tuple[tuple[str, int], ...]:
        return tuple((stem, at) for at, rule in enumerate(self.rules) for stem in PhraseSet(rule.any).stems)


@dataclass(frozen=True, slots=True)
class _Conditions:
    """What must stand beside a rule's phrase, and what must not."""

    all: tuple[PhraseSet, ...]
    unless: PhraseSet

    def met_by(self, said: Said) -> bool:
        return all(choices.said_in(said) for choices in self.all) and not self.unless.said_in(said)


def load_jurisdiction(path: Path | None = None, roles: Iterable[str] | None = None) -> Jurisdiction:
    """Read the rules (YAML), by default the bundled ones; `roles` are the slugs they may name.

    Raises:
        BrokenCatalog: a key is missing, unknown or of another type, an id occurs twice, or a role is unknown.
    """
    path = path or Path(str(files("triage").joinpath("catalog/jurisdiction.yaml")))
    read = read_catalog(path, Jurisdiction)
    if roles is not None:
        known = set(roles)
        for rule in read.rules:
            named = (rule.to,) if rule.among == "*" else (rule.to, *rule.among)
            if strangers := sorted(set(named) - known):
                raise BrokenCatalog(file=path.name, problem=f"the rule {rule.id} names the unknown role {strangers[0]}")
    return read


def shift(
    roles: Mapping[str, float], rules: Sequence[Rule], trust: float = 1.0, known: Collection[str] | None = None
) -> dict[str, float]:
    """Return role probabilities after the rules have spoken; their sum stays what it was.

    A rule over a listed competition speaks with its full weight: it settles a level or a body, not the matter. A rule
    over all roles is multiplied by `trust`, a fitted number: how far it is believed beside the model that
    gave `roles`. For a role that is not among those the model has `known` from training rows, the
    trust is 0.5 at least: the law speaks where history is silent. Of several rules for one role over the same
    competition the strongest counts.
    """
    shifted = dict(roles)
    for among in dict.fromkeys(rule.among for rule in sorted(rules, key=lambda rule: rule.among != "*")):
        gains: dict[str, float] = {}
        for rule in rules:
            if rule.among == among:
                gains[rule.to] = max(gains.get(rule.to, 0.0), _trusted(rule, trust, known) * rule.weight)
        _shift_within(shifted, tuple(shifted) if among == "*" else tuple(among), gains)
    return shifted


def _trusted(rule: Rule, trust: float, known: Collection[str] | None) -> float:
    if rule.among != "*":
        return 1.0
    return trust if known is None or rule.to in known else max(trust, _TRUST_FOR_NEW_ROLES)


def _shift_within(roles: dict[str, float], among: Sequence[str], gains: Mapping[str, float]) -> None:
    members = dict.fromkeys((*among, *gains))
    mass = sum(roles.get(role, 0.0) for role in members)
    if mass <= 0.0:
        return
    raised = {
        role: max(roles.get(role, 0.0), _FLOOR * mass if role in gains else 0.0) * math.exp(gains.get(role, 0.0))
        for role in members
    }
    total = sum(raised.values())
    for role, value in raised.items():
        roles[role] = value / total * mass
