"""One directory that holds a whole model: weights, label space, recipe, calibration, and a digest of every file."""
