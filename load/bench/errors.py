"""What ends a benchmark without a figure."""


class BenchError(Exception):
    """The shop cannot be measured, or did not do its work; the message says which."""


class WriteFailedError(BenchError):
    """A write was refused, or the answer was lost."""


class OverdueError(BenchError):
    """Something that had to happen did not happen in time."""
