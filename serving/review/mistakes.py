"""What went wrong, in words for officers: Indonesian here, English as the errors themselves say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from serving import statuses
from serving.review import admin_mistakes
from triage.errors import TriageError

INDONESIAN: Mapping[str, tuple[str, str]] = {
    "access/not-allowed": ("Ini memerlukan hak yang tidak Anda miliki.", "Mintalah hak itu kepada administrator."),
    "access/nation-only": (
        "Ini menyentuh semua instansi, jadi hanya petugas dengan lingkup nasional yang boleh.",
        "Mintalah kepada petugas dengan lingkup nasional.",
    ),
    "access/form-expired": (
        "Formulir ini bukan dari sesi Anda yang sekarang.",
        "Kembali, muat ulang halamannya, lalu kirim sekali lagi.",
    ),
    "access/login-needed": ("Belum ada yang masuk di sini.", "Masuk dulu; Anda kembali ke halaman ini."),
    "access/unknown-language": ("Halaman ini tidak tersedia dalam bahasa itu.", "Pilih salah satu bahasa dari daftar."),
    "review/unknown-act": ("Formulir ini tidak menyebut tindakan apa pun.", "Tekan salah satu tombol di halamannya."),
    "review/agency-to-choose": (
        "Sebuah nama diketik, tetapi instansinya belum dipilih.",
        "Pilih salah satu hasil pencarian, lalu kirim sekali lagi.",
    ),
    "review/agency-not-found": (
        "Tidak ada instansi dengan nama seperti ini di direktori.",
        "Ketik kata lain dari namanya, misalnya urusan dan kotanya.",
    ),
    "review/unknown": (
        "Laporan ini tidak ada, atau bukan untuk Anda lihat.",
        "Periksa nomornya; laporan instansi lain atau laporan rahasia tidak ditampilkan.",
    ),
    "case/unknown": (
        "Kasus dengan nomor itu tidak ada, atau bukan untuk Anda lihat.",
        "Periksa nomornya; kasus instansi lain atau kasus rahasia tidak ditampilkan.",
    ),
    "case/erased": (
        "Kasus ini sudah dihapus; isi dan kuncinya tidak ada lagi.",
        "Tidak ada yang dapat mengembalikannya; label dan catatan auditnya tetap ada.",
    ),
    "review/settled": (
        "Laporan ini sudah diputuskan orang lain.",
        "Lihat putusannya di bawah. Bila berwenang, tarik putusan itu untuk memberi yang lain.",
    ),
    "review/taken": (
        "Laporan ini sedang dipegang petugas lain.",
        "Ambil laporan berikutnya; yang ini bebas lagi setelah waktu pegangnya habis.",
    ),
    "review/changed": (
        "Laporan ini berubah sejak Anda membukanya.",
        "Lihat apa yang diputuskan sementara itu, lalu putuskan lagi.",
    ),
    "review/withdrawn": ("Laporan ini sudah dihapus.", "Ambil laporan berikutnya."),
    "review/no-desk-above": (
        "Tidak ada meja di atas meja nasional.",
        "Pilih instansi, atau nyatakan bahwa laporan ini bukan wewenang siapa pun.",
    ),
    "review/not-ready": ("Server masih membuka penyimpanannya.", "Coba lagi sebentar lagi."),
    "verdict/agency-missing": (
        "Putusan ini harus menyebut instansi yang berwenang.",
        "Pilih instansi dari direktori, teruskan ke atas, atau nyatakan bukan wewenang.",
    ),
    "verdict/original-missing": (
        "Duplikat harus menyebut laporan lain sebagai aslinya.",
        "Tulis nomor laporan yang masuk lebih dulu.",
    ),
    "verdict/nothing-proposed": (
        "Tidak ada usulan yang dapat diterima.",
        "Pilih sendiri instansi yang berwenang: pembacaan tanpa usulan, atau laporan tanpa wilayah, tidak memilikinya.",
    ),
    "verdict/parts-unusable": (
        "Pecahan harus terdiri atas beberapa bagian, masing-masing dengan isi dan instansi.",
        "Isi dua sampai enam bagian; bila hanya ada satu masalah, ubah jawabannya saja.",
    ),
    "verdict/nothing-to-undo": (
        "Putusan itu tidak lagi berlaku, atau ada putusan lain sesudahnya.",
        "Tarik dulu putusan yang lebih baru; riwayat laporan menunjukkan urutannya.",
    ),
    "directory/unknown-agency": (
        "Direktori tidak mengenal instansi ini.",
        "Ketik sebagian namanya, lalu pilih dari daftar.",
    ),
    "taxonomy/unknown-label": ("Label ini tidak ada dalam taksonomi.", "Pilih label dari daftar."),
    "region/unknown-code": (
        "Kode wilayah ini tidak ada.",
        "Tulis kode Kemendagri, misalnya 35.78 untuk Kota Surabaya.",
    ),
    "access/wrong-credentials": (
        "Nama atau kata sandi salah, atau akun sedang ditutup.",
        "Coba lagi. Setelah beberapa kali salah berturut-turut, akun menunggu sebentar; administrator dapat membantu.",
    ),
    "access/too-many-logins": (
        "Terlalu banyak percobaan masuk dari tempat ini atau untuk nama ini.",
        "Tunggu {retry_after} detik, lalu coba lagi.",
    ),
    "access/account-closed": (
        "Penyedia identitas mengenal Anda, tetapi akun Anda di sini ditutup.",
        "Minta administrator membukanya kembali.",
    ),
    "access/provider-unusable": (
        "Penyedia identitas tidak dapat dipakai: {problem}.",
        "Coba lagi sebentar lagi, dan beri tahu administrator.",
    ),
    "access/provider-refused": (
        "Penyedia identitas menolak masuk ini ({reason}).",
        "Masuk sekali lagi; bila tetap ditolak, beri tahu administrator.",
    ),
    "access/login-not-ours": (
        "Jawaban penyedia identitas ini bukan dari upaya masuk di peramban ini, atau datang dua kali.",
        "Mulai lagi dari halaman masuk, di peramban yang sama.",
    ),
    "access/login-too-late": ("Masuk memakan waktu lebih dari {minutes} menit.", "Mulai lagi dari halaman masuk."),
    "access/unknown-signing-key": (
        "Penyedia identitas menandatangani dengan kunci yang tidak ditunjukkannya.",
        "Coba lagi; bila tetap gagal, beri tahu administrator penyedia.",
    ),
    "access/token-refused": (
        "Keterangan penyedia identitas tentang orangnya tidak berlaku: {problem}.",
        "Masuk sekali lagi; bila tetap gagal, beri tahu administrator.",
    ),
    "access/password-too-weak": (
        "Kata sandi ini tidak dapat dipakai: {problem}.",
        "Pakai paling sedikit {shortest} karakter, misalnya empat kata yang tidak berkaitan.",
    ),
    "access/name-unusable": (
        "Nama pengguna tidak dapat ditulis seperti ini.",
        "Pakai 2 sampai 64 huruf kecil, angka dan . _ @ + -, diawali huruf atau angka.",
    ),
    "access/full-name-unusable": (
        "Nama lengkap atau label kosong atau terlalu panjang.",
        "Tulis 1 sampai 200 karakter.",
    ),
    "access/name-taken": (
        "Sudah ada pengguna dengan nama ini.",
        "Pakai nama lain; akun yang ditutup tetap memegang namanya dan dapat dibuka kembali.",
    ),
    "access/unknown-user": (
        "Pengguna ini tidak ada, atau bukan untuk Anda kelola.",
        "Periksa namanya di daftar pengguna.",
    ),
    "access/unknown-key": ("Kunci ini tidak ada, atau bukan untuk Anda cabut.", "Periksa daftar kunci."),
    "access/not-a-body": (
        "Lingkup K/L/D memerlukan sebuah K/L/D, dan ini salah satu unitnya.",
        "Pilih {body}, atau lingkup unit dengan unit ini.",
    ),
    "access/outside-scope": (
        "Administrator hanya mengelola pengguna di lingkupnya sendiri.",
        "Mintalah kepada administrator K/L/D di atasnya, atau administrator nasional.",
    ),
    "access/key-ends-in-past": (
        "Kunci itu berakhir sebelum dimulai.",
        "Pilih hari yang lebih lambat, atau kosongkan untuk kunci tanpa akhir.",
    ),
    "access/scope-unclear": (
        "Lingkup adalah nasional tanpa instansi, atau K/L/D atau unit dengan instansi.",
        "Pilih salah satu, dan sebutkan instansinya untuk K/L/D atau unit.",
    ),
    "access/unknown-right": ("Hak ini tidak ada.", "Pilih hak dari daftar."),
    "control/reason-missing": (
        "Tombol henti memerlukan alasan.",
        "Tulis alasannya dalam satu kalimat: semua yang bekerja di sini membacanya.",
    ),
    "audit/broken-chain": (
        "Rantai catatan audit putus.",
        "Jangan mengubah apa pun; beri tahu administrator dan bandingkan dengan salinan terakhir basis data.",
    ),
    "store/busy": (
        "Basis data terlalu lama sibuk.",
        "Kirim sekali lagi; tidak ada yang berubah. Bila sering terjadi, beri tahu administrator.",
    ),
    "store/unreachable": ("Basis data tidak dapat dipakai.", "Coba lagi sebentar lagi, dan beri tahu administrator."),
}
"""By code: what is wrong, and how to mend it. Other helpers of the pages may add to it."""

_UNKNOWN = ("Permintaan ini tidak dapat dilakukan.", "Periksa isinya; penjelasan dalam bahasa Inggris ada di bawah.")


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake in the reader's language; `plain` is the English sentence where there is no Indonesian one."""

    code: str
    what: str
    got: str
    allowed: str
    fix: str
    plain: str = ""


def told(mistake: TriageError, language: str) -> Mistake:
    """Return a mistake as a page tells it."""
    said = mistake.as_dict()
    got, allowed = str(said.get("got", "")), str(said.get("allowed", ""))
    if language == "en":
        return Mistake(mistake.code, str(said["what"]), got, allowed, str(said["fix"]))
    words = {**INDONESIAN, **admin_mistakes.INDONESIAN}
    what, fix = (part.format_map(_Fields(mistake.fields)) for part in words.get(mistake.code, _UNKNOWN))
    plain = "" if mistake.code in words else f"{said['what']} {said['fix']}"
    return Mistake(mistake.code, what, got, allowed, fix, plain)


class _Fields(dict[str, object]):
    """The fields of a mistake; one that it lacks shows as a question mark, as in its English sentence."""

    def __missing__(self, key: str) -> str:
        return "?"


def status_of(mistake: TriageError) -> HTTPStatus:
    """Return the status of the answer that tells a mistake."""
    return statuses.status_of(mistake, HTTPStatus.UNPROCESSABLE_ENTITY)
