"""Identifiers that Samaran misses in complaints: odd ways to write numbers and contacts, and names without a cue."""
