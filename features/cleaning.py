"""Undoing what transport did to a text; what the citizen wrote is left as it is."""

from __future__ import annotations

import re

import ftfy

_EXCEL_ESCAPE = re.compile(r"_x000[DA]_", re.IGNORECASE)
_WRITTEN_NEWLINE = re.compile(r"\\r\\n|\\n|\\r|\\t")
_HTML_BREAK = re.compile(r"<\s*(?:br|/p|/div|/li)\s*/?\s*>", re.IGNORECASE)
_HTML_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_HTML_HIDDEN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_BLANKS = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\s*\n\s*")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060]")
"""Soft hyphen, zero-width space and word joiner; the joiners of emoji and of Javanese script stay."""
_MEANS_MORE = re.compile(r"[<&\\]|_x0|[^\x00-\x7f]", re.IGNORECASE)
"""What may form a tag, an escape or mojibake with the neighbours that one pass gave it."""
_MOST_PASSES = 8

_FTFY = ftfy.TextFixerConfig(uncurl_quotes=True, unescape_html=True, explain=False)


def clean(text: str) -> str:
    r"""Return the text without mojibake, HTML, Excel escapes, invisible characters and runs of blanks.

    Unicode is brought to NFC, curly quotes are straightened, line ends stay as single "\n".
    Cleaning a clean text changes nothing: a text in which a new escape may have formed is read
    again, at most eight times; most texts are read once.
    """
    for _ in range(_MOST_PASSES):
        before, text = text, _pass(text)
        if text == before or not _MEANS_MORE.search(text):
            break
    return text


def _pass(text: str) -> str:
    text = _EXCEL_ESCAPE.sub("\n", text)
    text = _WRITTEN_NEWLINE.sub("\n", text)
    text = ftfy.fix_text(text, _FTFY)
    text = _INVISIBLE.sub("", text)
    text = _HTML_HIDDEN.sub(" ", text)
    text = _HTML_BREAK.sub("\n", text)
    text = _HTML_TAG.sub(" ", text)
    text = _BLANKS.sub(" ", text)
    return _BLANK_LINES.sub("\n", text).strip()
