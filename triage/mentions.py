"""Names of regions in a text: where they stand, which regions they may mean, and what each mention is worth."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from triage.gazetteer import Gazetteer
from triage.regions import fold_name

_WORD = re.compile(r"[^\W_]+(?:['’`][^\W_]+)*")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
_LONGEST_NAME = 5
_BREAK = re.compile(r"[.!?\n;]\s")
_DASH_BEFORE = re.compile(r"\w\s?[-–]\s?$")
_DASH_AFTER = re.compile(r"\s?[-–]\s?[A-Z]")
_PASSED_OVER = frozenset(("raya", "besar", "kota", "warga", "daerah"))
_SHORTEST_NAME, _SHORTEST_GLUED, _SHOWN_NAME, _LONE_NAME = 3, 4, 4, 6
"""Fewest letters of a bare name, of one glued to its level, and of one that exists once: written as a name, or not."""
_CITIES_FROM = "71"
_CITY_CUES = frozenset(("kota", "kotamadya", "kodya", "kotaadm", "kotaadministrasi", "pemkot", "walikota"))
_REGENCY_CUES = frozenset(("kabupaten", "kab", "pemkab", "bupati"))
_GLUED = (
    "kelurahan",
    "kecamatan",
    "kabupaten",
    "kalurahan",
    "kapanewon",
    "provinsi",
    "desa",
    "kota",
    "kab",
    "kec",
    "kel",
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, folded, with its character offsets."""

    folded: str
    written: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of text that names one or more regions; `weight` is its log-odds as evidence for them.

    `cued` mentions stand behind a word for their level, so their codes are all of that level.
    """

    start: int
    end: int
    name: str
    codes: tuple[str, ...]
    weight: float
    cued: bool


def words_of(text: str) -> list[Word]:
    """Return the words of a text; "kelurahanMojo" and "KecCoblong" are two words each."""
    found = []
    for match in _WORD.finditer(text):
        start = match.start()
        for part in _HUMP.split(match.group()):
            if folded := fold_name(part):
                found.append(Word(folded, part, start, start + len(part)))
            start += len(part)
    return found


def whole_words_of(text: str) -> list[str]:
    """Return the folded words of a text as they are written: "WiFi" is one."""
    return [folded for match in _WORD.finditer(text) if (folded := fold_name(match.group()))]


class MentionReader:
    """Reads the mentions of regions in a text, left to right, the longest name first."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        rules = gazetteer.rules
        self._level_of = {fold_name(word): level for level, words in rules.levels.items() for word in words}
        self._kinds = {
            kind: frozenset(fold_name(word) for word in getattr(rules, kind))
            for kind in ("street", "person", "thing", "agency", "here", "away")
        }

    def read(self, text: str, known: Sequence[str]) -> list[Mention]:
        """Return the mentions in a text; `known` holds the codes in whose surroundings bare names are believed."""
        words = words_of(text)
        if not words:
            return []
        scan = _Scan(text, words, [self._names_at(words, position) for position in range(len(words))])
        first = self._mentions(scan, list(known), towns_only=True)
        return self._mentions(scan, [*known, *_anchors(first)], towns_only=False)

    def _names_at(self, words: Sequence[Word], position: int) -> list[tuple[int, str]]:
        """Return the known names that begin at a word, as (number of words, folded name), the longest first."""
        found, name = [], ""
        for size, word in enumerate(words[position : position + _LONGEST_NAME], start=1):
            name += word.folded
            if self.gazetteer.knows(name):
                found.append((size, name))
        return found[::-1]

    def _mentions(self, scan: _Scan, anchors: Sequence[str], towns_only: bool) -> list[Mention]:
        mentions: list[Mention] = []
        position = 0
        while position < len(scan.words):
            end, mention = (
                self._cued(scan, position, anchors)
                or self._glued(scan, position, anchors)
                or self._bare(scan, position, anchors, towns_only)
                or (position + 1, None)
            )
            if mention is not None and mention.weight > 0.0:
                mentions.append(mention)
            position = end
        return mentions

    def _cued(self, scan: _Scan, start: int, anchors: Sequence[str]) -> tuple[int, Mention] | None:
        """Read a name behind a word for its level: "Kecamatan Gubeng", "kab. Slemn"."""
        for size in (2, 1):
            cue = "".join(word.folded for word in scan.words[start : start + size])
            level = self._level_of.get(cue)
            after = start + size
            if level is None or after >= len(scan.words):
                continue
            if scan.breaks(after) and scan.words[after - 1].folded not in _ABBREVIATED:
                continue
            weights = self.gazetteer.rules.weights
            for words, name in scan.names[after]:
                codes = _near(_of_cue(self.gazetteer.named(name, level), cue), anchors)
                if codes and not self._is_plain_word(scan.words[after : after + words], name, codes, anchors):
                    return self._made(scan, start, after + words, name, codes, weights.cue, cued=True)
            found = self._misspelt(scan, after, level, cue, anchors)
            if found is not None:
                end, name, codes = found
                return self._made(scan, start, end, name, codes, weights.cue + weights.misspelt, cued=True)
        return None

    def _is_plain_word(self, part: Sequence[Word], name: str, codes: Sequence[str], anchors: Sequence[str]) -> bool:
        """Return whether "kelurahan minta uang" only has a verb after it, though a far village is called so."""
        far = codes[0].count(".") > 1 and not any(_shares_regency(code, anchors) for code in codes)
        return (
            far and part[0].written.islower() and self.gazetteer.is_common(name, " ".join(one.written for one in part))
        )

    def _misspelt(
        self, scan: _Scan, after: int, level: int, cue: str, anchors: Sequence[str]
    ) -> tuple[int, str, tuple[str, ...]] | None:
        above = [code for code in anchors if code.count(".") + 1 < level and (level > 2 or "." not in code)]
        around = above or ([""] if level <= 2 else [])
        for size in range(min(3, len(scan.words) - after), 0, -1):
            name = "".join(word.folded for word in scan.words[after : after + size])
            codes = _of_cue(self.gazetteer.nearly(name, level, around), cue)
            if codes:
                return after + size, name, codes
        return None

    def _glued(self, scan: _Scan, position: int, anchors: Sequence[str]) -> tuple[int, Mention] | None:
        """Read a name that is written together with its level in one case: "kelurahanmojo"."""
        word = scan.words[position]
        if not word.folded.startswith(_GLUED):
            return None
        for cue in _GLUED:
            if not word.folded.startswith(cue) or len(word.folded) - len(cue) < _SHORTEST_GLUED:
                continue
            name = word.folded.removeprefix(cue)
            codes = _of_cue(self.gazetteer.named(name, self._level_of[cue]), cue)
            near = _near(codes, anchors)
            if codes and (near != codes or len(codes) == 1):
                return self._made(scan, position, position + 1, name, near, self.gazetteer.rules.weights.cue, cued=True)
        return None

    def _bare(self, scan: _Scan, position: int, anchors: Sequence[str], towns_only: bool) -> tuple[int, Mention] | None:
        """Read a name that stands alone, where it is a town's or lies near what is known."""
        for size, name in scan.names[position]:
            part = scan.words[position : position + size]
            if len(name) < _SHORTEST_NAME or (size == 1 and name in self._level_of):
                continue
            if any(scan.breaks(inner) for inner in range(position + 1, position + size)):
                continue
            placed = self.gazetteer.placed(name)
            if placed is not None and _shares_regency(placed, anchors):
                own = self.gazetteer.rules.weights.upper
                return self._made(scan, position, position + size, name, (placed,), own, cued=False, street=False)
            codes = self.gazetteer.named(name)
            kept = _believable(codes, anchors, towns=not self.gazetteer.is_word(name))
            weight = self._worth(name, kept, part, anchors, towns_only)
            if weight is not None:
                return self._made(scan, position, position + size, name, kept, weight, cued=False)
        return None

    def _worth(
        self, name: str, codes: Sequence[str], part: Sequence[Word], anchors: Sequence[str], towns_only: bool
    ) -> float | None:
        weights = self.gazetteer.rules.weights
        if any(code.count(".") <= 1 for code in codes):
            return weights.upper
        if towns_only or not codes:
            return None
        written = " ".join(word.written for word in part)
        common = self.gazetteer.is_common(name, written)
        if any(_shares_regency(code, anchors) for code in codes):
            return weights.common if common else weights.inside
        shown = written[:1].isupper() or len(part) > 1
        least = _SHOWN_NAME if shown else _LONE_NAME
        return weights.alone if not common and len(name) >= least and (shown or self.gazetteer.is_rare(name)) else None

    def _made(
        self,
        scan: _Scan,
        start: int,
        end: int,
        name: str,
        codes: tuple[str, ...],
        weight: float,
        cued: bool,
        street: bool = True,
    ) -> tuple[int, Mention]:
        weight += self._context(scan, start, street) + (0.0 if cued else self._pairing(scan, start, end))
        return end, Mention(scan.words[start].start, scan.words[end - 1].end, name, codes, weight, cued)

    def _context(self, scan: _Scan, position: int, street: bool) -> float:
        """Return what the words before a mention add: a street's or a person's name is no region."""
        weights, kinds = self.gazetteer.rules.weights, self._kinds
        for back in (1, 2):
            at = position - back
            if at < 0:
                return 0.0
            before = scan.words[at].folded
            if scan.breaks(at + 1) and before not in kinds["street"] | kinds["person"]:  # "Jl." ends no sentence
                return 0.0
            pair = scan.words[at - 1].folded + before if at > 0 else ""
            for kind in ("street", "person", "thing", "agency", "here", "away"):
                if (before in kinds[kind] or pair in kinds[kind]) and (street or kind != "street"):
                    return float(getattr(weights, kind))
            if before not in _PASSED_OVER:
                return 0.0
        return 0.0

    def _pairing(self, scan: _Scan, start: int, end: int) -> float:
        """Return what "Surabaya-Jember" costs: two ends of a way."""
        text = scan.text
        before = text[max(0, scan.words[start].start - 3) : scan.words[start].start]
        after = text[scan.words[end - 1].end : scan.words[end - 1].end + 3]
        return self.gazetteer.rules.weights.away if _DASH_BEFORE.search(before) or _DASH_AFTER.match(after) else 0.0


