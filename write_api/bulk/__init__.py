"""Catalogue files that makers send, up to 10,000 rows each."""
