"""The all-in-one local stack: embedded stores, services, and the one who watches over them."""
