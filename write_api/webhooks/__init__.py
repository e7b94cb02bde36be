"""Signed messages from makers' own systems, and the endpoints they come in at."""
