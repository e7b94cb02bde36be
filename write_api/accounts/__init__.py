"""Accounts: who people are."""
