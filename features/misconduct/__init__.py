"""Signs that a report accuses an official of misconduct, read from the text as sent."""
