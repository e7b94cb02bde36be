"""What keeps an index from being looked after: told in a sentence, without a traceback, to who runs a command."""

from indexer.filling import IndexIncompleteError
from indexer.reindex import RebuildRunningError
from search.embedding import EmbedderUnavailableError
from search.engine import IndexUnavailableError
from search.writing import IndexBusyError

TOLD = (
    EmbedderUnavailableError,
    IndexBusyError,
    IndexIncompleteError,
    IndexUnavailableError,
    RebuildRunningError,
)
