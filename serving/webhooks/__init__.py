"""Telling other systems of events: signed, tried again until they are taken, and kept where they never were."""
