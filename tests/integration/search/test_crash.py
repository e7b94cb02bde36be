"""kill -9 in the middle of writing: the last commit stands, whole, and writing goes on."""

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

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
    generation = generations.create(tmp_path, "test", DIMENSIONS)
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


BUSY_WRITER = textwrap.dedent("""
    import sys
    from pathlib import Path
    from search.embedded.writer import EmbeddedWriter
    from tests.support.listings import document, listing
    writer = EmbeddedWriter(Path(sys.argv[1]))
    for number in range(400):
        writer.apply([document(listing(str(number % 150)))], [])
    writer.close()
""")


def test_a_reader_beside_a_busy_writer_never_fails_and_ends_with_all_there_is(tmp_path: Path) -> None:
    # The writer tidies up files while readers open them: that must neither fail a search nor blind the reader.
    generation = generations.create(tmp_path, "test", DIMENSIONS)
    EmbeddedWriter(generation).apply([], [])
    snapshot = Snapshot(generation, DIMENSIONS, refresh_seconds=0)
    with subprocess.Popen([sys.executable, "-c", BUSY_WRITER, str(generation)]) as child:
        while child.poll() is None:
            snapshot.refresh()
    assert child.returncode == 0
    snapshot.refresh()
    assert len(snapshot.rows) == snapshot.searcher.num_docs == 150


def test_a_change_that_could_not_be_taken_in_is_taken_in_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation = generations.create(tmp_path, "test", DIMENSIONS)
    writer = EmbeddedWriter(generation)
    gone = document(listing("gone"))
    writer.apply([gone], [])
    snapshot = Snapshot(generation, DIMENSIONS, refresh_seconds=0)
    writer.apply([], [gone.listing.id])

    def fail() -> None:
        raise OSError("too many open files")

    with monkeypatch.context() as patch:
        patch.setattr(snapshot, "_follow", fail)
        with pytest.raises(OSError, match="too many"):
            snapshot.refresh()
    snapshot.refresh()
    assert len(snapshot.rows) == 0
    writer.close()
