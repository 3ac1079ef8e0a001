"""The versioned catalogue of kinds, categories and urgency levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field, with_config

from triage.catalog_file import read_catalog, refuse_circles
from triage.errors import BrokenCatalog, UnknownLabel
from triage.tasks import Task


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class Name:
    """A name in the two languages of the product; Indonesian is the one that people use.

    A local catalogue may have no English names: then the Indonesian one stands for both.
    """

    id: str
    en: str = ""

    def in_language(self, language: str) -> str:
        """Return the English name for `en`, else the Indonesian one."""
        return (self.en or self.id) if language == "en" else self.id


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class Label:
    """One entry of a taxonomy; its slug never changes meaning.

    `successors` has several slugs where a label was split: then the set is acceptable.
    """

    slug: str
    name: Name
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    sp4n_ids: tuple[int, ...] = ()
    valid_from: date | None = None
    retired_in: str | None = None
    successors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Taxonomy:
    """Kinds, categories (a tree) and urgency levels (ordered, low to high) of one version."""

    id: str
    version: str
    labels: Mapping[Task, tuple[Label, ...]]
    _by_slug: Mapping[tuple[Task, str], Label] = field(init=False, repr=False, compare=False)
    _by_name: Mapping[tuple[Task, str], str] = field(init=False, repr=False, compare=False)
    _by_sp4n_id: Mapping[int, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_slug = {(task, label.slug): label for task, labels in self.labels.items() for label in labels}
        by_name: dict[tuple[Task, str], str] = {}
        for (task, slug), label in by_slug.items():
            for name in filter(None, (slug, label.name.id, label.name.en, *label.aliases)):
                by_name.setdefault((task, _fold(name)), slug)
        object.__setattr__(self, "labels", MappingProxyType(dict(self.labels)))
        object.__setattr__(self, "_by_slug", MappingProxyType(by_slug))
        object.__setattr__(self, "_by_name", MappingProxyType(by_name))
        numbers = {number: label.slug for label in self.labels.get(Task.CATEGORY, ()) for number in label.sp4n_ids}
        object.__setattr__(self, "_by_sp4n_id", MappingProxyType(numbers))

    def __reduce__(self) -> tuple[object, ...]:
        return (Taxonomy, (self.id, self.version, dict(self.labels)))

    @property
    def reference(self) -> str:
        """The taxonomy with its version, as predictions and bundles cite it."""
        return f"{self.id}@{self.version}"

    def slugs(self, task: Task) -> tuple[str, ...]:
        """Return every slug of a task, in the catalogue's order."""
        return tuple(label.slug for label in self.labels.get(task, ()))

    def label(self, task: Task, slug: str) -> Label:
        """Return one label.

        Raises:
            UnknownLabel: the task has no such slug.
        """
        try:
            return self._by_slug[task, slug]
        except KeyError:
            raise UnknownLabel(taxonomy=self.reference, task=task.value, got=slug) from None

    def resolve(self, task: Task, name: str) -> str | None:
        """Return the slug that a slug, name or alias stands for, whatever its case; None if unknown."""
        return self._by_name.get((task, _fold(name)))

    def by_sp4n_id(self, number: int) -> str | None:
        """Return the category with this SP4N id; None if there is none."""
        return self._by_sp4n_id.get(number)

    def forward(self, task: Task, slug: str) -> tuple[str, ...]:
        """Return the slugs that an old label means today: itself, or its successors, followed to the end."""
        label = self.label(task, slug)
        if not label.successors:
            return (slug,)
        return tuple(dict.fromkeys(new for old in label.successors for new in self.forward(task, old)))

    def main_category(self, slug: str) -> str:
        """Return the main category above a category (itself if it is one)."""
        label = self.label(Task.CATEGORY, slug)
        while label.parent is not None:
            label = self.label(Task.CATEGORY, label.parent)
        return label.slug


def bundled_taxonomy_path() -> Path:
    """Return the path of the SP4N taxonomy that ships with the package."""
    return Path(str(files("triage").joinpath("catalog/taxonomy.yaml")))


def load_taxonomy(path: Path | None = None) -> Taxonomy:
    """Read a taxonomy file (YAML: id, version, kinds, urgencies, categories), by default SP4N's.

    Raises:
        BrokenCatalog: a key is missing, has another type or is unknown; a slug occurs twice, a parent comes after
            its child, or labels succeed each other in a circle.
    """
    path = path or bundled_taxonomy_path()
    read = read_catalog(path, _TaxonomyFile)
    labels = {Task.KIND: read.kinds, Task.URGENCY: read.urgencies, Task.CATEGORY: read.categories}
    for task, entries in labels.items():
        _check_tree(task, entries, path)
    return Taxonomy(id=read.id, version=read.version, labels=labels)


class _TaxonomyFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    version: str = Field(coerce_numbers_to_str=True)
    source: str = ""
    kinds: tuple[Label, ...]
    urgencies: tuple[Label, ...]
    categories: tuple[Label, ...]


def _check_tree(task: Task, labels: Sequence[Label], path: Path) -> None:
    seen: set[str] = set()
    slugs = {label.slug for label in labels}
    for label in labels:
        if label.slug in seen:
            raise BrokenCatalog(file=path.name, problem=f"the {task} {label.slug} occurs twice")
        if label.parent is not None and label.parent not in seen:
            raise BrokenCatalog(file=path.name, problem=f"the parent of {label.slug} must stand before it")
        if strangers := set(label.successors) - slugs:
            raise BrokenCatalog(file=path.name, problem=f"{label.slug} has unknown successors {sorted(strangers)}")
        seen.add(label.slug)
    refuse_circles(path, {label.slug: label.successors for label in labels}, f"each {task} succeeds another")


def _fold(name: str) -> str:
    return " ".join(name.casefold().split())
