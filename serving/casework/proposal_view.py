"""What the machine proposes, with names."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from serving.casework.names import Named, Names
from triage.tasks import Task
from triage.verdicts import Answer


class ProposalOut(BaseModel):
    """What the machine proposes; a label that the model was not trained for is null."""

    model_config = ConfigDict(frozen=True)

    agency: Named | None
    category: Named | None
    urgency: Named | None
    kind: Named | None
    copies: list[Named]


def proposed(names: Names, answer: Answer | None) -> ProposalOut | None:
    """Return an answer with its names."""
    if answer is None:
        return None
    return ProposalOut(
        agency=names.agency(answer.agency),
        category=names.label(Task.CATEGORY, answer.category),
        urgency=names.label(Task.URGENCY, answer.urgency),
        kind=names.label(Task.KIND, answer.kind),
        copies=[named for slug in answer.copies if (named := names.agency(slug))],
    )
