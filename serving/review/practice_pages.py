"""The training mode: fictitious complaints on pages like those of real ones, with feedback after each answer."""

from __future__ import annotations

from functools import cache

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from serving.casework.practice import Attempt, Progress, answered, last_attempt, progress
from serving.review import practice_form
from serving.review.item_form import Typed, UnknownAct, read
from serving.review.marking import marked
from serving.review.mistakes import status_of, told
from serving.review.pages import page_router
from serving.review.practice.cases import Practice, PracticeCase, load_practice
from serving.review.practice.feedback import Choice, Mark, Remark, feedback, names_from
from serving.review.render import page
from serving.review.visitor import Actor, Form, Reader, Visitor, text
from triage.errors import TriageError
from triage.verdicts import Act

_SEARCH = "search"
_RIGHT = frozenset((Mark.RIGHT, Mark.ACCEPTABLE))

router = page_router()


@cache
def the_practice() -> Practice:
    """Return the bundled cases, read once."""
    return load_practice()


@router.get("/practice")
def overview(request: Request, visitor: Reader) -> Response:
    """Show the guide, how far the officer has come, and all cases."""
    practice, done = the_practice(), progress(visitor.office, visitor.officer)
    return page(
        request,
        visitor,
        "practice.html",
        guide=practice.guide,
        source=practice.source,
        cases=[(case, done.last.get(case.id)) for case in practice.cases],
        done=done,
        following=_following(done, None),
    )


@router.get("/practice/{case}")
def show(request: Request, visitor: Reader, case: str) -> Response:
    """Show a case like an item, with the machine's proposal chosen."""
    known = _case(case)
    return _page(request, visitor, known, practice_form.as_proposed(known, visitor.office))


@router.post("/practice/{case}")
def answer(request: Request, visitor: Actor, form: Form, case: str) -> Response:
    """Take an answer and lead to what there is to say about it; a mistake keeps what was typed."""
    known, typed = _case(case), read(form)
    try:
        if text(form, "act") == _SEARCH or (typed.searches and text(form, "act") in (Act.CHANGE, Act.SPLIT)):
            raise practice_form.unfinished_search(visitor.office, known, typed)
        choice = practice_form.chosen(known, _act(text(form, "act")), typed, visitor.office)
    except TriageError as mistake:
        return _page(request, visitor, known, typed, mistake)
    right = _is_right(_remarks(visitor, known, choice))
    answered(
        visitor.office, visitor.officer, known.id, choice.act, right, choice.answer, choice.parts, choice.duplicate_of
    )
    return RedirectResponse(f"/review/practice/{known.id}/feedback", 303)


@router.get("/practice/{case}/feedback")
def tell(request: Request, visitor: Reader, case: str) -> Response:
    """Say what was right in the last answer to a case, what was not, and why."""
    known = _case(case)
    attempt = last_attempt(visitor.office, visitor.officer, known.id)
    if attempt is None:
        return RedirectResponse(f"/review/practice/{known.id}", 303)
    remarks = _remarks(visitor, known, _choice_of(attempt))
    done = progress(visitor.office, visitor.officer)
    return page(
        request,
        visitor,
        "practice_feedback.html",
        case=known,
        number=_number(known),
        total=len(the_practice().cases),
        text=marked(known.text, (), "text"),
        remarks=remarks,
        right=_is_right(remarks),
        done=done,
        following=_following(done, known),
    )


def _page(
    request: Request, visitor: Visitor, case: PracticeCase, typed: Typed, mistake: TriageError | None = None
) -> Response:
    return page(
        request,
        visitor,
        "practice_case.html",
        status_of(mistake) if mistake else 200,
        case=case,
        number=_number(case),
        total=len(the_practice().cases),
        typed=typed,
        title=marked(case.title, (), "title"),
        text=marked(case.text, (), "text"),
        mistake=told(mistake, visitor.language) if mistake else None,
        **practice_form.offered(visitor, case, typed),
    )


def _case(case_id: str) -> PracticeCase:
    found = the_practice().case(case_id)
    if found is None:
        raise NoSuchPracticeCase()
    return found


def _act(name: str) -> Act:
    allowed = sorted(set(Act) - {Act.UNDO})
    if name not in allowed:
        raise UnknownAct(got=name[:40], allowed=", ".join(allowed))
    return Act(name)


def _remarks(visitor: Visitor, case: PracticeCase, choice: Choice) -> list[Remark]:
    return feedback(case, choice, names_from(visitor.office.taxonomy, visitor.office.directory))


def _is_right(remarks: list[Remark]) -> bool:
    return all(remark.mark in _RIGHT for remark in remarks)


def _choice_of(attempt: Attempt) -> Choice:
    return Choice(attempt.act, attempt.answer, attempt.parts, attempt.duplicate_of)


def _following(done: Progress, after: PracticeCase | None) -> PracticeCase | None:
    """Return the next case without an answer, going on from the one at hand; None once all have one."""
    cases = the_practice().cases
    begin = cases.index(after) + 1 if after is not None else 0
    return next((case for case in (*cases[begin:], *cases[:begin]) if case.id not in done.last), None)


def _number(case: PracticeCase) -> int:
    return the_practice().cases.index(case) + 1


class NoSuchPracticeCase(TriageError):
    code = "practice/unknown-case"
    what = "There is no such practice case."
    fix = "Choose one of the list."
