"""The read service: a library the edge calls in-process, and a small HTTP app over the same functions."""
