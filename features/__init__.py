"""From a complaint's raw text to what a model reads: cleaned, masked, tokenised, by a versioned recipe."""
