"""Whether the indexer lives, and whether it can work."""
