"""What to mark in a masked text, so that an officer sees at once what the engine read: the places."""

from __future__ import annotations

from typing import Any

from triage.complaint import Complaint
from triage.triager import Triage


def highlights_of(complaint: Complaint, title: str, text: str, triage: Triage) -> list[dict[str, Any]]:
    """Return field, start, end and region of each named place, as offsets into the masked `title` and `text`.

    The engine's own offsets count the text as sent, and masking has moved them: the n-th time that
    the words stand there is the n-th time that they stand here. A name that was masked is left out.
    """
    sent, masked = {"title": complaint.title, "text": complaint.text}, {"title": title, "text": text}
    found = []
    for place in triage.places:
        for span in place.spans:
            words = sent[span.field][span.start : span.end]
            start = _nth(masked[span.field], words, sent[span.field].count(words, 0, span.start))
            if start >= 0:
                found.append((span.field, start, start + len(words), place.region.code, place.region.full_name))
    return [
        {"field": field, "start": start, "end": end, "region": code, "name": name}
        for field, start, end, code, name in _without_overlaps(sorted(found))
    ]


def _nth(text: str, words: str, skipped: int) -> int:
    start = text.find(words)
    for _ in range(skipped):
        if start < 0:
            break
        start = text.find(words, start + 1)
    return start


def _without_overlaps(spans: list[tuple[str, int, int, str, str]]) -> list[tuple[str, int, int, str, str]]:
    """Return the spans in order; of two that overlap the earlier, and of two that start together the longer."""
    kept: list[tuple[str, int, int, str, str]] = []
    for span in sorted(spans, key=lambda one: (one[0], one[1], -one[2])):
        if not kept or kept[-1][0] != span[0] or kept[-1][2] <= span[1]:
            kept.append(span)
    return kept
