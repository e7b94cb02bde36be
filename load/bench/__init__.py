"""Benchmarks of the path from a maker's write to a shopper's search."""
