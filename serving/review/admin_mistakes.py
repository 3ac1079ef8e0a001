"""Mistakes of administration, quality, the audit log and practice, in words for those who make them."""

from __future__ import annotations

from collections.abc import Mapping

INDONESIAN: Mapping[str, tuple[str, str]] = {
    "access/unknown-language": ("Halaman ini tidak tersedia dalam bahasa itu.", "Pilih salah satu bahasa yang ada."),
    "access/unknown-tier": ("Bagian itu tidak ada.", "Pilih seluruh negara, satu K/L/D, atau satu unit."),
    "access/own-account": (
        "Akun sendiri tidak dapat ditutup, dan hak mengelola tidak dapat dilepas dari diri sendiri.",
        "Mintalah kepada administrator lain, supaya selalu ada yang dapat mengelola.",
    ),
    "control/not-meant": (
        "Kotak pernyataan belum dicentang.",
        "Baca apa yang akan terjadi, centang kotaknya, lalu kirim lagi.",
    ),
    "webhook/address-refused": (
        "Pesan tidak boleh dikirim ke alamat ini.",
        "Pakai alamat https di internet umum; mesin di jaringan sendiri harus disebut dalam TRIAGE_WEBHOOK_HOSTS.",
    ),
    "webhook/host-unknown": ("Nama mesin dalam alamat ini tidak ditemukan.", "Periksa ejaannya dan server namanya."),
    "webhook/unknown": ("Webhook ini tidak ada.", "Pilih dari daftar webhook."),
    "webhook/off": ("Webhook ini mati, jadi tidak ada yang dapat dikirim.", "Nyalakan dulu alamatnya."),
    "webhook/unknown-event": ("Jenis peristiwa itu tidak ada.", "Centang peristiwa yang tersedia."),
    "webhook/no-dead-letter": (
        "Pesan gagal itu tidak ada, atau sudah dikirim ulang.",
        "Muat ulang halaman webhooknya.",
    ),
    "store/key-missing": (
        "Penyimpanan ini memuat rahasia, tetapi kuncinya tidak diberikan kepada server.",
        "Isi TRIAGE_STORE_KEY dengan kunci yang dipakai sejak awal.",
    ),
    "store/key-wrong": (
        "Kunci penyimpanan tidak membuka rahasia yang ada di dalamnya.",
        "Isi TRIAGE_STORE_KEY dengan kunci yang dipakai sejak awal.",
    ),
    "audit/broken-chain": (
        "Rantai catatan audit tidak utuh lagi sejak catatan nomor {seq}.",
        "Berhenti, simpan salinan basis data, lalu bandingkan dengan cadangan: ada yang mengubahnya.",
    ),
    "review/unusable-day": ("Tanggal ini tidak dapat dipakai.", "Tulis tahun-bulan-tanggal, misalnya 2026-03-09."),
    "review/period-turned": (
        "Kurun waktu berakhir sebelum dimulai.",
        "Pilih tanggal akhir sesudah tanggal awal.",
    ),
    "practice/unknown-case": ("Kasus latihan ini tidak ada.", "Pilih dari daftar latihan."),
    "practice/original-missing": (
        "Laporan yang sama belum dipilih.",
        "Pilih laporan mana yang diulang, lalu kirim lagi.",
    ),
}
