"""What makers want to know of their shops."""
