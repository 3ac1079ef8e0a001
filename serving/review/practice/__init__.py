"""Training on fictitious complaints: the cases, and what is said about an answer."""
