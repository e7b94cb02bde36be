"""Stock: on hand, held by open checkouts, sold."""
