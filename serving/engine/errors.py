"""Mistakes of callers and states of the engine."""

from __future__ import annotations

from triage.errors import TriageError


class EngineOverloaded(TriageError):
    code = "engine/overloaded"
    what = "Too many complaints are waiting."
    fix = "Send fewer at once, or again after a moment; TRIAGE_QUEUE and TRIAGE_WORKERS set the limits."


class ModelNotOpened(TriageError):
    code = "engine/model-not-opened"
    what = "The model could not be opened ({kind})."
    fix = "See the server's log for where it happened; if the bundle is whole, please report this."


class EngineNotReady(TriageError):
    code = "engine/not-ready"
    what = "The model is not loaded yet ({state})."
    fix = "Ask /health/ready until it answers 200; if loading failed, its answer says why."


class StoreNotOpen(TriageError):
    code = "store/not-open"
    what = "The store of cases could not be opened."
    fix = "See the server's log for why; predictions (/v1/predict) are answered without it."


class WrongApiKey(TriageError):
    code = "api/wrong-key"
    what = "This server wants an API key, and got none or a wrong one."
    fix = "Send the key in the header X-API-Key."


class UnusableRequest(TriageError):
    code = "api/unusable-request"
    what = "The request cannot be used: {problem}."
    fix = "See /docs for the fields, their types and their limits."


class NoSuchRoute(TriageError):
    code = "api/no-such-route"
    what = "There is nothing at this path."
    fix = "The routes stand at /docs."


class WrongMethod(TriageError):
    code = "api/wrong-method"
    what = "This path does not answer to this method."
    fix = "Use an allowed method; /docs shows each route with its method."
