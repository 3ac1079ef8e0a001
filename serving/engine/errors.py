"""Mistakes of callers and states of the engine."""

from __future__ import annotations

from triage.errors import TriageError


class EngineOverloaded(TriageError):
    code = "engine/overloaded"
    what = "Too many complaints are waiting."
    fix = "Send fewer at once, or again after a moment; TRIAGE_QUEUE and TRIAGE_WORKERS set the limits."


class EngineNotReady(TriageError):
    code = "engine/not-ready"
    what = "The model is not loaded yet ({state})."
    fix = "Ask /health/ready until it answers 200; if loading failed, its answer says why."


class WrongApiKey(TriageError):
    code = "api/wrong-key"
    what = "This server wants an API key, and got none or a wrong one."
    fix = "Send the key in the header X-API-Key."


class UnusableRequest(TriageError):
    code = "api/unusable-request"
    what = "The request cannot be used: {problem}."
    fix = "See /docs for the fields, their types and their limits."
