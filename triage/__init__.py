"""What the words of complaint triage mean, and the one path from complaint to decision."""

__version__ = "0.1.0"
