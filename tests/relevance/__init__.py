"""Relevance as a test: judged queries on the demo catalogue, and what our search makes of them."""
