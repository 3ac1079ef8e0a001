"""Roles beyond the training rows: head, duties, neighbours and names weighed into one distribution."""
