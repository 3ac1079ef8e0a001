"""Label Studio's format, as far as it is the same for whoever writes it: questions, answers, and their configuration.

Source: labelstud.io/guide/task_format, labelstud.io/guide/predictions and labelstud.io/tags/choices.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from triage.tasks import Task
from triage.taxonomy import Taxonomy

TASKS, CONFIG = "tasks.json", "label_config.xml"
TEXT, TITLE = "text", "title"
"""The keys of a task's data that every configuration shows."""

LABELS = (Task.CATEGORY, Task.URGENCY, Task.KIND)
"""The tasks whose labels a person gives, in the order in which they are asked."""

_HEADINGS = {
    Task.CATEGORY: "Kategori / Category",
    Task.URGENCY: "Urgensi / Urgency",
    Task.KIND: "Klasifikasi / Kind",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One question with a single choice: what may be chosen, each with the hint that explains it ("" for none)."""

    name: str
    heading: str
    choices: Mapping[str, str]
    layout: str = "inline"


def label_question(taxonomy: Taxonomy, task: Task) -> Question:
    """Return the question for one task of `LABELS`: the slugs, with their Indonesian names as hints."""
    choices = {slug: taxonomy.label(task, slug).name.id for slug in taxonomy.slugs(task)}
    return Question(task.value, _HEADINGS[task], choices, "select" if task is Task.CATEGORY else "inline")


def config_xml(questions: Iterable[Question]) -> str:
    """Return the labeling configuration (XML): title and text, and the choices of every question."""
    view = ElementTree.Element("View")
    ElementTree.SubElement(view, "Header", value=f"${TITLE}")
    ElementTree.SubElement(view, "Text", name=TEXT, value=f"${TEXT}")
    for question in questions:
        ElementTree.SubElement(view, "Header", value=question.heading, size="4")
        box = ElementTree.SubElement(
            view, "Choices", name=question.name, toName=TEXT, choice="single", layout=question.layout
        )
        for value, hint in question.choices.items():
            ElementTree.SubElement(box, "Choice", {"value": value, **({"hint": hint} if hint else {})})
    ElementTree.indent(view)
    return ElementTree.tostring(view, encoding="unicode") + "\n"


def results(said: Mapping[str, str | None]) -> list[dict[str, Any]]:
    """Return the result of a prediction or an annotation: the choice of every question that was answered."""
    return [
        {"id": name, "from_name": name, "to_name": TEXT, "type": "choices", "value": {"choices": [value]}}
        for name, value in said.items()
        if value is not None
    ]


def prediction(model: str, score: float | None, said: Mapping[str, str | None]) -> dict[str, Any]:
    """Return what a model said as a task's prediction; `model` is shown beside it."""
    return {"model_version": model, **({} if score is None else {"score": score}), "result": results(said)}
