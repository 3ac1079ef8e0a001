"""What the store owes to people and to the future: outcomes, erasure, retention, proof, and export. Knows no web."""
