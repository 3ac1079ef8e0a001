"""Texts changed in ways that change no danger, and in ways that only pretend one."""

from __future__ import annotations

import re
import string
from collections.abc import Callable

import numpy as np

_GREETING = re.compile(
    r"^\W*(?:assalam\w*[^.,!\n]*|selamat (?:pagi|siang|sore|malam)|yth\.?[^.,\n]*|dengan hormat|pak|bu|min|halo)[\s,.!]*",
    re.I,
)
_SLANG = {
    "yang": "yg",
    "dengan": "dgn",
    "tidak": "gk",
    "sudah": "udh",
    "karena": "krn",
    "tolong": "tlg",
    "mohon": "mhn",
    "bisa": "bs",
    "untuk": "utk",
    "saya": "sy",
    "jalan": "jln",
    "rumah": "rmh",
}

Change = Callable[[str, np.random.Generator], str]


def _typos(text: str, random: np.random.Generator) -> str:
    """Swap two neighbouring letters in about one word of eight."""
    words = text.split(" ")
    for place, word in enumerate(words):
        if len(word) > 4 and word.isalpha() and random.random() < 0.125:
            at = int(random.integers(1, len(word) - 2))
            words[place] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return " ".join(words)


def _slang(text: str, random: np.random.Generator) -> str:
    return re.sub(r"\w+", lambda match: _SLANG.get(match.group().lower(), match.group()), text)


HARMLESS: dict[str, Change] = {
    "typos": _typos,
    "all capitals": lambda text, random: text.upper(),
    "no punctuation": lambda text, random: re.sub(rf"[{re.escape(string.punctuation)}]", " ", text),
    "slang": _slang,
    "greeting removed": lambda text, random: _GREETING.sub("", text) or text,
}
"""Ways to write the same: level and lane should stay."""

PRETENDED: dict[str, Change] = {
    "“URGENT” before and behind": lambda text, random: f"URGENT URGENT!! {text} Ini sangat URGENT!!!",
    "“darurat” said five times": lambda text, random: (
        f"Keadaan darurat! {text} Darurat, darurat, darurat. Situasi darurat!"
    ),
    "“mohon secepatnya”": lambda text, random: (
        f"{text} Mohon penanganan secepat-cepatnya, jangan ditunda lagi, kami sudah tidak sabar!!!"
    ),
    "capitals and exclamation marks": lambda text, random: text.upper().replace(".", "!!!") + "!!!",
    "danger words strung behind": lambda text, random: (
        f"{text} kebakaran banjir longsor gas bocor tawuran keracunan pohon tumbang"
    ),
    "the text five times": lambda text, random: " ".join([text] * 5),
}
"""Ways to look urgent: what is no danger should stay out of the lane. No cry stands in training.shouting as it is here."""

DANGERS = (
    "Di samping itu rumah tetangga saya sekarang sedang terbakar dan apinya membesar.",
    "Oh ya, kabel listrik di depan sekolah putus dan jatuh ke jalan sejak tadi pagi.",
    "Saat saya menulis ini air banjir sudah masuk ke dalam rumah setinggi lutut.",
    "Ada pohon besar tumbang menimpa rumah warga siang ini.",
    "Anak tetangga hilang sejak kemarin sore dan belum ditemukan.",
    "Tadi jembatan desa kami ambruk, warga terjebak di seberang.",
    "Tercium bau gas yang sangat menyengat dari rumah sebelah, sepertinya bocor.",
    "Puluhan siswa keracunan makanan siang ini dan muntah-muntah.",
    "Di ujung gang sedang ada tawuran, mereka membawa celurit.",
    "Adik saya bilang ingin bunuh diri, kami takut sekali.",
    "Tetangga saya dipukuli suaminya sampai berdarah malam ini.",
    "Ibu saya pingsan tidak sadarkan diri, ambulans belum datang juga.",
)
"""Fictitious sentences, each a danger of its own; put into the middle of a long text about something else."""


def with_danger_inside(text: str, sentence: str) -> str:
    """Return a text with a sentence in its middle, between two of its words."""
    words = text.split(" ")
    middle = len(words) // 2
    return " ".join([*words[:middle], sentence, *words[middle:]])
