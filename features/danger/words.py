"""A text as rows of plain words with their places: what the patterns of danger are looked for in."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

from features.normalisation.words import word_list

_PIECE = re.compile(
    r"[^\W_]+(?:[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]+[^\W_]+)*|(?<!\d)[.]+|[.](?!\d)|[!?;\n]+|,"
)
_LONG = re.compile(r"([^\W\d])\1{2,}")
_ABBREVIATED = frozenset(
    [
        "no",
        "nomor",
        "jl",
        "jln",
        "jalan",
        "rt",
        "rw",
        "kel",
        "kec",
        "kab",
        "prov",
        "ds",
        "dsn",
        "gg",
        "blok",
        "perum",
        "km",
        "tgl",
        "yth",
        "ytk",
        "bpk",
        "sdr",
        "ny",
        "tn",
        "an",
        "nmr",
        "dr",
        "prof",
        "st",
        "telp",
        "hp",
        "dll",
        "dsb",
        "dkk",
        "a",
        "b",
        "d",
        "h",
        "n",
        "p",
        "s",
        "u",
    ]
)
"""Words whose full stop ends no sentence."""
SENTENCE, CLAUSE = ".", ","


@dataclass(frozen=True, slots=True)
class PlainText:
    """`plain` holds lower-case words, slang replaced, one blank between them; "." and "," stand as words.

    `starts` are the positions in `plain` at which words begin, `places` where those words stand in the text as
    sent: one word of slang may have become several.
    """

    plain: str
    starts: tuple[int, ...]
    places: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of `plain` stands in the text as sent."""
        first, last = bisect_right(self.starts, start) - 1, bisect_right(self.starts, end - 1) - 1
        return self.places[first][0], self.places[last][1]


def plain_text(text: str) -> PlainText:
    """Return a text as plain words. A sentence that stands there again is left out: saying it twice adds nothing."""
    words: list[str] = []
    places: list[tuple[int, int]] = []
    seen: set[str] = set()
    begin = 0
    listed = word_list()
    for match in _PIECE.finditer(text):
        piece = match.group()
        if piece == "." and words and words[-1] in _ABBREVIATED:
            continue
        if piece[0] in ".!?;\n":
            begin = _close(words, places, begin, seen, match.span())
            continue
        folded = CLAUSE if piece == CLAUSE else _fold(piece)
        for word in listed.get(folded, folded).split(" "):
            words.append(word)
            places.append(match.span())
    _close(words, places, begin, seen, (len(text), len(text)))
    starts, position = [], 0
    for word in words:
        starts.append(position)
        position += len(word) + 1
    return PlainText(" ".join(words), tuple(starts), tuple(places))


def _close(words: list[str], places: list[tuple[int, int]], begin: int, seen: set[str], mark: tuple[int, int]) -> int:
    """End the sentence that began at `begin`: keep it with its mark, or drop it if it was there before."""
    sentence = " ".join(words[begin:])
    if not sentence or (sentence in seen and " " in sentence):
        del words[begin:], places[begin:]
        return begin
    seen.add(sentence)
    words.append(SENTENCE)
    places.append(mark)
    return len(words)


def _fold(piece: str) -> str:
    """Return a word in small letters, without accents and ornaments (𝗸𝗲𝗯𝗮𝗸𝗮𝗿𝗮𝗻, mlébu), long letters made short."""
    if not piece.isascii():
        piece = "".join(filter(str.isalnum, unicodedata.normalize("NFKD", piece))) or piece
    return _LONG.sub(r"\1", piece.casefold())
