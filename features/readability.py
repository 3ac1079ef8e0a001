"""Notes on texts that no model should be trusted with: no words at all, or another language."""

from __future__ import annotations

import re
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from features.cleaning import clean
from features.tags import without_tags
from triage.complaint import Complaint
from triage.reasons import Reason, ReasonCode

_WORD = re.compile(r"[^\W\d_]{2,}")
_FEWEST_WORDS = 6
_AT_HOME = frozenset({"id", "ms", "jv"})
"""Indonesian and its kin as the identifier knows them; Sundanese, Minang or Balinese come out as these."""
_SURE = 0.95


def read_readability(complaint: Complaint) -> list[Reason]:
    """Return why a text can't be read by the model, if so; a `Reader` of the triager.

    Tags of masked identifiers are no words. The language is only judged from six words on, and
    only a sure answer counts: regional languages and short texts pass.
    """
    words = _WORD.findall(without_tags(clean(complaint.full_text)))
    if not words:
        return [Reason(ReasonCode.UNUSABLE_TEXT)]
    if len(words) < _FEWEST_WORDS:
        return []
    language, probability = _identifier().classify(" ".join(words))
    if language in _AT_HOME or probability < _SURE:
        return []
    return [Reason.of(ReasonCode.FOREIGN_LANGUAGE, language=language)]


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
