"""What the commands on the index share."""

import contextlib
from collections.abc import Iterator

import click

from indexer.told import TOLD


@contextlib.contextmanager
def about_the_index() -> Iterator[None]:
    """Turn what keeps an index from being looked after into one sentence and exit code 1."""
    try:
        yield
    except TOLD as error:
        raise click.ClickException(str(error)) from None
