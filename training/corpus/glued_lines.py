"""Parting lines that an export glued together ("TerimakasihAlamat"), without breaking names such as WargaKu."""

from __future__ import annotations

import re

_CLOSINGS = (
    "terimakasih", "terima kasih", "makasih", "trimakasih", "tks", "wassalam", "wassalamualaikum", "salam",
    "hormat kami", "hormat saya", "segera", "ditindaklanjuti", "demikian", "tersebut", "bapak", "ibu", "pagi", "siang",
    "sore", "malam",
)  # fmt: skip
_OPENINGS = (
    "Alamat", "Lokasi", "Kewenangan", "Kronologi", "Kronologis", "Nama", "Nomor", "No", "Telepon", "Telp", "Mohon",
    "Terima", "Terimakasih", "Demikian", "Tanggal", "Waktu", "Tempat", "Kepada", "Yth", "Saya", "Kami", "Dengan",
    "Selamat", "Assalamualaikum", "Assalamu", "Wassalam", "Hormat", "Keterangan", "Bukti", "Lampiran", "Pelapor", "Hal",
    "Perihal", "Apakah", "Bagaimana", "Untuk", "Karena", "Sebelumnya", "Sudah", "Jalan", "Jl", "Kecamatan", "Kelurahan",
    "Desa", "Kabupaten", "RT", "RW",
)  # fmt: skip
_BEFORE_OPENING = re.compile(rf"(?<=[a-z]{{3}})(?=(?:{'|'.join(_OPENINGS)})\b)")
_ADDRESS = re.compile(r"(\S*(?:://|www\.|@)\S*)")
_MOST_PASSES = 8
_MAY_BE_GLUED = re.compile(r"(?<=[a-z.!?])[A-Z\d]")
_AFTER_CLOSING = re.compile(rf"((?<![^\W\d_])(?i:{'|'.join(_CLOSINGS)}))(?=[A-Z][a-z])")
_AFTER_STOP = re.compile(r"(?<=[a-z]{2}[.!?])(?=[A-Z][a-z]{2})|(?<=[a-z])(?=\d\. ?[A-Z][a-z])")


def part_glued_lines(text: str) -> str:
    """Return the text with a line break where two lines were glued: after a closing, before an opening.

    Only words of two closed lists and full stops count, so that an app's name stays whole. Parting
    twice changes nothing.
    """
    if not _MAY_BE_GLUED.search(text):
        return text
    # Links and addresses stand at the odd places and are left.
    return "".join(part if place % 2 else _parted(part) for place, part in enumerate(_ADDRESS.split(text)))


def _parted(text: str) -> str:
    for _ in range(_MOST_PASSES):
        before = text
        text = _AFTER_CLOSING.sub(r"\1\n", text)
        text = _BEFORE_OPENING.sub("\n", text)
        text = _AFTER_STOP.sub("\n", text)
        if text == before:
            break
    return text
