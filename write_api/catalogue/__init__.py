"""Whole catalogues on their way in."""
