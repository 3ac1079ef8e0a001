"""The closed set of tags that stand for masked identifiers, and the foreign tags that mean the same."""

from __future__ import annotations

import re
from enum import StrEnum


class Tag(StrEnum):
    """What kind of identifier was masked; in a text it stands in square brackets."""

    NAME = "NAMA"
    PHONE = "TELEPON"
    EMAIL = "EMAIL"
    NIK = "NIK"
    KK = "KK"
    NPWP = "NPWP"
    NIP = "NIP"
    NISN = "NISN"
    SIM = "SIM"
    PASSPORT = "PASPOR"
    BPJS = "BPJS"
    AKTA = "AKTA"
    CARD = "KARTU"
    ACCOUNT = "REKENING"
    PLATE = "PLAT"
    COORDINATES = "KOORDINAT"
    BIRTH_DATE = "TGL_LAHIR"
    TAX_OBJECT = "NOP"
    CODE = "KODE"
    HANDLE = "AKUN"
    ADDRESS = "ALAMAT"
    URL = "URL"
    IP = "IP"
    NUMBER = "NOMOR"

    @property
    def text(self) -> str:
        """The tag as it stands in a masked text."""
        return f"[{self.value}]"


FROM_SAMARAN: dict[str, Tag] = {
    "NAME": Tag.NAME,
    "PHONE": Tag.PHONE,
    "EMAIL": Tag.EMAIL,
    "NIK": Tag.NIK,
    "KK": Tag.KK,
    "NPWP": Tag.NPWP,
    "NIP": Tag.NIP,
    "NISN": Tag.NISN,
    "SIM": Tag.SIM,
    "PASSPORT": Tag.PASSPORT,
    "BPJS": Tag.BPJS,
    "AKTA": Tag.AKTA,
    "CARD": Tag.CARD,
    "BANK_ACCOUNT": Tag.ACCOUNT,
    "PLATE": Tag.PLATE,
    "GEO": Tag.COORDINATES,
    "BIRTH_DATE": Tag.BIRTH_DATE,
    "IP": Tag.IP,
    "ADDRESS": Tag.ADDRESS,
}

_TAGGED = re.compile(r"\[([A-Z][A-Z_]*?)(?:_\d+)?\]")


def tag_spans(text: str) -> list[tuple[int, int, Tag]]:
    """Return start, end and tag of everything in `text` that already stands for a masked identifier.

    Reads our own tags and Samaran's numbered ones ([NAME_1]); other words in brackets are left.
    """
    spans = []
    for match in _TAGGED.finditer(text):
        word = match.group(1)
        tag = FROM_SAMARAN.get(word) or (Tag(word) if word in Tag._value2member_map_ else None)
        if tag is not None:
            spans.append((match.start(), match.end(), tag))
    return spans


def without_tags(text: str) -> str:
    """Return `text` with a blank for everything that stands for a masked identifier."""
    if "[" not in text:
        return text
    parts, cursor = [], 0
    for start, end, _ in tag_spans(text):
        parts.append(text[cursor:start])
        cursor = end
    return " ".join([*parts, text[cursor:]])
