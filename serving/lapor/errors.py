"""What can go wrong between this system and LAPOR's: told by ids and states, never with a word of a complaint."""

from __future__ import annotations

from triage.errors import TriageError


class NoLaporId(TriageError):
    code = "lapor/no-id"
    what = "The id map `{kind}` has no LAPOR id for this label, nor for one above it that may stand in."
    fix = "Add the label to the id map, with the id that LAPOR's administrators give; data/lapor/README.md shows how."


class UnknownLaporId(TriageError):
    code = "lapor/unknown-id"
    what = "The id map `{kind}` has no label for this LAPOR id."
    fix = "Add the id to the id map; until then a person must take this ticket."


class BrokenTicket(TriageError):
    code = "lapor/broken-ticket"
    what = "The LAPOR ticket {ticket} cannot be read: {problem}."
    fix = "Compare the ticket's field with wire.yaml and the documentation of your developer account."


class NotSettled(TriageError):
    code = "lapor/not-settled"
    what = "This cannot be sent to LAPOR: {problem}."
    fix = "Let a person decide it in the review queue; the verdict can be sent."


class LaporRefused(TriageError):
    """LAPOR answered, and did not accept; `status` is the HTTP status it answered with."""

    code = "lapor/refused"
    what = "LAPOR did not accept the call `{call}`."
    fix = "400 to 499: check token, paths and ids (429: send less); 200 or 500 and above: ask LAPOR's administrators."

    @property
    def status(self) -> int:
        """The HTTP status; one below 400 with a refusal in the body."""
        return int(str(self.fields["got"]))


class LaporUnreachable(TriageError):
    """No answer came, so whether LAPOR took the call is not known."""

    code = "lapor/unreachable"
    what = "LAPOR gave no answer to the call `{call}` ({problem})."
    fix = "Try again later: look at the ticket first if LAPOR must not get the same disposition twice."


class UnreadableAnswer(TriageError):
    code = "lapor/unreadable-answer"
    what = "LAPOR accepted the call `{call}`, but its answer is not what wire.yaml says ({problem})."
    fix = "Correct `accepted` or `tickets` in wire.yaml by the documentation of your developer account."


class OpenLine(TriageError):
    code = "lapor/open-line"
    what = "The address of LAPOR is not encrypted, and dispositions and a token would pass over it."
    fix = "Give a base URL with https; http is taken for this machine only (localhost, 127.0.0.1, ::1)."
