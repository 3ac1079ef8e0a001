"""The nearest confirmed cases: an index behind a seam, the cases it points to, and what they vote for."""
