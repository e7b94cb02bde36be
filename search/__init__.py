"""The read service: a library that the edge calls in-process, and a small HTTP app over the same functions."""
