"""How good a model is: answers beside the truth, figures with intervals, and differences between models."""
