"""The readers that every triager has: what they note of the raw text a decision must know."""

from __future__ import annotations

from features.misconduct.signs import read_misconduct
from features.readability import read_readability

READERS = (read_readability, read_misconduct)
