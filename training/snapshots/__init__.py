"""Snapshots: history cleaned, masked and frozen, named by the digest of its content."""
