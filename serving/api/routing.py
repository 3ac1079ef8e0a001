"""Whether the machine may route now: the stop button is asked at every complaint."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool

from serving.api.state import ServerState
from serving.casework.control import stopped
from serving.store.errors import StoreBusy, StoreUnreachable
from triage.policy import Policy


async def policy_now(state: ServerState) -> Policy | None:
    """Return the policy of a stopped machine where somebody pressed the button, None for the engine's own.

    A store that can't be asked counts as stopped: then a person decides.
    """
    if state.office is None or state.engine is None:
        return None
    try:
        pressed = await run_in_threadpool(stopped, state.office)
    except (StoreBusy, StoreUnreachable):
        return state.engine.triager.policy.stopped()
    return state.engine.triager.policy.stopped() if pressed is not None else None
