"""The folder of the embedded index: generations side by side, and a pointer to the one that is read."""

import json
import os
import shutil
from pathlib import Path

from core.ids import new_id
from search.embedded.schema import FORMAT
from search.engine import IndexUnavailableError

POINTER = "current"
LABEL = "generation.json"
EPOCH = "epoch"

Stamp = tuple[int, int]


def create(root: Path, model: str) -> Path:
    """Make an empty generation aside; nobody reads it before `publish`."""
    generation = root / new_id("gen")
    generation.mkdir(parents=True)
    (generation / LABEL).write_text(json.dumps({"format": FORMAT, "model": model}))
    return generation


def publish(root: Path, generation: Path) -> None:
    """Make this generation the one that is read, in one step that a crash cannot halve."""
    _write_durably(root / POINTER, generation.name)


def current(root: Path) -> Path:
    """Return the generation that is read.

    Raises:
        IndexUnavailableError: nothing was published yet, or it has another version's format.
    """
    try:
        generation = root / (root / POINTER).read_text().strip()
        label = json.loads((generation / LABEL).read_text())
    except (OSError, ValueError):
        raise IndexUnavailableError("There is no search index yet: run `craftlocal reindex`.") from None
    if label.get("format") != FORMAT:
        raise IndexUnavailableError("The search index has an older format: run `craftlocal reindex`.")
    return generation


def stamp(root: Path) -> Stamp:
    """Return something that changes whenever a generation is published, for the price of one stat."""
    try:
        found = os.stat(root / POINTER)  # noqa: PTH116 - asked for at every search
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_ino)


def next_epoch(generation: Path) -> int:
    """Return a number greater than any this generation gave out before, also after a crash."""
    path = generation / EPOCH
    epoch = int(path.read_text()) + 1 if path.exists() else 1
    _write_durably(path, str(epoch))
    return epoch


def _write_durably(path: Path, text: str) -> None:
    fresh = path.with_suffix(".new")
    with fresh.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def prune(root: Path, keep: set[str]) -> None:
    """Delete every generation but those named; open readers of a deleted one keep their files."""
    for folder in root.glob("gen_*"):
        if folder.name not in keep:
            shutil.rmtree(folder, ignore_errors=True)
