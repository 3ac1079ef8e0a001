"""What the names in a history mean: labels of the taxonomy, roles and agencies of the directory, regions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from training.corpus.crosswalk import Crosswalk, fold, load_crosswalk
from training.corpus.given_places import read_region
from training.corpus.mapping import Mapping
from triage.directory import Directory
from triage.errors import UnknownAgency
from triage.tasks import Task
from triage.taxonomy import Taxonomy

_REMEMBERED = 100_000
"""Names kept of each kind: a column that slipped may hold a million texts."""
_NO_CROSSWALK = Crosswalk({}, {}, {}, frozenset())


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name means: a slug, or the code of why it has none; for an agency its role stands beside it."""

    slug: str | None = None
    role: str | None = None
    problem: str | None = None


class Names:
    """Look-ups by name for one mapping; each name is looked up once."""

    def __init__(self, mapping: Mapping, taxonomy: Taxonomy, directory: Directory) -> None:
        self._mapping = mapping
        self._taxonomy = taxonomy
        self._directory = directory
        self._agencies = _crosswalk(mapping.agency_names)
        self._categories = _crosswalk(mapping.category_names)
        remembered = lru_cache(maxsize=_REMEMBERED)
        self.label = remembered(self._label)
        self.category = remembered(self._category)
        self.role = remembered(self._role)
        self.agency = remembered(self._agency)
        self.region = remembered(self._region)

    def _label(self, task: Task, name: str) -> Meaning:
        slug = self._taxonomy.resolve(task, name)
        return Meaning(slug, problem=None if slug else "unknown-label")

    def _category(self, name: str, sp4n_id: str) -> Meaning:
        if sp4n_id.isdecimal() and (slug := self._taxonomy.by_sp4n_id(int(sp4n_id))):
            return Meaning(slug)
        folded = fold(name)
        if slug := self._categories.names.get(folded):
            return self._label(Task.CATEGORY, slug)
        if folded in self._categories.ambiguous:
            return Meaning(problem="ambiguous-label")
        if folded in self._categories.unmapped:
            return Meaning(problem="unknown-label")
        return self._label(Task.CATEGORY, name)

    def _role(self, slug: str) -> Meaning:
        return Meaning(slug) if slug in self._directory.roles else Meaning(problem="unknown-role")

    def _agency(self, name: str) -> Meaning:
        crosswalk, folded = self._agencies, fold(name)
        if slug := crosswalk.names.get(folded):
            return self._by_slug(slug)
        if role := crosswalk.roles.get(folded):
            return self._role_alone(role)
        if folded in crosswalk.ambiguous:
            return self._one_of([self._by_slug(slug) for slug in crosswalk.ambiguous[folded]])
        if folded in crosswalk.unmapped:
            return Meaning(problem="unknown-agency")
        found = self._directory.find(name, self._mapping.within)
        return self._one_of([Meaning(agency.slug, agency.role) for agency in found])

    def _by_slug(self, slug: str) -> Meaning:
        try:
            agency = self._directory.get(slug)
        except UnknownAgency:
            return self._role_alone(slug)
        return Meaning(agency.slug, agency.role)

    def _role_alone(self, role: str) -> Meaning:
        """Return a role whose town nobody stated: it teaches the role, and is no agency."""
        return Meaning(role=role) if role in self._directory.roles else Meaning(problem="unknown-agency")

    @staticmethod
    def _one_of(found: list[Meaning]) -> Meaning:
        """Return what several candidates agree on; where not even the role is one, the name is ambiguous."""
        roles = {meaning.role for meaning in found}
        if not found:
            return Meaning(problem="unknown-agency")
        if len(found) == 1:
            return found[0]
        return Meaning(role=roles.pop() if len(roles) == 1 else None, problem="ambiguous-agency")

    def _region(self, names: tuple[str, ...]) -> Meaning:
        code = read_region(names, self._mapping.within, self._directory)
        if code or (self._mapping.within and all(map(self._directory.regions.province_or_regency, names))):
            return Meaning(code)  # inside a town, an export's own column of towns tells nothing
        return Meaning(problem="unknown-region")


def _crosswalk(path: Path | None) -> Crosswalk:
    return load_crosswalk(path) if path else _NO_CROSSWALK
