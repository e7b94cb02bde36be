"""English words whose spelling is right, American and British, with names: a bundled list made from SCOWL."""

import gzip
from collections.abc import Iterable
from importlib import resources

_LIST = "words.txt.gz"


def right_words(also: Iterable[str] = ()) -> frozenset[str]:
    """Return the bundled words and these; forms that only add a usual ending are left to whoever asks."""
    packed = resources.files(__package__).joinpath(_LIST).read_bytes()
    return frozenset(gzip.decompress(packed).decode("ascii").split()).union(also)
