"""A morning's queue of Surabaya: reports in every state that a page can show. All texts are invented."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from serving.casework.admit import Admission, admit, request_digest
from serving.casework.office import Office
from serving.store.schema import CaseRow, ItemRow
from tests.serving.store.worlds import (
    HEALTH,
    HOSPITAL,
    INSPECTORATE,
    TRANSPORT,
    a_triage,
    an_answer,
    clock_of,
)
from tests.worlds import A_MODEL, a_complaint
from triage.complaint import Confidentiality
from triage.decision import Action
from triage.places import Place, PlaceSource, Span
from triage.prediction import Distribution, Prediction, SimilarCase
from triage.reasons import Reason, ReasonCode
from triage.tasks import Task
from triage.triager import Triage

SURABAYA, GUBENG, RUNGKUT = "35.78", "35.78.08", "35.78.03"
WORKS, WATER, FIRE = "kabkota.pekerjaan-umum:35.78", "kabkota.air-minum:35.78", "kabkota.pemadam-kebakaran:35.78"
PARKS, SCHOOLS, ORDER = "kabkota.lingkungan-hidup:35.78", "kabkota.pendidikan:35.78", "kabkota.satpol-pp:35.78"
REGISTRY = "kabkota.kependudukan:35.78"
MINISTRY = "pusat.kementerian-kesehatan"
SUPERVISED, PLAIN, ASKED = "pengaduan_pengawasan", "pengaduan_non_pengawasan", "permintaan_informasi"


@dataclass(frozen=True, slots=True)
class Told:
    """A report as a person would have written it, and what the machine made of it.

    `agencies` are ranked with probabilities; `named` are the words of the text that name the place.
    """

    id: str
    title: str
    text: str
    agencies: tuple[tuple[str, float], ...]
    category: str
    urgency: str = "sedang"
    kind: str = PLAIN
    region: str = SURABAYA
    named: str = ""
    hours_ago: float = 3.0
    action: Action = Action.REVIEW
    secret: bool = False
    refused_by: tuple[str, ...] = ()


WIRE = Told(
    "L-2403-001",
    "Kabel listrik menjuntai di depan sekolah",
    "Kabel di Jalan Dharmawangsa, Gubeng, putus sejak subuh dan menjuntai sampai trotoar. Anak-anak lewat di situ "
    "setiap pagi, tadi sempat memercikkan api. Tolong segera diamankan sebelum ada yang tersengat.",
    ((FIRE, 0.71), (TRANSPORT, 0.18), (WORKS, 0.06)),
    "energi",
    "darurat",
    region=GUBENG,
    named="Gubeng",
    action=Action.URGENT_LANE,
)
LAMP = Told(
    "L-2403-002",
    "Lampu jalan padam enam titik",
    "Lampu penerangan jalan di gang belakang SMP Rungkut padam enam titik sejak Minggu malam. Warga pulang kerja "
    "melewati jalan yang gelap. Nomor tiang sudah saya foto, mohon diperiksa. Hormat saya, [NAMA], [TELEPON].",
    ((TRANSPORT, 0.58), (WORKS, 0.27), (PARKS, 0.09)),
    "perhubungan",
    region=RUNGKUT,
    named="Rungkut",
)
ROOF = Told(
    "L-2403-003",
    "Atap ruang tunggu puskesmas bocor",
    "Atap ruang tunggu puskesmas di Gubeng bocor setiap hujan. Ibu hamil dan lansia menunggu di kursi yang basah, "
    "lantainya licin. Sudah dilaporkan lisan dua kali kepada petugas, belum ada perbaikan.",
    ((HEALTH, 0.64), (HOSPITAL, 0.22), (WORKS, 0.08)),
    "kesehatan",
    region=GUBENG,
    named="Gubeng",
)
TWO = Told(
    "L-2403-004",
    "Jalan berlubang dan sampah menumpuk",
    "1. Jalan di depan pasar Rungkut berlubang dalam, dua motor jatuh pekan ini.\n"
    "2. Sampah di tempat penampungan sebelah pasar tidak diangkut sejak Kamis dan baunya sampai ke rumah.",
    ((WORKS, 0.49), (PARKS, 0.41), (TRANSPORT, 0.04)),
    "pekerjaan-umum",
    region=RUNGKUT,
    named="Rungkut",
)
CARD = Told(
    "L-2403-005",
    "Kartu keluarga belum jadi tiga minggu",
    "Saya mengurus perubahan kartu keluarga karena pindah alamat. Sudah tiga minggu statusnya tetap diproses, "
    "padahal dibutuhkan untuk mendaftar sekolah anak. NIK saya [NIK].",
    ((REGISTRY, 0.66), (SCHOOLS, 0.2), (ORDER, 0.05)),
    "kesehatan",
    "rendah",
    hours_ago=24 * 8,
)
RETURNED = Told(
    "L-2403-006",
    "Air PDAM keruh dan berbau",
    "Air leding di perumahan kami keruh kecokelatan dan berbau sejak pipa di ujung jalan diperbaiki. Sudah dipakai "
    "mandi anak, kulitnya gatal. Laporan pertama saya dikembalikan, mohon diteruskan ke yang berwenang.",
    ((WATER, 0.52), (HEALTH, 0.3), (PARKS, 0.1)),
    "energi",
    "tinggi",
    hours_ago=30,
    refused_by=(WORKS,),
)
SCHOOL = Told(
    "L-2403-007",
    "Syarat pindah sekolah",
    "Apa saja syarat memindahkan anak ke SD negeri di Surabaya pada tengah semester, dan ke mana saya harus datang?",
    ((SCHOOLS, 0.61), (REGISTRY, 0.24), (ORDER, 0.03)),
    "pendidikan",
    "rendah",
    ASKED,
    named="Surabaya",
)
BRIBE = Told(
    "L-2403-008",
    "Diminta uang di loket",
    "Petugas loket meminta uang agar berkas saya didahulukan. Saya mohon identitas saya tidak dibuka.",
    ((INSPECTORATE, 0.74), (REGISTRY, 0.2)),
    "kesehatan",
    "tinggi",
    SUPERVISED,
    secret=True,
)
MUSIC = Told(
    "L-2403-009",
    "Pengeras suara sampai larut malam",
    "Sebuah tempat usaha memutar musik sangat keras sampai lewat pukul satu malam, hampir setiap hari. Warga sekitar "
    "tidak bisa tidur. Kami sudah menegur baik-baik tetapi tidak digubris.",
    ((ORDER, 0.55), (PARKS, 0.33), (TRANSPORT, 0.05)),
    "lingkungan-hidup",
)
BLIND = Told(
    "L-2403-010",
    "Antrean obat dua jam",
    "Mengambil obat di puskesmas harus menunggu dua jam karena loketnya hanya satu. Mohon ditambah petugas.",
    ((HEALTH, 0.97), (HOSPITAL, 0.02)),
    "kesehatan",
    hours_ago=5,
    action=Action.AUTO_ROUTE,
)
FLOOD = tuple(
    Told(
        f"L-2403-02{number}",
        title,
        text,
        ((WORKS, 0.69), (FIRE, 0.2), (WATER, 0.06)),
        "pekerjaan-umum",
        "tinggi",
        region=GUBENG,
        named="Gubeng",
        hours_ago=2.0 - number / 4,
    )
    for number, (title, text) in enumerate(
        (
            (
                "Banjir selutut di Gubeng",
                "Banjir setinggi lutut di Jalan Kertajaya Gubeng sejak jam enam, saluran air meluap dan pompa mati.",
            ),
            (
                "Saluran air meluap",
                "Jalan Kertajaya Gubeng banjir selutut, saluran air meluap sejak pagi, pompa air tidak menyala.",
            ),
            (
                "Jalan Kertajaya banjir",
                "Mohon pompa dinyalakan, Jalan Kertajaya Gubeng banjir selutut dan saluran air meluap ke rumah.",
            ),
            (
                "Motor mogok karena banjir",
                "Banjir selutut di Jalan Kertajaya Gubeng, saluran meluap, pompa mati, banyak motor mogok sejak pagi.",
            ),
        )
    )
)
QUIET = (LAMP, ROOF, TWO, CARD, RETURNED, SCHOOL, MUSIC)


def a_morning(office: Office) -> dict[str, str]:
    """Admit all reports and return the review item of each by the report's id."""
    _lay_out(office, (WIRE, *FLOOD, *QUIET, BRIBE, BLIND))
    with office.database.reading() as session:
        pairs = session.query(CaseRow.external_id, ItemRow.id).join(ItemRow, ItemRow.case == CaseRow.id)
        return {row[0]: row[1] for row in pairs.order_by(ItemRow.reading.desc())}


