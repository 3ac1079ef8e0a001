"""Numbers and contacts as complaints write them: digits as letters or words, blanks between, parts left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from features.identifiers.lexicon import words
from features.tags import Tag

Span = tuple[int, int, Tag]

URL = re.compile(
    r"(?:https?://|www\.)\S+|(?<![\w@.])(?:[\w-]+\.)+(?:com|net|org|id|me|ly|gl|io|co|link|site|xyz)/\S+", re.IGNORECASE
)
HANDLE = re.compile(r"(?<![\w.])(?:@[A-Za-z0-9_.]{3,30})+")
_LONG_NUMBER = re.compile(r"(?<![^\W_])\d(?:[ ._-]?\d){5,}|\d(?:[._-]?\d){5,}")
"""Six digits or more, whatever stands beside them; blanks may part them only where no letter stands before."""

_SPELT_EMAIL = re.compile(
    r"(?<![\w.])[\w.+-]{2,}\s?(?:\(at\)|\[at\]|@|\bat\b)\s?[\w-]+(?:\s?(?:\(dot\)|\[dot\]|\bdot\b|\btitik\b)\s?[a-z]{2,6})+(?!\w)",
    re.IGNORECASE,
)
_PHONE_DIGIT = r"[0-9OolIxX*]"
_PHONE = re.compile(
    rf"(?<![\w.])(?:\+\s?62|62|[0Oo])(?:[\s.\-()/_]{{0,3}}{_PHONE_DIGIT}){{5,13}}(?:[\s.\-]?[xX*]{{2,4}})?(?![\w])"
)
_GLUED_PHONE = re.compile(r"(?<=[A-Za-z:])(?:\+62|62|0)8(?:[\s.-]?\d){7,11}(?!\w)")
_LANDLINE = re.compile(r"(?<![\w.])\(?0[2-9]\d{1,2}\)?\s{0,2}[-–./]?\s{0,2}[2-9]\d{2,3}[\s.-]?\d{3,4}(?!\w)")
_DIGIT_WORDS = "nol|kosong|enol|satu|dua|tiga|empat|lima|enam|tujuh|delapan|lapan|sembilan"
_SPOKEN = re.compile(
    rf"(?<!\w)(?:(?:{_DIGIT_WORDS}|\d{{1,4}})[\s,.\-]{{1,3}}){{5,}}(?:{_DIGIT_WORDS}|\d{{1,4}})(?!\w)", re.IGNORECASE
)
_DIGIT_WORD = re.compile(rf"(?<!\w)(?:{_DIGIT_WORDS})(?!\w)", re.IGNORECASE)
_FEWEST_SPOKEN = 5
_FEWEST_DIGITS = 8

_PLATE_AREAS = (
    "AA|AB|AD|AE|AG|BA|BB|BD|BE|BG|BH|BK|BL|BM|BN|BP|DA|DB|DC|DD|DE|DG|DH|DK|DL|DM|DN|DP|DR|DS|DT|DW|EA|EB|ED|KB|KH|KT|KU"
    "|PA|PB|PE|PG|PS|PT|PY|A|B|D|E|F|G|H|K|L|M|N|P|R|S|T|W|Z"
)
_PLATE = re.compile(
    rf"(?<![\w-])(?P<area>{_PLATE_AREAS})[\s.-]{{0,2}}(?P<digits>[1-9](?:\s?\d){{0,3}})[\s.-]{{0,3}}(?P<letters>[A-Z]{{1,3}})(?!\w)",
    re.IGNORECASE,
)
_PLATE_CUE = re.compile(
    r"(?:plat|nopol|polisi|motor|mobil|truk|bus|angkot|kendaraan|taksi|ojol|pikap|pick ?up)\W+(?:\w+\W+){0,4}$",
    re.IGNORECASE,
)
_PASSPORT = re.compile(
    r"(?<=paspor)(?P<between>\W+(?:\w+\W+){0,3}?)(?P<number>[A-Z]{1,2}[\s-]?\d(?:[\s-]?\d){5,6})(?!\w)", re.IGNORECASE
)
_OWN_NUMBER = re.compile(
    r"\b(?:nik|ktp|kk)\W+(?:\w+\W+){0,3}?(?P<number>(?:[0-9OolI][ .\-]?){14,17}[0-9OolI])(?!\w)", re.IGNORECASE
)
_CODE = re.compile(r"(?<![\w/-])[A-Z]{1,}[A-Z0-9]*(?:[-/.]?[A-Z0-9]+)*(?![\w/])")
_CODE_RUN = re.compile(r"\d{5,}")
_DEGREES = re.compile(
    r"-?\d{1,3}\s?°\s?\d{1,2}\s?['′]\s?(?:\d{1,2}(?:[.,]\d+)?\s?(?:[\"″]|''))?\s?[NSEWUTBL]{1,2}(?!\w)(?:[\s,;]{1,3}-?\d{1,3}\s?°\s?\d{1,2}\s?['′]\s?(?:\d{1,2}(?:[.,]\d+)?\s?(?:[\"″]|''))?\s?[NSEWUTBL]{1,2}(?!\w))?"
)
_AMOUNT = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_SUM = re.compile(r"[1-9]\d{0,2}(?:[. ]\d{3})+|[1-9]\d{5,9}")
"""An amount in rupiah: no telephone number or NIK is written so."""
_CURRENCY_BEFORE = re.compile(r"(?:rp|idr|usd|\$)\.?\s*$", re.IGNORECASE)
_CURRENCY_AFTER = re.compile(r"\s*(?:rupiah|perak|ribu|juta|rb|jt|miliar|,-|,00)", re.IGNORECASE)
_ACCOUNT_BEFORE = re.compile(
    r"(?:rek|rekening|nik|ktp|kk|hp|wa|telp?|telepon|no|nomor|id|bpjs|npwp|pelanggan|meter)\W{0,3}$", re.IGNORECASE
)
_DATE = re.compile(r"(?:[0-3]?\d[-.][01]?\d[-.](?:19|20)?\d\d|(?:19|20)\d\d[-.][01]?\d[-.][0-3]?\d)")
_HOURS = re.compile(r"(?:[01]?\d|2[0-4])[.][0-5]\d[ -](?:[01]?\d|2[0-4])[.][0-5]\d")
_YEARS = re.compile(r"(?:19|20)\d\d(?:[ ._-](?:19|20)\d\d)+")


def find_contacts(text: str) -> list[Span]:
    """Return phones, spelt e-mail addresses, plates, passports, coordinates and codes of one person's case."""
    found = [(*match.span(), Tag.EMAIL) for match in _SPELT_EMAIL.finditer(text)]
    for pattern in (_PHONE, _GLUED_PHONE, _LANDLINE):
        found += [(*match.span(), Tag.PHONE) for match in pattern.finditer(text) if _is_phone(match.group())]
    found += [
        (*match.span(), Tag.PHONE)
        for match in _SPOKEN.finditer(text)
        if len(_DIGIT_WORD.findall(match.group())) >= _FEWEST_SPOKEN
    ]
    found += [
        (*match.span("number"), Tag.NIK)
        for match in _OWN_NUMBER.finditer(text)
        if sum(character.isdigit() for character in match["number"]) >= _FEWEST_DIGITS
    ]
    found += [(*match.span("number"), Tag.PASSPORT) for match in _PASSPORT.finditer(text)]
    found += [(*match.span(), Tag.COORDINATES) for match in _DEGREES.finditer(text)]
    found += [(*match.span(), Tag.CODE) for match in _CODE.finditer(text) if _CODE_RUN.search(match.group())]
    return [*found, *_plates(text)]


