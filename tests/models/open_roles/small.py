"""A directory of four roles, of which the head knows two, and a few past cases. Every text is invented."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.neighbours.cases import Case, CaseBase
from models.neighbours.index import UsearchIndex
from models.open_roles.combiner import Combiner
from models.open_roles.duties import DutyMatcher
from models.open_roles.part import OpenRoles
from models.open_roles.signals import SIGNALS, RoleNames, SignalReader, Table
from models.scorer import Vectors

HEALTH, TRAFFIC, PARKS, MARRIAGE = "kabkota.kesehatan", "kabkota.perhubungan", "kabkota.pertamanan", "kecamatan.kua"
DUTIES = {
    TRAFFIC: "Rambu, marka, parkir, terminal, dan angkutan umum. Warga menulis tentang macet dan lampu merah mati.",
    HEALTH: "Puskesmas, obat, imunisasi, dan kader. Warga menulis tentang antrean dan dokter yang tidak datang.",
    PARKS: "Pemangkasan pohon, taman kota, dan jalur hijau. Warga menulis tentang dahan yang hampir tumbang.",
    MARRIAGE: "Pencatatan nikah, buku nikah, dan penghulu. Warga menulis tentang biaya akad di luar kantor.",
}
ROLES = tuple(DUTIES)
HEAD = (HEALTH, TRAFFIC)
"""Not in the order of the directory, as a label space need not be."""
NAMES = {
    TRAFFIC: ("Dinas Perhubungan", "Dishub"),
    HEALTH: ("Dinas Kesehatan", "Dinkes", "UPTD"),
    PARKS: ("Dinas Pertamanan", "UPTD"),
    MARRIAGE: ("Kantor Urusan Agama", "KUA"),
}
WIDTH = 6
CASES = tuple(Case(f"L-{number}", HEAD[number % 2], f"{HEAD[number % 2]}:35.78") for number in range(8))
TEXTS = (
    "Mohon dahan di depan sekolah segera dipangkas.",
    "Penghulu minta uang tambahan untuk akad di rumah.",
    "Obat di puskesmas habis, KUA juga tutup.",
    "",
    "macet " * 60,
)


def vectors(rows: int, seed: int = 5) -> Vectors:
    return np.random.default_rng(seed).normal(size=(rows, WIDTH)).astype(np.float32)


def heads(rows: int, seed: int = 7) -> np.ndarray:
    return np.random.default_rng(seed).dirichlet(np.ones(len(HEAD)), size=rows)


def a_reader(with_vectors: bool = True, with_cases: bool = True, head: Sequence[str] = HEAD) -> SignalReader:
    duties = DutyMatcher(DUTIES, vectors(len(ROLES), seed=1) if with_vectors else None)
    cases = CaseBase(UsearchIndex.build(vectors(len(CASES), seed=2)), CASES) if with_cases else None
    return SignalReader(duties, RoleNames.of(NAMES, ROLES), tuple(head), cases, k=4)


def a_part(with_vectors: bool = True, with_cases: bool = True) -> OpenRoles:
    """Return the part with some weight on every signal."""
    weights = np.linspace(1.0, 0.2, len(SIGNALS)).tolist()
    return OpenRoles(a_reader(with_vectors, with_cases), Combiner(tuple(weights)), NAMES)


def signal(table: Table, name: str, role: str, row: int = 0) -> float:
    return float(table[row, ROLES.index(role), SIGNALS.index(name)])
