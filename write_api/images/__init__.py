"""Pictures that makers upload."""
