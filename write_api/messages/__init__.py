"""What buyer and maker write to each other about an order."""
