"""What assistants showed of listings, counted by days of their shops."""
