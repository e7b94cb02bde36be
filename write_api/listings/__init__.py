"""Listings as their makers write them."""
