"""Where cases, predictions, decisions, verdicts and people are kept: SQLAlchemy on SQLite or PostgreSQL."""
