"""Carts: of accounts and of guests, with pieces of many makers."""
