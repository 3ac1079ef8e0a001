"""Predictions over HTTP: loads a bundle, never torch."""
