"""Word tables of the demo catalogue: plain data, one subject a file."""
