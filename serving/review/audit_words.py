"""What the acts of the audit log are called on its page."""

from __future__ import annotations

from collections.abc import Mapping

from serving.review.languages import noted

ACTS: Mapping[str, str] = {
    "case.admitted": noted("Laporan diterima"),
    "case.split_off": noted("Laporan dipecah dari yang lain"),
    "case.raw_dropped": noted("Naskah asli dihapus"),
    "case.erased": noted("Laporan dihapus"),
    "records.exported": noted("Putusan dan hasil diekspor"),
    "case.expired": noted("Laporan dihapus karena masa simpannya habis"),
    "outcome.told": noted("Hasil dari instansi dicatat"),
    "secret.seen": noted("Laporan rahasia dibuka"),
    "verdict.accept": noted("Putusan: usulan diterima"),
    "verdict.change": noted("Putusan: jawaban diubah"),
    "verdict.split": noted("Putusan: dipecah"),
    "verdict.duplicate": noted("Putusan: duplikat"),
    "verdict.spam": noted("Putusan: bukan laporan"),
    "verdict.not_authority": noted("Putusan: bukan wewenang"),
    "verdict.escalate": noted("Putusan: diteruskan ke atas"),
    "verdict.undo": noted("Putusan ditarik"),
    "login.succeeded": noted("Masuk"),
    "login.failed": noted("Gagal masuk"),
    "user.added": noted("Pengguna ditambahkan"),
    "user.changed": noted("Pengguna diubah"),
    "user.password_set": noted("Kata sandi diganti"),
    "user.deactivated": noted("Akun ditutup"),
    "user.reactivated": noted("Akun dibuka kembali"),
    "user.unlocked": noted("Kunci masuk dilepas"),
    "key.issued": noted("Kunci API dibuat"),
    "key.revoked": noted("Kunci API dicabut"),
    "machine.stopped": noted("Mesin dihentikan"),
    "machine.resumed": noted("Mesin dijalankan lagi"),
    "webhook.added": noted("Alamat webhook ditambahkan"),
    "webhook.changed": noted("Alamat webhook diubah"),
    "webhook.removed": noted("Alamat webhook dimatikan"),
    "webhook.switched_on": noted("Alamat webhook dinyalakan"),
    "webhook.secret_rotated": noted("Rahasia webhook diganti"),
    "webhook.gone": noted("Alamat webhook tidak ada lagi"),
    "webhook.replayed": noted("Pesan dikirim ulang"),
    "webhook.replayed_since": noted("Pesan gagal dikirim ulang"),
}
"""By the code that stands in the log; one that is not here is shown as its code."""
