"""Slang, abbreviations and regional words to plain Indonesian, word by word."""
