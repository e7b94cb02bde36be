"""The things in the pictures, one function each; they stand on a table at y = 650, or hang on the wall."""