def find_long_numbers(text: str) -> list[Span]:
    """Return every run of six or more digits that is no amount of money, date, hours or years."""
    return [
        (*match.span(), Tag.NUMBER) for match in _LONG_NUMBER.finditer(text) if not _is_harmless(text, *match.span())
    ]


def _is_phone(found: str) -> bool:
    digits = re.sub(r"[^0-9xX*]", "", found.replace("O", "0").replace("o", "0").replace("l", "1").replace("I", "1"))
    known = re.sub(r"[xX*]", "", digits)
    national = re.sub(r"^(?:620?|0)", "", known)
    if sum(character.isdigit() for character in found) < 6:
        return False
    if national.startswith("8"):
        return 9 <= len(digits) <= 15
    return known.startswith("0") and 9 <= len(digits) <= 12 and national[:1] in "234567"


def _plates(text: str) -> Iterator[Span]:
    for match in _PLATE.finditer(text):
        area, digits, letters = match["area"], match["digits"].replace(" ", ""), match["letters"]
        if letters.casefold() in words().units:
            continue
        shouted = area.isupper() and letters.isupper()
        cued = _PLATE_CUE.search(text[max(0, match.start() - 60) : match.start()]) is not None
        whole = len(digits) >= 3 and (len(letters) >= 2 or (shouted and len(digits) == 4))
        short = shouted and len(digits) >= 2 and len(area + letters) >= 3
        if cued or whole or short:
            yield (*match.span(), Tag.PLATE)


def _is_harmless(text: str, start: int, end: int) -> bool:
    found = text[start:end]
    if _CURRENCY_BEFORE.search(text[max(0, start - 6) : start]) or _CURRENCY_AFTER.match(text, end):
        return _SUM.fullmatch(found) is not None
    if all(_AMOUNT.fullmatch(part) for part in found.split("-")):
        return not _ACCOUNT_BEFORE.search(text[max(0, start - 14) : start])
    return any(pattern.fullmatch(found) for pattern in (_DATE, _HOURS, _YEARS))
