"""Readers of history: whatever the file, out come labelled complaints, and every row that was refused."""
