"""Active learning: which rows are worth a person's label, how they are handed out, and how the labels come back."""
