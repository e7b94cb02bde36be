"""Reading a shopper's words: pure functions from text to conditions and the words that are left."""
