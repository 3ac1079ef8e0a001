"""The ordered labels that a model was trained for, and a digest that guards them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from triage.errors import WrongLabelSpace
from triage.tasks import Task


@dataclass(frozen=True)
class LabelSpace:
    """For each task the labels in the order of a model's outputs, with the taxonomy they come from."""

    taxonomy: str
    labels: Mapping[Task, tuple[str, ...]]

    def __post_init__(self) -> None:
        object.__setattr__(self, "labels", MappingProxyType(dict(self.labels)))

    def __reduce__(self) -> tuple[object, ...]:
        return (LabelSpace, (self.taxonomy, dict(self.labels)))

    @property
    def digest(self) -> str:
        """SHA-256 over taxonomy, tasks and labels in order."""
        return sha256(json.dumps(self._content(), ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    def index(self, task: Task) -> dict[str, int]:
        """Return label → position for one task."""
        return {label: position for position, label in enumerate(self.labels[task])}

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form, digest included."""
        return {**self._content(), "digest": self.digest}

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> LabelSpace:
        """Read the JSON form.

        Raises:
            WrongLabelSpace: the labels don't give the digest that stands beside them.
        """
        labels = {Task(task): tuple(names) for task, names in raw["labels"].items()}
        space = cls(taxonomy=raw["taxonomy"], labels=labels)
        if space.digest != raw["digest"]:
            raise WrongLabelSpace(expected=space.taxonomy, got=space.digest[:12], allowed=str(raw["digest"])[:12])
        return space

    def _content(self) -> dict[str, Any]:
        return {"taxonomy": self.taxonomy, "labels": {task.value: list(names) for task, names in self.labels.items()}}
