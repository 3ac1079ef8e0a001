"""The TF-IDF linear part."""
