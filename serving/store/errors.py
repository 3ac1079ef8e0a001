"""Mistakes and states of the store."""

from __future__ import annotations

from triage.errors import TriageError


class StoreBusy(TriageError):
    code = "store/busy"
    what = "The database was busy for too long."
    fix = "Send the request again; nothing was changed. If it comes often, use PostgreSQL (TRIAGE_STORE)."


class StoreUnreachable(TriageError):
    code = "store/unreachable"
    what = "The database cannot be used ({kind})."
    fix = "Check TRIAGE_STORE and that the database runs; `triage store check` tells more."


class StoreOutdated(TriageError):
    code = "store/outdated"
    what = "The tables are not those of this version."
    fix = "Run `triage store upgrade`; make a copy of the database first."


class KeyMissing(TriageError):
    code = "store/key-missing"
    what = "The store holds secrets, and no key to open them was given."
    fix = "Set TRIAGE_STORE_KEY to the key that the store was begun with; `triage store new-key` makes one."


class KeyWrong(TriageError):
    code = "store/key-wrong"
    what = "The key of the store opens nothing that is in it."
    fix = "Set TRIAGE_STORE_KEY to the key that the store was begun with."


class NoSuchCase(TriageError):
    code = "case/unknown"
    what = "There is no such case, or it is not yours to see."
    fix = "Check the id; a case of another body or a secret one is not shown."


class NoSuchItem(TriageError):
    code = "review/unknown"
    what = "There is no such review item, or it is not yours to see."
    fix = "Check the id; an item of another body or a secret one is not shown."


class CaseErased(TriageError):
    code = "case/erased"
    what = "The case was erased; its text and key are gone."
    fix = "Nothing can bring it back; its labels and the audit chain remain."


class IdempotencyMismatch(TriageError):
    code = "intake/other-request"
    what = "This idempotency key or complaint id came before with another content."
    fix = "Send a new key (and id) for a new complaint, or the same content to get the first answer again."


class AnswerForgotten(TriageError):
    code = "intake/answer-forgotten"
    what = "This complaint came before, and its first answer is no longer kept."
    fix = "Ask GET /v1/complaints/ID what became of it."


class ChainBroken(TriageError):
    code = "audit/broken-chain"
    what = "The audit log does not verify from entry {seq} on: {problem}."
    fix = "Stop, keep a copy of the database, and compare with a backup: somebody changed what must not be changed."
