"""The variants of a listing: its sizes, its glazes."""
