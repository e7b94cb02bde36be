"""Sales added up by time and listing, from orders and from tallies kept of them."""
