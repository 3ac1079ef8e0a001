"""Whether id maps fit the taxonomy and the directory: what their keeper is told before they are used."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from serving.lapor.id_maps import IdMap, IdMaps
from triage.directory import Directory
from triage.errors import UnknownAgency, UnknownLabel, UnknownRegion
from triage.tasks import Task
from triage.taxonomy import Taxonomy


def check_id_maps(maps: IdMaps, taxonomy: Taxonomy, directory: Directory) -> tuple[str, ...]:
    """Return one sentence a problem, none if all is well; nothing is raised.

    Problems: a label that taxonomy, directory or Kemendagri's list do not know; an id that two labels share; a kind
    or a main category of today without an id.
    """
    lookups: dict[str, Callable[[str], object]] = {
        "classification": lambda slug: taxonomy.label(Task.KIND, slug),
        "category": lambda slug: taxonomy.label(Task.CATEGORY, slug),
        "disposition": directory.get,
        "location": directory.regions.get,
    }
    problems = [problem for table in maps.tables for problem in _strangers(table, lookups[table.kind])]
    problems += [problem for table in maps.tables for problem in _doubled(table)]
    problems += _missing(maps, taxonomy)
    return tuple(problems)


def _strangers(table: IdMap, look_up: Callable[[str], object]) -> Iterator[str]:
    for label in table.ids:
        try:
            look_up(label)
        except (UnknownLabel, UnknownAgency, UnknownRegion):
            yield f"{table.kind}: {label} is unknown here"


def _doubled(table: IdMap) -> Iterator[str]:
    for number in dict.fromkeys(table.ids.values()):
        labels = table.labels_of(number)
        if len(labels) > 1:
            yield f"{table.kind}: the id {number} stands for {' and '.join(labels)}"


def _missing(maps: IdMaps, taxonomy: Taxonomy) -> Iterator[str]:
    for slug in taxonomy.slugs(Task.KIND):
        if slug not in maps.classification.ids:
            yield f"classification: {slug} has no id"
    for slug in taxonomy.slugs(Task.CATEGORY):
        label = taxonomy.label(Task.CATEGORY, slug)
        if label.parent is None and label.retired_in is None and slug not in maps.category.ids:
            yield f"category: {slug} has no id, so nothing stands in for its subcategories"
