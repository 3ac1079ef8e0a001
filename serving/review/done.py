"""What a page says was just done: a form's answer leads on to a page, and the sentence goes along as a code."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi.responses import RedirectResponse

from serving.review.languages import noted, say

DONE: Mapping[str, str] = {
    "user-added": noted("Pengguna ditambahkan."),
    "user-changed": noted("Perubahan disimpan; berlaku sejak permintaan pengguna berikutnya."),
    "password-set": noted("Kata sandi diganti; semua sesi pengguna ini berakhir."),
    "deactivated": noted("Akun ditutup: sesinya berakhir dan kuncinya dicabut."),
    "reactivated": noted("Akun dibuka kembali; kunci lama tetap dicabut."),
    "unlocked": noted("Kunci masuk dilepas: pengguna dapat mencoba lagi."),
    "key-revoked": noted("Kunci API dicabut dan tidak berlaku lagi."),
    "stopped": noted("Mesin dihentikan. Laporan baru menunggu petugas."),
    "resumed": noted("Mesin berjalan lagi menurut kebijakan."),
    "webhook-changed": noted("Alamat diubah; pesan yang menunggu juga dikirim ke sana."),
    "webhook-off": noted("Alamat dimatikan; pesan yang menunggu menjadi pesan gagal."),
    "webhook-on": noted("Alamat dinyalakan lagi; pesan gagal tetap gagal sampai dikirim ulang."),
    "replayed": noted("Pesan dikirim ulang."),
}
"""By code, which is all that stands in the address: nobody can put words of their own on a page by a link."""


def onward(address: str, done: str) -> RedirectResponse:
    """Return the way to a page that says what was done."""
    return RedirectResponse(f"{address}?{urlencode({'done': done})}", 303)


def said(done: str, language: str) -> dict[str, str | None] | None:
    """Return what `templates/base.html` shows for a code; None for one that is unknown."""
    return {"text": say(language)(DONE[done]), "undo": None} if done in DONE else None
