"""The `craftlocal` command and the all-in-one local stack: top of the house."""
