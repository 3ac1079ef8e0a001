"""Honest probabilities: temperatures, mixture weights and operating points, fitted on the calibration part."""