def come_in(office: Office, told: Told) -> None:
    """Admit one report with what the machine made of it."""
    spans = _spans(told)
    complaint = a_complaint(
        told.text,
        id=told.id,
        title=told.title,
        region=told.region,
        received_at=office.now(),
        refused_by=told.refused_by,
        confidentiality=Confidentiality.SECRET if told.secret else Confidentiality.PUBLIC,
    )
    triage = a_triage(
        office,
        complaint,
        told.action,
        told.agencies,
        category=told.category,
        urgency=told.urgency,
        kind=told.kind,
        copies=(),
        reasons=_reasons(told),
        audit=told.action is Action.AUTO_ROUTE,
    )
    triage = _with_evidence(office, told, replace(triage, places=_places(office, told, spans)))
    admission = Admission(complaint, "kanal", complaint.id, request_digest(office, complaint.full_text))
    admit(office, admission, triage, an_answer(office, triage))


def _lay_out(office: Office, reports: tuple[Told, ...]) -> None:
    """Admit each at its own hour, the oldest first, and leave the clock where it was."""
    now, clock = office.now(), clock_of(office)
    for told in sorted(reports, key=lambda one: -one.hours_ago):
        clock.time = now - timedelta(hours=told.hours_ago)
        come_in(office, told)
    clock.time = now


