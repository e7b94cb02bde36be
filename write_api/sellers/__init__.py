"""Shops and who owns them."""
