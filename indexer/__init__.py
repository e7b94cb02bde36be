"""PostgreSQL → index: one writer that keeps the index true."""
