"""What a single word may be: a name, part of a name, a common word, or the beginning of a place's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from wordfreq import zipf_frequency

_COMMON_ZIPF = 3.0
"""Words heard at least once in a million: ordinary words and their usual abbreviations."""
_NAME_ENDINGS = re.compile(
    r"[a-z]{2,}(?:yanto|wanto|yono|yati|wati|ningsih|ningrum|uddin|udin|iyem|inem|inah|iyah|ullah|manto|mawan|syah|yanti|winarti|"
    r"sutri|diyah|toyo|tono|mini|asih|yadi|jono|wiyono|rohmah|ulloh)$"
)
_SHORTEST_ENDING_NAME = 6

PLACE_WORDS = frozenset(
    "jalan jl jln jalur gang gg lorong desa ds kelurahan kel kecamatan kec kota kab kabupaten provinsi prov perum perumahan "
    "komplek kompleks cluster klaster griya rs rsu rsud rsia rsup rumahsakit puskesmas pkm posyandu klinik apotek apotik sd sdn "
    "smp smpn sma sman smk smkn mi min mts mtsn man ma paud tk ra slb sekolah madrasah kampus universitas univ ponpes pesantren "
    "pondok masjid mesjid mushola musholla musala langgar surau meunasah gereja pura vihara wihara klenteng kelenteng pasar ps "
    "terminal stasiun st bandara pelabuhan dermaga jembatan jbt taman lapangan stadion gelora gedung gd aula menara tower plaza "
    "mall mal hotel wisma toko tb cv pt ud koperasi bank yayasan makam tpu tpa waduk embung bendungan bendung irigasi sungai kali "
    "gunung bukit pulau teluk pantai telaga danau kampung kp kampoeng dusun dukuh dk lingkungan link banjar nagari jorong gampong "
    "pekon kalurahan kapanewon simpang simpangan perempatan pertigaan tugu bundaran tol flyover underpass halte shelter "
    "perumnas rusun rusunawa apartemen asrama bumi kawasan alun museum monumen spbu pom wilayah daerah arah jurusan tikungan "
    "pabrik warung rm restoran kafe cafe bengkel ruko blok gor situs candi benteng istana kelenteng rt rw dprd polsek polres "
    "koramil kodim kantor balai dinas merk merek tipe type hp partai kpp".split()
)
"""After these comes the name of a place, a school, a hospital or a brand, though it may sound like a person."""

TITLES = frozenset(
    "h hj hajjah haji kh kyai kiai ustad ustadz ustaz ustadzah ustadah dr drg drs dra ir prof rr ra raden rm tgk teungku teuku cut "
    "andi daeng dg datuk dt sutan tuanku la wa ode i ni ida gusti anak agung dewa pdt pendeta romo pastor suster bripka briptu brigadir "
    "aiptu aipda iptu ipda akp kompol akbp serda sertu kopda letda lettu kapten mayor kolonel habib gus ning amaq inaq tuan".split()
)
CUES = frozenset(
    "pak bpk bapak bp bapa ibu bu ibuk buk mas mba mbak mb mbk bang abang kak kakak kang teh teteh neng aa aak adek adik dek dik "
    "mbah mbok simbah eyang pakde pakdhe bude budhe paklik bulik uda uni ajo etek mak nek opa oma tante om paman koh ko ci cik cici "
    "sdr sdri saudara saudari nyonya ny tn tuan cak ning yu lek pakcik almarhum almarhumah alm almh bli mbok jro si wak encik puang "
    "daeng bung nona bos".split()
)
KIN = frozenset(
    "suami istri isteri anak ibu bapak ayah mertua menantu adik kakak keponakan sepupu cucu nenek kakek paman bibi tetangga teman kawan "
    "sahabat ketua kepala sekretaris bendahara petugas pegawai sopir supir guru dokter bidan perawat mandor tukang satpam kades lurah "
    "camat bupati walikota gubernur korban pelaku oknum pelapor pemilik pengurus nasabah pasien siswa siswi mahasiswa warga kasun "
    "kadus bos kasi kasubag kabid kadis juru majikan terlapor tersangka".split()
)
NAMED = re.compile(
    r"(?:(?:nama|namanya|bernama|nm|atas\s+nama|a/?n|a\.n\.?|an\.|panggil(?:an)?|dipanggil|alias|binti|bin|ttd|hormat\s+(?:saya|kami)|pelapor|korban|penerima|pemilik|"
    r"pemohon|cp|kontak|narahubung|hubungi|salam)\s*(?:saya|sy|aku|lengkap|beliau|korban|pemilik|anak|ibu|bapak|suami|istri|pasien|pelapor|adalah|yaitu|ialah)*\s*[:=,\-]*\s*)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Lists:
    """The gazetteer: words that are almost never anything but a name, names that are words too, family names."""

    certain: frozenset[str]
    ambiguous: frozenset[str]
    family: frozenset[str]


@lru_cache(maxsize=1)
def lists() -> Lists:
    """Return the bundled gazetteer; lists of common names, not of people."""
    folder = files("features").joinpath("identifiers/names")
    read = {name: frozenset(folder.joinpath(f"{name}.txt").read_text(encoding="utf-8").split()) for name in Lists.__slots__}
    return Lists(**read)


@cache
def is_common(word: str) -> bool:
    """Return whether a lower-case word is an ordinary word and not first of all a name."""
    return word not in lists().certain and zipf_frequency(word, "id") >= _COMMON_ZIPF


@cache
def is_name(word: str) -> bool:
    """Return whether a lower-case word is a name wherever it stands."""
    known = lists()
    if word in known.certain:
        return True
    if word in known.ambiguous or is_common(word):
        return False
    return len(word) >= _SHORTEST_ENDING_NAME and _NAME_ENDINGS.match(word) is not None


@cache
def may_be_name(word: str) -> bool:
    """Return whether a lower-case word may be part of a name, beside another name or after a cue."""
    known = lists()
    return is_name(word) or word in known.ambiguous or word in known.family
