"""Mail to makers about what happens in their shops."""
