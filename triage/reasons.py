"""Why the engine did what it did, as codes a program can count and sentences a person can read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from triage.taxonomy import Name


class ReasonCode(StrEnum):
    """Every reason a decision can have; the sentences stand in `SENTENCES`."""

    SURE_OF_AGENCY = "sure_of_agency"
    UNSURE_OF_AGENCY = "unsure_of_agency"
    NOT_CERTIFIABLE = "not_certifiable"
    NO_AGENCY_KNOWN = "no_agency_known"
    SECRET = "secret"  # noqa: S105 - a level of confidentiality, no password
    SUPERVISORY = "supervisory"
    DANGER = "danger"
    DANGER_SIGN = "danger_sign"
    REFUSED_BEFORE = "refused_before"
    NOT_ROLLED_OUT = "not_rolled_out"
    UNUSABLE_TEXT = "unusable_text"
    FOREIGN_LANGUAGE = "foreign_language"
    DEADLINE_UNKNOWN = "deadline_unknown"
    MISCONDUCT = "misconduct"
    JURISDICTION = "jurisdiction"
    PARENT_ANSWERS = "parent_answers"
    PLACE_NAMED = "place_named"
    SIMILAR_CASES = "similar_cases"
    INFORMATION_REQUEST = "information_request"
    SECOND_PROBLEM = "second_problem"


SENTENCES: dict[ReasonCode, Name] = {
    ReasonCode.SURE_OF_AGENCY: Name(
        "Instansi cukup pasti: peluang {probability}, ambang {threshold}.",
        "Sure enough of the agency: probability {probability}, threshold {threshold}.",
    ),
    ReasonCode.UNSURE_OF_AGENCY: Name(
        "Instansi belum cukup pasti: peluang {probability}, ambang {threshold}.",
        "Not sure enough of the agency: probability {probability}, threshold {threshold}.",
    ),
    ReasonCode.NOT_CERTIFIABLE: Name(
        "Data kalibrasi ({n} baris) belum cukup untuk menjamin galat {target}; petugas memutuskan.",
        "The calibration data ({n} rows) cannot certify an error of {target}; a person decides.",
    ),
    ReasonCode.NO_AGENCY_KNOWN: Name(
        "Tidak ada instansi yang dapat ditentukan: wilayah tidak diketahui, atau yang mungkin sudah menolak.",
        "No agency can be named: the region is unknown, or those that may be responsible have refused.",
    ),
    ReasonCode.SECRET: Name(
        "Laporan rahasia: selalu ditangani petugas, diusulkan ke pengawas.",
        "A secret report: always handled by a person, proposed to the oversight body.",
    ),
    ReasonCode.SUPERVISORY: Name(
        "Pengaduan berkadar pengawasan: tidak pernah diteruskan mesin ke unit yang diadukan.",
        "A supervisory complaint: never routed by machine to the unit it accuses.",
    ),
    ReasonCode.DANGER: Name(
        "Kemungkinan keadaan darurat: peluang {probability}.",
        "Possibly an emergency: probability {probability}.",
    ),
    ReasonCode.DANGER_SIGN: Name(
        "{id}",
        "{en}",
    ),
    ReasonCode.REFUSED_BEFORE: Name(
        "Sudah ditolak {count} instansi; instansi itu tidak diusulkan lagi.",
        "Refused by {count} agencies before; they are not proposed again.",
    ),
    ReasonCode.NOT_ROLLED_OUT: Name(
        "Penerusan otomatis belum diaktifkan di sini (mode {mode}).",
        "Automatic routing is not switched on here (mode {mode}).",
    ),
    ReasonCode.UNUSABLE_TEXT: Name(
        "Teks tidak memuat kata yang dapat dibaca.",
        "The text has no words that can be read.",
    ),
    ReasonCode.FOREIGN_LANGUAGE: Name(
        "Teks tampaknya bukan bahasa Indonesia atau bahasa daerah ({language}).",
        "The text seems to be neither Indonesian nor a regional language ({language}).",
    ),
    ReasonCode.DEADLINE_UNKNOWN: Name(
        "{count} tenggat tidak dapat dihitung: hari libur tahunnya belum diketahui.",
        "{count} deadlines cannot be computed: the holidays of their years are unknown.",
    ),
    ReasonCode.MISCONDUCT: Name(
        "Laporan menyebut dugaan pelanggaran petugas ({sign}): tidak diteruskan ke unit yang diadukan.",
        "The report speaks of misconduct by an official ({sign}): not routed to the unit it accuses.",
    ),
    ReasonCode.JURISDICTION: Name(
        "{id} ({source})",
        "{en} ({source})",
    ),
    ReasonCode.PARENT_ANSWERS: Name(
        "Unit untuk {role} tidak diketahui di wilayah ini; instansi di atasnya yang menjawab.",
        "No unit for {role} is known in this region; the body above it answers.",
    ),
    ReasonCode.PLACE_NAMED: Name(
        "Teks menyebut {place}.",
        "The text names {place}.",
    ),
    ReasonCode.SIMILAR_CASES: Name(
        "{count} dari {of} laporan terdahulu yang paling mirip ditangani peran ini.",
        "{count} of the {of} most similar past cases were handled by this role.",
    ),
    ReasonCode.INFORMATION_REQUEST: Name(
        "Permintaan informasi: ditujukan kepada PPID instansi.",
        "An information request: addressed to the agency's PPID, its officer for public information.",
    ),
    ReasonCode.SECOND_PROBLEM: Name(
        "Laporan memuat masalah kedua; tembusan untuk {agency}.",
        "The report holds a second problem; a copy goes to {agency}.",
    ),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """A code with the values of its sentence; never a complaint's words."""

    code: ReasonCode
    values: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, code: ReasonCode, **values: object) -> Reason:
        """Return a reason, numbers between 0 and 1 written as such with two digits."""
        shown = {name: f"{value:.2f}" if isinstance(value, float) else str(value) for name, value in values.items()}
        return cls(code, tuple(shown.items()))

    def sentence(self, language: str = "id") -> str:
        """Return the reason as a sentence in Indonesian (`id`) or English (`en`)."""
        return SENTENCES[self.code].in_language(language).format(**dict(self.values))
