"""Orders as their buyers and their makers read them."""
