"""Administration: the stop button, and what the machine runs on (model and policy), to read."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from serving.casework.control import resume, stop
from serving.casework.names import Named, Names
from serving.casework.officers import Right
from serving.engine.answer import versions_of
from serving.engine.engine import Engine
from serving.review.done import onward, said
from serving.review.mistakes import status_of, told
from serving.review.pages import page_router
from serving.review.render import page
from serving.review.visitor import Actor, Form, Reader, Visitor, text
from triage.errors import TriageError
from triage.policy import RolloutException
from triage.tasks import Task

router = page_router()


@router.get("/admin")
def administration(request: Request, visitor: Reader) -> Response:
    """Show what there is to administer, and whether the machine runs."""
    visitor.officer.must(Right.ADMIN)
    return page(request, visitor, "admin.html", said=said(request.query_params.get("done", ""), visitor.language))


@router.get("/admin/stop")
def ask(request: Request, visitor: Reader) -> Response:
    """Show what stopping (or running again) does, and ask for a reason."""
    visitor.officer.must(Right.ADMIN)
    return _stop_page(request, visitor)


@router.post("/admin/stop")
def stop_machine(request: Request, visitor: Actor, form: Form) -> Response:
    """Stop the machine's routing, after a reason and a tick that it is meant."""
    return _set(request, visitor, form, "stop")


@router.post("/admin/resume")
def resume_machine(request: Request, visitor: Actor, form: Form) -> Response:
    """Let the machine route again, after a reason and a tick that it is meant."""
    return _set(request, visitor, form, "resume")


@router.get("/admin/model")
def model(request: Request, visitor: Reader) -> Response:
    """Show the versions and the operating points of the model that is loaded."""
    visitor.officer.must(Right.ADMIN)
    state = request.app.state.server
    engine: Engine | None = getattr(state, "engine", None)
    failure: TriageError | None = getattr(state, "failure", None)
    return page(
        request,
        visitor,
        "admin_model.html",
        model=_told_of(engine) if engine is not None else None,
        failure=told(failure, visitor.language) if failure is not None else None,
    )


@router.get("/admin/policy")
def policy(request: Request, visitor: Reader) -> Response:
    """Show the policy that decides, to read only: it is a file with a version."""
    visitor.officer.must(Right.ADMIN)
    names, rules = Names(visitor.office), visitor.office.policy
    return page(
        request,
        visitor,
        "admin_policy.html",
        policy=rules,
        level=names.label(Task.URGENCY, rules.urgent_lane.level),
        kinds=[names.label(Task.KIND, kind) for kind in rules.human_only_kinds],
        exceptions=[_named(names, exception) for exception in rules.rollout_exceptions],
    )


def _set(request: Request, visitor: Visitor, form: Form, wanted: str) -> Response:
    reason = text(form, "reason")
    try:
        if text(form, "meant") != "yes":
            raise NotMeant()
        (stop if wanted == "stop" else resume)(visitor.office, visitor.officer, reason)
    except TriageError as mistake:
        return _stop_page(request, visitor, reason, mistake)
    return onward("/review/admin", "stopped" if wanted == "stop" else "resumed")


def _stop_page(request: Request, visitor: Visitor, reason: str = "", mistake: TriageError | None = None) -> Response:
    visitor.officer.must(Right.ADMIN)
    return page(
        request,
        visitor,
        "admin_stop.html",
        status_of(mistake) if mistake else 200,
        reason=reason,
        mistake=told(mistake, visitor.language) if mistake else None,
    )


def _told_of(engine: Engine) -> dict[str, Any]:
    bundle, triager = engine.bundle, engine.triager
    return {
        "manifest": bundle.manifest,
        "origin": bundle.manifest.origin,
        "versions": versions_of(bundle, triager).model_dump(),
        "points": bundle.predictor.operating_points,
        "in_force": triager.operating_point,
        "lanes": bundle.predictor.lane_points,
        "lane_in_force": triager.lane_point,
        "lane": triager.policy.urgent_lane,
    }


def _named(names: Names, exception: RolloutException) -> tuple[Named | None, Named | None, str]:
    role = names.role(exception.role) if exception.role else None
    return role, names.region(exception.region), exception.mode.value


class NotMeant(TriageError):
    code = "control/not-meant"
    what = "The box that says that you mean it was not ticked."
    fix = "Read what happens, tick the box and send the form again."
