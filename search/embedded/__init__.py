"""The zero-install engine: tantivy for words, numpy for vectors; one directory, one writer, many readers."""
