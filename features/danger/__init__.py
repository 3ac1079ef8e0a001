"""Danger signals: what a complaint says of threats to life, health and safety, and in which scope."""
