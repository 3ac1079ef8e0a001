"""The acts of intake and of people on cases, each one transaction on the store; it knows nothing of the web."""
