"""What follows an act: a sentence that it was done, with a way to take it back, and the next item at once."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import RedirectResponse

from serving.casework import queue, verdict_view
from serving.casework.queue import QueueFilter
from serving.review import queue_filter
from serving.review.languages import noted, say
from serving.review.visitor import Visitor
from serving.review.words import ACTS
from triage.verdicts import Act

_SAID = {
    "skipped": noted("Laporan dilewati; Anda melihatnya lagi nanti, petugas lain sekarang juga."),
    "released": noted("Laporan dikembalikan ke antrean."),
    "undone": noted("Putusan ditarik; laporannya menunggu lagi."),
    "empty": noted("Tidak ada lagi laporan yang menunggu di bagian antrean ini."),
    "gone": noted("Laporan itu tidak lagi menunggu Anda."),
}
_DONE = noted("Tersimpan: %(act)s, laporan %(id)s.")
_DONE_TO = noted("Tersimpan: %(act)s, laporan %(id)s ke %(agency)s.")
_DONE_TOGETHER = noted("Tersimpan untuk %(count)s laporan dari satu kejadian: %(act)s.")
_LATELY = 400


@dataclass(frozen=True, slots=True)
class Said:
    """What was done, and the verdict that a button takes back."""

    text: str
    undo: str | None = None


def said(request: Request, visitor: Visitor) -> Said | None:
    """Return what the address says was done; None if nothing."""
    words = say(visitor.language)
    done = request.query_params.get("done", "")
    if done and (sentence := _sentence(visitor, done)):
        empty = request.query_params.get("said") == "empty"
        return Said(f"{sentence} {words(_SAID['empty'])}" if empty else sentence, done)
    key = request.query_params.get("said", "")
    return Said(words(_SAID[key])) if key in _SAID else None


def to_next(visitor: Visitor, wanted: QueueFilter, **more: str | None) -> RedirectResponse:
    """Take the next item in hand and lead to it, or to the queue where nothing waits."""
    following = queue.claim_next(visitor.office, visitor.officer, wanted)
    if following is None:
        return RedirectResponse(queue_filter.address("/review", wanted, **{"said": "empty", **more}), 303)
    return RedirectResponse(queue_filter.address(f"/review/items/{following}", wanted, **more), 303)


def _sentence(visitor: Visitor, done: str) -> str | None:
    """Return the sentence on an own verdict that still stands."""
    words = say(visitor.language)
    recent = verdict_view.history(visitor.office, visitor.officer, limit=1)
    if not recent or (recent[0].id != done and recent[0].batch is None):
        return None
    one = recent[0]
    if one.batch is not None:
        together = verdict_view.history(visitor.office, visitor.officer, limit=_LATELY)
        same = [verdict for verdict in together if verdict.batch == one.batch]
        if done not in {verdict.id for verdict in same} or one.undone:
            return None
        return words(_DONE_TOGETHER) % {"count": len(same), "act": words(ACTS[one.act])}
    if one.undone or one.act == Act.UNDO.value:
        return None
    told = {"act": words(ACTS[one.act]), "id": one.external_id}
    if one.agency is None:
        return words(_DONE) % told
    return words(_DONE_TO) % {**told, "agency": one.agency.en if visitor.language == "en" else one.agency.id}
