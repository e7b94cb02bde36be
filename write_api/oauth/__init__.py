"""Access tokens: signing and exchange."""
