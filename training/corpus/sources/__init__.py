"""Where history lies: one reader per format behind one seam, every value as it is written."""
