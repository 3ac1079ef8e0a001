"""The adapter to LAPOR API 3.0: its tickets as our complaints, our decisions and verdicts as its dispositions."""
