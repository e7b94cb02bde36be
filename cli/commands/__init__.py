"""One file for each command of `craftlocal`."""
