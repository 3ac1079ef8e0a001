"""The form of a practice case: what the page offers, and what an officer chose as the feedback takes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from serving.casework.labels import checked
from serving.casework.names import Names
from serving.casework.office import Office
from serving.review.agency_search import find
from serving.review.item_form import MOST_PARTS, AgencyNotFound, AgencyToChoose, Typed, TypedPart
from serving.review.item_page import Choice, Choices, PartChoices
from serving.review.label_choices import label_choice
from serving.review.practice.cases import PracticeCase
from serving.review.practice.feedback import Choice as Chosen
from serving.review.visitor import Visitor
from triage.complaint import Complaint
from triage.errors import TriageError
from triage.problems import parts_of
from triage.tasks import Task
from triage.verdicts import ANSWERING, Act, Answer


def as_proposed(case: PracticeCase, office: Office) -> Typed:
    """Return the form as it stands at first, like that of an item: the machine's proposal chosen."""
    found = [part.text for part in parts_of(Complaint(case.id, case.text, office.now()))]
    texts = found[:MOST_PARTS] if len(found) > 1 else []
    parts = [TypedPart(text, "", "") for text in [*texts, *[""] * (2 - len(texts))]]
    made = case.proposal
    return Typed(made.agency, made.category, made.urgency, made.kind, parts=tuple(parts))


def chosen(case: PracticeCase, act: Act, typed: Typed, office: Office) -> Chosen:
    """Return what an officer chose.

    Raises:
        UnknownAgency, UnknownLabel: the form names what the directory or the taxonomy lack.
        OriginalToChoose: a duplicate of none of the reports that stand beside it.
    """
    if act is Act.DUPLICATE and typed.duplicate_of not in {report.id for report in case.similar}:
        raise OriginalToChoose()
    answer = None
    if act in ANSWERING - {Act.ACCEPT}:
        answer = checked(
            Answer(
                typed.agency or None, typed.category or None, typed.urgency or None, typed.kind or None, typed.copies
            ),
            office,
        )
    parts = tuple(dict.fromkeys(part.agency for part in typed.parts if part.agency)) if act is Act.SPLIT else ()
    for agency in parts:
        office.directory.get(agency)
    return Chosen(act, answer, parts, typed.duplicate_of or None if act is Act.DUPLICATE else None)


def unfinished_search(office: Office, case: PracticeCase, typed: Typed) -> TriageError:
    """Return what there is to say when names were typed: choose one of those found, or type other words."""
    queries = filter(None, [typed.query, *(part.query for part in typed.parts)])
    missing = next((query for query in queries if not find(office, query, case.region)), None)
    return AgencyToChoose() if missing is None else AgencyNotFound(got=missing[:80])


def offered(visitor: Visitor, case: PracticeCase, typed: Typed) -> dict[str, Any]:
    """Return what the page offers: the proposal with its names, agencies, labels and parts."""
    office, names, made = visitor.office, Names(visitor.office), case.proposal
    proposed = names.agency(made.agency)
    known = [Choice(proposed.slug, proposed.id, proposed.en, made.probability)] if proposed else []
    labels = {
        "category": (Task.CATEGORY, typed.category),
        "urgency": (Task.URGENCY, typed.urgency),
        "kind": (Task.KIND, typed.kind),
    }
    return {
        "proposed": {
            "agency": proposed,
            "category": names.label(Task.CATEGORY, made.category),
            "urgency": names.label(Task.URGENCY, made.urgency),
            "kind": names.label(Task.KIND, made.kind),
            "probability": made.probability,
        },
        "place": names.region(case.region),
        "agencies": _choices(office, known, typed.agency, typed.query, case.region),
        "labels": {
            name: label_choice(office.taxonomy, task, visitor.language, value, ())
            for name, (task, value) in labels.items()
        },
        "parts": [
            PartChoices(part.text, part.query, _choices(office, known, part.agency, part.query, case.region))
            for part in typed.parts
        ],
    }


def _choices(office: Office, known: Sequence[Choice], chosen: str, query: str, region: str) -> Choices:
    slugs = {one.slug for one in known}
    named = Names(office).agency(chosen) if chosen and chosen not in slugs else None
    listed = [*known, Choice(named.slug, named.id, named.en)] if named else list(known)
    have = slugs | {chosen}
    found = [Choice(one.slug, one.id, one.en) for one in find(office, query, region) if one.slug not in have]
    return Choices(listed, found, [chosen])


class OriginalToChoose(TriageError):
    code = "practice/original-missing"
    what = "No report was chosen that this one repeats."
    fix = "Choose which report it repeats, and send the form again."
