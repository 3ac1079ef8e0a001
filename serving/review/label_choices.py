"""Labels to choose from: the likely ones first with their probability, then all of the taxonomy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from serving.casework.item_view import Likely
from triage.tasks import Task
from triage.taxonomy import Label, Taxonomy

_MOST_LIKELY = 5


@dataclass(frozen=True, slots=True)
class Option:
    """A label in a list; `probability` is None where the model did not rank it."""

    slug: str
    name: str
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class LabelChoice:
    """A field with labels: the one that is chosen, the likely ones, and `rest` as finished options."""

    chosen: Option | None
    likely: tuple[Option, ...]
    rest: Markup


def label_choice(
    taxonomy: Taxonomy, task: Task, language: str, chosen: str | None, likely: Sequence[Likely]
) -> LabelChoice:
    """Return what a field offers; the likely ones stand first, and once more in their place among all."""
    ranked = tuple(
        Option(one.slug, one.en if language == "en" else one.id, one.probability) for one in likely[:_MOST_LIKELY]
    )
    rest = category_options(taxonomy, language) if task is Task.CATEGORY else _plain_options(taxonomy, task, language)
    return LabelChoice(_option(taxonomy, task, language, chosen), ranked, rest)


def category_options(taxonomy: Taxonomy, language: str) -> Markup:
    """Return all categories as options, grouped by main category; written once, because there are hundreds."""
    return _category_options(_ByReference(taxonomy), language)


def _option(taxonomy: Taxonomy, task: Task, language: str, slug: str | None) -> Option | None:
    if not slug or slug not in taxonomy.slugs(task):
        return None
    return Option(slug, taxonomy.label(task, slug).name.in_language(language))


class _ByReference:
    """A taxonomy that is the same as another of its id and version, so that what was made from it can be kept."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy

    def __hash__(self) -> int:
        return hash(self.taxonomy.reference)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByReference) and other.taxonomy.reference == self.taxonomy.reference


@lru_cache(maxsize=8)
def _category_options(known: _ByReference, language: str) -> Markup:
    groups: dict[str, list[Label]] = {}
    for label in known.taxonomy.labels[Task.CATEGORY]:
        if label.retired_in is None:
            groups.setdefault(known.taxonomy.main_category(label.slug), []).append(label)
    return Markup("").join(
        Markup('<optgroup label="{}">{}</optgroup>').format(
            known.taxonomy.label(Task.CATEGORY, main).name.in_language(language),
            Markup("").join(_written(label, language) for label in labels),
        )
        for main, labels in groups.items()
    )


def _plain_options(taxonomy: Taxonomy, task: Task, language: str) -> Markup:
    return Markup("").join(_written(label, language) for label in taxonomy.labels[task])


def _written(label: Label, language: str) -> Markup:
    return Markup('<option value="{}">{}</option>').format(label.slug, label.name.in_language(language))
