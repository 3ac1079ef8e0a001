"""Two problems in one complaint: the text in parts, where its own words divide it."""

from __future__ import annotations

import re
from dataclasses import replace

from triage.complaint import Complaint

_FEWEST_WORDS = 5
_MOST_PARTS = 4
_LIST_ITEM = re.compile(r"(?:^|(?<=[\s.;:,]))\(?([1-9]|[a-e])[.)]\s+(?=\D)")
_TURNS = (
    r"selain itu|di ?samping itu|satu lagi|satunya lagi|yang kedua|kedua[,:]|masalah kedua|masalah lain(?:nya)?",
    r"sekalian(?: juga)?(?: mau)? (?:lapor|melapor\w*|mengadu\w*|tanya|menanya\w*)",
    r"lalu soal|terus soal|oh iya|oiya|oh ya",
)
_TURN = re.compile(rf"(?:^|(?<=[.!?;,\n]))\s*(?:dan\s+)?(?:{'|'.join(_TURNS)})\b", re.IGNORECASE)


def parts_of(complaint: Complaint) -> list[Complaint]:
    """Return the complaint once per problem, where a numbered list or a turn ("selain itu") divides it.

    A complaint that is not divided comes back alone; parts of fewer than five words stay with the
    part before them, and of more than four parts it is taken as a whole.
    """
    text = complaint.text
    cuts = sorted({*_list_items(text), *(match.start() for match in _TURN.finditer(text))})
    pieces = [text[start:end].strip() for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    parts: list[str] = []
    for piece in pieces:
        if parts and len(piece.split()) < _FEWEST_WORDS:
            parts[-1] = f"{parts[-1]} {piece}"
        elif piece:
            parts.append(piece)
    if len(parts) > 1 and len(parts[0].split()) < _FEWEST_WORDS:
        parts = parts[1:]
    if not 1 < len(parts) <= _MOST_PARTS:
        return [complaint]
    return [replace(complaint, title="", text=part) for part in parts]


def _list_items(text: str) -> list[int]:
    """Return where the items of a list begin: from 1 (or a) upwards, two at least, so that "RT 3." is none."""
    for series in ("123456789", "abcde"):
        starts: list[int] = []
        for match in _LIST_ITEM.finditer(text):
            if len(starts) < len(series) and match.group(1) == series[len(starts)]:
                starts.append(match.start())
        if len(starts) > 1:
            return starts
    return []