def _spans(told: Told) -> tuple[Span, ...]:
    start = told.text.find(told.named) if told.named else -1
    return (Span("text", start, start + len(told.named)),) if start >= 0 else ()


def _places(office: Office, told: Told, spans: tuple[Span, ...]) -> tuple[Place, ...]:
    source = PlaceSource.TEXT if spans else PlaceSource.HINT
    return (Place(office.directory.regions.get(told.region), 0.93, source, spans),)


def _reasons(told: Told) -> tuple[Reason, ...]:
    best, tell = told.agencies[0][1], partial(Reason.of)
    reasons = [tell(ReasonCode.UNSURE_OF_AGENCY, probability=best, threshold=0.82)]
    if told.action is Action.URGENT_LANE:
        reasons.insert(0, tell(ReasonCode.DANGER, probability=0.88))
    if told.secret:
        reasons = [tell(ReasonCode.SECRET)]
    if told.refused_by:
        reasons.append(tell(ReasonCode.REFUSED_BEFORE, count=len(told.refused_by)))
    return tuple(reasons)


def _with_evidence(office: Office, told: Told, triage: Triage) -> Triage:
    """Let the candidates say what speaks for them, and the model rank the labels too."""
    named = Reason.of(ReasonCode.SIMILAR_CASES, count=3, of=5)
    candidates = tuple(
        replace(one, place=triage.places[0], evidence=(named,) if number == 0 else ())
        for number, one in enumerate(triage.candidates)
    )
    prediction = Prediction(
        {
            Task.ROLE: _roles(told),
            Task.CATEGORY: _likely(told.category, ("kesehatan", "pekerjaan-umum", "perhubungan")),
            Task.URGENCY: _likely(told.urgency, ("rendah", "sedang", "tinggi")),
            Task.KIND: _likely(told.kind, (PLAIN, ASKED)),
        },
        A_MODEL,
        similar=(SimilarCase("L-2311-118", told.agencies[0][0].partition(":")[0], told.agencies[0][0], 0.86),),
    )
    return replace(triage, prediction=prediction, candidates=candidates)


def _roles(told: Told) -> Distribution:
    whole = sum(probability for _, probability in told.agencies)
    slugs, shares = zip(*told.agencies, strict=True)
    return Distribution(tuple(slug.partition(":")[0] for slug in slugs), tuple(share / whole for share in shares))


def _likely(best: str, others: tuple[str, ...]) -> Distribution:
    rest = [one for one in others if one != best]
    return Distribution((best, *rest), (0.7, *(0.3 / len(rest) for _ in rest)))