@dataclass(frozen=True)
class _Scan:
    """A text, its words, and the known names that begin at each."""

    text: str
    words: Sequence[Word]
    names: Sequence[Sequence[tuple[int, str]]]

    def breaks(self, position: int) -> bool:
        """Return whether a sentence ends right before a word."""
        return _BREAK.search(self.text[self.words[position - 1].end : self.words[position].start]) is not None


_ABBREVIATED = frozenset(("kel", "kec", "kab", "ds", "prov", "prop", "kodya"))
_MOST_ALIKE = 12


def _anchors(mentions: Sequence[Mention]) -> Iterator[str]:
    for mention in mentions:
        if len(mention.codes) <= 2:
            yield from mention.codes


def _of_cue(codes: tuple[str, ...], cue: str) -> tuple[str, ...]:
    if cue in _CITY_CUES:
        return tuple(code for code in codes if code.split(".")[1] >= _CITIES_FROM)
    if cue in _REGENCY_CUES:
        return tuple(code for code in codes if code.split(".")[1] < _CITIES_FROM)
    return codes


def _near(codes: tuple[str, ...], anchors: Sequence[str]) -> tuple[str, ...]:
    """Return the codes closest to what is known: in the same district, regency or province; else all."""
    for depth in (3, 2, 1):
        close = tuple(code for code in codes if any(_share(code, anchor, depth) for anchor in anchors))
        if close:
            return close
    return codes if len(codes) <= _MOST_ALIKE else ()


def _believable(codes: tuple[str, ...], anchors: Sequence[str], towns: bool) -> tuple[str, ...]:
    """Return the codes that a bare name may mean: towns and provinces, what is near what is known, or the only one."""
    upper = tuple(code for code in codes if towns and code.count(".") <= 1)
    inside = tuple(code for code in codes if code.count(".") > 1 and _shares_regency(code, anchors))
    lone = codes if _one_line(codes) and (towns or codes[0].count(".") > 1) else ()
    return tuple(dict.fromkeys((*upper, *inside, *lone)))


def _one_line(codes: tuple[str, ...]) -> bool:
    """Return whether all regions of a name lie one above the other: a district and its village, say."""
    return all(lower.startswith(f"{upper}.") for upper, lower in pairwise(codes))


def _shares_regency(code: str, anchors: Sequence[str]) -> bool:
    return any(
        _share(code, anchor, 2) if anchor.count(".") >= 1 else code.startswith(f"{anchor}.") for anchor in anchors
    )


def _share(code: str, anchor: str, depth: int) -> bool:
    ours, theirs = code.split(".")[:depth], anchor.split(".")[:depth]
    return len(ours) == len(theirs) == depth and ours == theirs
