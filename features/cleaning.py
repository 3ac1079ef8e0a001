"""Undoing what transport did to a text; what the citizen wrote is left as it is."""

from __future__ import annotations

import re

import ftfy

_EXCEL_ESCAPE = re.compile(r"_x000[DA]_", re.IGNORECASE)
_WRITTEN_NEWLINE = re.compile(r"\\r\\n|\\n|\\r|\\t")
_HTML_BREAK = re.compile(r"<\s*(?:br|/p|/div|/li)\s*/?\s*>", re.IGNORECASE)
_HTML_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_HTML_HIDDEN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_BLANKS = re.compile(r"[^\S\n]{2,}|[^\S\n ]")
_BLANK_LINES = re.compile(r"\s*\n\s*")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060]")
"""Soft hyphen, zero-width space and word joiner; the joiners of emoji and of Javanese script stay."""
_MEANS_MORE = re.compile(r"[<&\\]|_x0|[^\x00-\x7f]", re.IGNORECASE)
"""What may form a tag, an escape or mojibake with the neighbours that one pass gave it."""
_OURS = re.compile(r"\\|_x0|<", re.IGNORECASE)
_MOST_PASSES = 8

_PLAIN = re.compile(r"[^\x20-\x3b\x3d-\x5b\x5d-\x7e\n]|&[#A-Za-z]|_[xX]0")
"""What ftfy or our own rules could change: anything but printable ASCII, and the signs that escapes begin with."""

_FTFY = ftfy.TextFixerConfig(uncurl_quotes=True, unescape_html=True, explain=False)


def clean(text: str) -> str:
    r"""Return the text without mojibake, HTML, Excel escapes, invisible characters and runs of blanks.

    Unicode is brought to NFC, curly quotes are straightened, line ends stay as single "\n".
    Cleaning a clean text changes nothing: a text in which a new escape may have formed is read
    again, at most eight times; most texts are read once.
    """
    if not _PLAIN.search(text):  # nine texts in ten: nothing to repair but blanks
        return _blanks(text) if "  " in text or "\n" in text else text.strip()
    for _ in range(_MOST_PASSES):
        before = text
        text, settled = _pass(text)
        if settled or text == before or not _MEANS_MORE.search(text):
            break
    return text


def _pass(text: str) -> tuple[str, bool]:
    """Return the text after one pass, and whether ftfy, which reads until nothing changes, had the last word."""
    text = _EXCEL_ESCAPE.sub("\n", text)
    text = _WRITTEN_NEWLINE.sub("\n", text)
    fixed = ftfy.fix_text(text, _FTFY)
    text = _INVISIBLE.sub("", fixed)
    text = _HTML_HIDDEN.sub(" ", text)
    text = _HTML_BREAK.sub("\n", text)
    text = _blanks(_HTML_TAG.sub(" ", text))
    return text, text == fixed and not _OURS.search(text)


def _blanks(text: str) -> str:
    text = _BLANKS.sub(" ", text)
    return (_BLANK_LINES.sub("\n", text) if "\n" in text else text).strip()
