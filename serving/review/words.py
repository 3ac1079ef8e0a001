"""What the codes of the casework are called on the pages; English stands in the translations."""

from __future__ import annotations

from collections.abc import Mapping

from serving.casework.officers import Right
from serving.review.languages import noted
from triage.complaint import Channel, Confidentiality
from triage.deadlines import Step
from triage.review import ItemState, Purpose, Tier
from triage.verdicts import Act

ACTS: Mapping[str, str] = {
    Act.ACCEPT: noted("Usulan diterima"),
    Act.CHANGE: noted("Jawaban diubah"),
    Act.SPLIT: noted("Dipecah"),
    Act.DUPLICATE: noted("Duplikat"),
    Act.SPAM: noted("Bukan laporan"),
    Act.NOT_AUTHORITY: noted("Bukan wewenang"),
    Act.ESCALATE: noted("Diteruskan ke atas"),
    Act.UNDO: noted("Putusan ditarik"),
}
PURPOSES: Mapping[str, str] = {
    Purpose.URGENT: noted("Jalur darurat"),
    Purpose.DOUBT: noted("Mesin ragu"),
    Purpose.DISPUTE: noted("Perbedaan pembacaan"),
    Purpose.AUDIT: noted("Audit acak"),
}
WHY: Mapping[str, str] = {
    Purpose.URGENT: noted(
        "Laporan ini masuk jalur darurat: mesin membaca tanda bahaya. Petugas memutuskan lebih dulu."
    ),
    Purpose.DOUBT: noted("Mesin belum cukup yakin untuk meneruskan laporan ini sendiri."),
    Purpose.DISPUTE: noted("Pembaca tanpa usulan memilih instansi lain daripada mesin. Putusan Anda yang berlaku."),
    Purpose.AUDIT: noted("Laporan ini terpilih acak untuk menilai mutu mesin. Mesin sudah meneruskannya."),
}
STATES: Mapping[str, str] = {
    ItemState.OPEN: noted("Menunggu"),
    ItemState.SETTLED: noted("Selesai"),
    ItemState.WITHDRAWN: noted("Dihapus"),
}
TIERS: Mapping[str, str] = {
    Tier.UNIT: noted("Meja unit"),
    Tier.BODY: noted("Meja K/L/D"),
    Tier.NATIONAL: noted("Meja nasional"),
}
STEPS: Mapping[str, str] = {
    Step.VERIFY: noted("Verifikasi dan disposisi"),
    Step.FIRST_FOLLOW_UP: noted("Tindak lanjut pertama"),
    Step.FINISH: noted("Penyelesaian"),
    "auto_close": noted("Ditutup sendiri"),
}
CHANNELS: Mapping[str, str] = {
    Channel.WEB: noted("Situs web"),
    Channel.APP: noted("Aplikasi"),
    Channel.SMS: noted("SMS"),
    Channel.X: noted("X"),
    Channel.WHATSAPP: noted("WhatsApp"),
    Channel.WALK_IN: noted("Datang langsung"),
    Channel.OTHER: noted("Sumber lain"),
}
CONFIDENTIALITY: Mapping[str, str] = {
    Confidentiality.PUBLIC: noted("Publik"),
    Confidentiality.ANONYMOUS: noted("Anonim"),
    Confidentiality.SECRET: noted("Rahasia"),
}
RIGHTS: Mapping[str, str] = {
    Right.REVIEW: noted("Meninjau laporan"),
    Right.SECRET: noted("Melihat laporan rahasia"),
    Right.AUDIT: noted("Membaca sampel audit"),
    Right.MANAGE: noted("Melihat mutu dan catatan audit"),
    Right.ADMIN: noted("Mengelola pengguna dan sistem"),
    Right.INTAKE: noted("Mengirim laporan (program)"),
}
URGENCIES: Mapping[str, str] = {
    "0": noted("Rendah"),
    "1": noted("Sedang"),
    "2": noted("Tinggi"),
    "3": noted("Darurat"),
}

WORDS: Mapping[str, Mapping[str, str]] = {
    "act": ACTS,
    "purpose": PURPOSES,
    "why": WHY,
    "state": STATES,
    "tier": TIERS,
    "step": STEPS,
    "channel": CHANNELS,
    "confidentiality": CONFIDENTIALITY,
    "right": RIGHTS,
    "urgency": URGENCIES,
}
"""In templates: `words.act[code]`."""
