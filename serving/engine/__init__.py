"""The engine behind the API: a model in memory, warm, with a bounded queue; it knows nothing of the web."""
