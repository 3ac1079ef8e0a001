"""The report of a run: figures, pictures and what was refused, made and never written by hand."""
