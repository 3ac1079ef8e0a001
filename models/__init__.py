"""Models behind one seam: scorers give logits, a calibrated predictor turns them into predictions."""
