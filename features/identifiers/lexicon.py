"""What a single word may be: a name, part of a name, a common word, or the beginning of a place's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files

import yaml
from wordfreq import get_frequency_dict, zipf_frequency

from features.identifiers.name_shape import NameShape
from triage.regions import Regions

_COMMON_ZIPF, _ORDINARY_ZIPF, _EVERYDAY_ZIPF, _TOO_COMMON_ZIPF = 3.0, 4.0, 5.0, 5.3
"""Words heard once, ten, a hundred and two hundred times in a million. Many names are heard once, few ten times."""
_NAME_ENDINGS = re.compile(
    r"[a-z]{2,}(?:yanto|wanto|yono|yati|wati|ningsih|ningrum|uddin|udin|iyem|inem|inah|iyah|ullah|manto|mawan|syah|yanti|winarti|"
    r"sutri|diyah|toyo|tono|mini|asih|yadi|jono|wiyono|rohmah|ulloh)$"
)
_SHORTEST_ENDING_NAME = 6
_REMEMBERED = 50_000
"""Judgements kept: a server must not keep every word that it ever read."""
_LETTERS = re.compile(r"[a-z]{2,}")
_AFFIXED = re.compile(
    r"(?:di|me|mem|men|meng|meny|pe|pem|pen|peng|per|ber|ter|ke|se)[a-z]{3,}(?:kan|an|i|nya)|di[a-z]{6,}|(?:meng|meny|mem|men|peng|pem|pen)[a-z]{4,}"
    r"|[a-z]{3,}(?:isasi|itas|nya|lah|kah|pun|kan)"
)
"""Words that Indonesian builds with its affixes, and no list of words has."""

_FOLDER = files("features").joinpath("identifiers")
NAMED = re.compile(
    r"(?<!\w)(?:nama|namanya|bernama|nm|atas\s+nama|a/?n|a\.n\.?|an\.|panggil(?:an)?|dipanggil|alias|binti|bin|ttd|hormat\s+(?:saya|kami))"
    r"(?:\s+(?:saya|sy|aku|lengkap|beliau|korban|pemilik|anak|ibu|bapak|suami|istri|pasien|pelapor|adalah|yaitu|ialah))*"
    r"\s*[:=,\-]*\s*$",
    re.IGNORECASE,
)
"""What stands before a name that is said to be one."""
NEAR_NAME = re.compile(
    r"(?<!\w)(?:pelapor|korban|penerima|pemilik|pemohon|cp|kontak|narahubung|hubungi|salam)\s*[:=,\-]*\s*$",
    re.IGNORECASE,
)
"""What often stands before a name, and before much else."""


@dataclass(frozen=True)
class Words:
    """Words around names, by what they say of their neighbours; `words.yaml` explains each list."""

    places: frozenset[str]
    titles: frozenset[str]
    cues: frozenset[str]
    kin: frozenset[str]
    units: frozenset[str]
    noble: frozenset[str]
    chinese: frozenset[str]
    heads: frozenset[str]
    named_after_people: frozenset[str]
    pronouns: frozenset[str]
    conjunctions: frozenset[str]
    links: frozenset[str]

    @cached_property
    def no_names(self) -> frozenset[str]:
        """Words that are never part of a name themselves: cues, place words and kin."""
        return self.cues | self.places | self.kin


@lru_cache(maxsize=1)
def words() -> Words:
    """Return the bundled lists of words around names."""
    raw = yaml.safe_load(_FOLDER.joinpath("words.yaml").read_bytes())
    return Words(**{kind: frozenset(listed.split()) for kind, listed in raw.items()})


@dataclass(frozen=True, slots=True)
class Lists:
    """The gazetteer: words that are almost never anything but a name, names that are words too, family names."""

    certain: frozenset[str]
    ambiguous: frozenset[str]
    family: frozenset[str]


@lru_cache(maxsize=1)
def lists() -> Lists:
    """Return the bundled gazetteer; lists of common names, not of people."""
    names = {kind: _FOLDER.joinpath(f"names/{kind}.txt").read_text(encoding="utf-8") for kind in Lists.__slots__}
    return Lists(**{kind: frozenset(words.split()) for kind, words in names.items()})


@lru_cache(maxsize=_REMEMBERED)
def is_common(word: str) -> bool:
    """Return whether a lower-case word is an ordinary word and not first of all a name."""
    return word not in lists().certain and _heard(word, _COMMON_ZIPF)


@lru_cache(maxsize=1)
def office_words() -> frozenset[str]:
    """Return the words of the names of agencies and categories, lower case: "satpol", "disdukcapil", "pungli".

    They are a list of the recipe's own, taken from directory and taxonomy of version 2026.1: a directory
    that grows must not change how a text is masked, or train and serve would part.
    """
    return frozenset(_FOLDER.joinpath("offices.txt").read_text(encoding="utf-8").split())


@lru_cache(maxsize=1)
def place_names() -> frozenset[str]:
    """Return the words of the names of provinces, regencies, cities and districts, lower case."""
    regions = Regions()
    provinces = regions.provinces()
    regencies = [region for province in provinces for region in regions.below(province.code)]
    districts = [region for regency in regencies for region in regions.below(regency.code)]
    return frozenset(word for region in (*provinces, *regencies, *districts) for word in region.name.casefold().split())


@lru_cache(maxsize=1)
def _shape() -> NameShape:
    known = lists()
    names = known.certain | known.ambiguous | known.family
    return NameShape(known.certain, (word for word in get_frequency_dict("id") if word.isalpha() and word not in names))


def looks_like_name(word: str, odds: float) -> bool:
    """Return whether an unknown lower-case word looks like a name, by at least these log-odds a trigram.

    On words and names that were held out, 0 takes 90 % of the names and 12 % of the words, −0.6 97 % and 28 %.
    """
    return _shape().odds(word) >= odds


@lru_cache(maxsize=_REMEMBERED)
def is_built(word: str) -> bool:
    """Return whether a lower-case word is no name for its form or for standing in the name of an office or a place."""
    return _AFFIXED.fullmatch(word) is not None or word in place_names() or word in office_words()


@lru_cache(maxsize=_REMEMBERED)
def is_ordinary(word: str) -> bool:
    """Return whether a lower-case word is so common that a capital makes no name of it."""
    return word not in lists().certain and word not in lists().family and _heard(word, _ORDINARY_ZIPF)


@lru_cache(maxsize=_REMEMBERED)
def is_everyday(word: str) -> bool:
    """Return whether a lower-case word is so frequent that even after "Pak" it is no name ("pak hari ini ...")."""
    return word not in lists().certain and _heard(word, _EVERYDAY_ZIPF)


@lru_cache(maxsize=_REMEMBERED)
def fits_beside_a_name(word: str) -> bool:
    """Return whether a lower-case word may be a name beside a name: "Budi Agung", not "Budi Umum"."""
    known = lists()
    if is_name(word):
        return True
    if word in known.family:
        return not is_everyday(word)
    return (
        word in known.ambiguous and word not in words().places | office_words() and not _heard(word, _TOO_COMMON_ZIPF)
    )


def _heard(word: str, zipf: float) -> bool:
    return bool(zipf_frequency(word, "id") >= zipf)


@lru_cache(maxsize=_REMEMBERED)
def is_name(word: str) -> bool:
    """Return whether a lower-case word is a name wherever it stands."""
    known = lists()
    if word in known.certain:
        return True
    if word in known.ambiguous or is_common(word):
        return False
    return len(word) >= _SHORTEST_ENDING_NAME and _NAME_ENDINGS.match(word) is not None


@lru_cache(maxsize=_REMEMBERED)
def may_be_name(word: str) -> bool:
    """Return whether a lower-case word may be part of a name, beside another name or after a cue."""
    known = lists()
    return is_name(word) or word in known.ambiguous or word in known.family
