"""Urgency from what a scorer read in a text and from its danger signals, fused."""
