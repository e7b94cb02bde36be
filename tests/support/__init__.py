"""Builders and real stores for tests."""
