"""From history to a registered model: corpus, fit, calibrate, test, report, register."""
