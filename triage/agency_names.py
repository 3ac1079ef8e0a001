"""How people write an agency's name: with a salutation, a title, its government before it, its town anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from triage.regions import Region, fold_name

_SPACES = re.compile(r"[\s,/()\[\]–—-]+")
_SALUTATION = re.compile(
    r"^(?:(?:kepada|yth|yang terhormat|bapak|ibu|bpk|sdr|saudara|tuan)\b[\s.,:/]*)+|[\s,]+di[\s-]+tempat[\s.]*$", re.I
)
_TITLE = re.compile(r"^(?:(?:plt|plh|pj|kepala|ketua|direktur|direksi|pimpinan)\b[\s.,:/]*)+", re.I)
_GOVERNMENT = re.compile(r"^(?:pemerintah(?: daerah)?|pemprov|pemkot|pemkab|pemda)\s+(?=\S)", re.I)
_TECHNICAL_UNIT = re.compile(r"^(?:upt|uptd|uptb|blud)\s+(?=\S)", re.I)
_OF_THE_REGION = re.compile(r"(?<=\S)\s+daerah$", re.I)
_ORDINAL = re.compile(r"(?<=\S)\s+(?:[ivx]{1,4}|\d{1,2})$", re.I)
_BRANCH = re.compile(r"\b(?:kantor|cabang|cab|kc|kcu|kcp|kacab|pembantu|perwakilan)\b\.?", re.I)
_HEAD_OF_POLICE = re.compile(r"^ka(?=pol(?:res|da|sek|ri))", re.I)
_CITY = re.compile(r"\bkota\b", re.I)
_REGENCY = re.compile(r"\bkab(?:upaten)?\b", re.I)
_OF_A_CITY = re.compile(r"\b(?:wali ?kota|pemkot|pemerintah kota|(?:ka)?polresta(?:bes)?)\b", re.I)
_OF_A_REGENCY = re.compile(r"\b(?:bupati|pemkab|pemerintah kabupaten|(?:ka)?polres)\b", re.I)
LONGEST = 300
"""Characters beyond which nothing is an agency's name."""


def readings(name: str) -> Iterator[str]:
    """Yield a name as it stands, then without its salutation, then without the title of the agency's head."""
    yield name
    plain = _SALUTATION.sub("", name.strip())
    if plain != name:
        yield plain
    untitled = _HEAD_OF_POLICE.sub("", _TITLE.sub("", plain))
    if untitled not in (name, plain):
        yield untitled


def words_of(name: str) -> list[str]:
    """Return the words of a name; what stands between them, dashes and commas too, is left out."""
    return [word for word in _SPACES.split(name) if fold_name(word)]


def rests(words: Sequence[str]) -> Iterator[str]:
    """Yield what may be the name of an agency in the words left when its town was taken out, most literal first.

    "Pemerintah · Dinas Kesehatan", "Dinas Pendidikan Daerah", "UPT Puskesmas" and "Kantor Pertanahan I" are read with
    and without the word that adds nothing.
    """
    seen: dict[str, None] = {}
    rest = " ".join(words)
    seen[rest] = None
    for needless in (_GOVERNMENT, _TECHNICAL_UNIT, _OF_THE_REGION, _ORDINAL):
        for known in tuple(seen):
            seen[needless.sub("", known)] = None
    yield from filter(None, seen)


def without_branch(name: str) -> str | None:
    """Return a name without the words that say "branch"; None if nothing else is left."""
    return " ".join(_BRANCH.sub(" ", name).split()) or None


def of_its_type(towns: Sequence[Region], rest: str) -> list[Region]:
    """Return the towns that a title leaves of those with one name: a wali kota has a city, a bupati a regency."""
    wanted = _titled_type(rest)
    return [town for town in towns if town.type == wanted] or list(towns)


def wanted_type(name: str) -> str | None:
    """Return whether a name speaks of a `kota` or a `kabupaten`, by a title or the word; None if of neither."""
    if titled := _titled_type(name):
        return titled
    city, regency = _CITY.search(name), _REGENCY.search(name)
    return None if bool(city) == bool(regency) else "kota" if city else "kabupaten"


def _titled_type(name: str) -> str | None:
    return "kota" if _OF_A_CITY.search(name) else "kabupaten" if _OF_A_REGENCY.search(name) else None
