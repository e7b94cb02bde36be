"""kill -9 in the middle of writing: the last commit stands, whole, and writing goes on."""

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

from search.embedded import generations
from search.embedded.snapshot import Snapshot
from search.embedded.writer import EmbeddedWriter
from tests.support.listings import DIMENSIONS, document, listing

WRITER = textwrap.dedent("""
    import sys
    from pathlib import Path
    from search.embedded.writer import EmbeddedWriter
    from tests.support.listings import document, listing
    writer = EmbeddedWriter(Path(sys.argv[1]))
    for number in range(100_000):
        writer.apply([document(listing(f"{number}-{half}")) for half in "ab"], [])
        print(number, flush=True)
""")


def test_what_was_committed_before_a_kill_is_there_and_nothing_by_halves(tmp_path: Path) -> None:
    generation = generations.create(tmp_path, "test")
    acknowledged = -1
    for kill_after in (1, 7, 23):
        child = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(generation)], stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        for _ in range(kill_after):
            acknowledged = max(acknowledged, int(child.stdout.readline()))
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        snapshot = Snapshot(generation, DIMENSIONS)
        assert len(snapshot.rows) >= 2 * (acknowledged + 1)
        assert len(snapshot.rows) % 2 == 0
        assert len(snapshot.rows) == snapshot.searcher.num_docs
    writer = EmbeddedWriter(generation)
    writer.apply([document(listing("after"))], [])
    writer.close()
