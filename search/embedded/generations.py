"""The folder of the embedded index: generations side by side, and a pointer to the one that is read."""

import fcntl
import json
import os
import shutil
import time
from datetime import timedelta
from pathlib import Path

from core.ids import new_id
from search.embedded.schema import FORMAT
from search.engine import IndexUnavailableError
from search.writing import Generation

POINTER = "current"
LABEL = "generation.json"
EPOCH = "epoch"
REPLACED = "replaced"  # stands in a generation since another took its place
WRITER_LOCK = ".tantivy-writer.lock"
COMMITTED = "meta.json"

Stamp = tuple[int, int]


def create(root: Path, model: str, dimensions: int) -> Path:
    """Make an empty generation aside; nobody reads it before `publish`."""
    generation = root / new_id("gen")
    generation.mkdir(parents=True)
    _write_durably(generation / LABEL, json.dumps(_new_label(model, dimensions)))
    return generation


def _new_label(model: str, dimensions: int) -> dict[str, str | int]:
    return {"format": FORMAT, "model": model, "dimensions": dimensions}


def unfinished(root: Path, model: str, dimensions: int) -> list[Path]:
    """Return the generations of this model that were begun and never read, newest first; nobody fills them now."""
    label = _new_label(model, dimensions)
    begun = [one for one in _generations(root) if _is_aside(root, one) and _label(one) == label]
    return sorted((one for one in begun if not _is_being_written(one)), key=_touched_at, reverse=True)


def publish(root: Path, generation: Path) -> None:
    """Make this generation the one that is read, in one step that a crash cannot halve."""
    before = _pointed_at(root)
    if before is not None and before.is_dir() and before.name != generation.name:
        (before / REPLACED).touch()
    _write_durably(root / POINTER, generation.name)


def current(root: Path) -> Path:
    """Return the generation that is read.

    Raises:
        IndexUnavailableError: nothing was published yet, or it has another version's format.
    """
    generation = _pointed_at(root)
    label = _label(generation) if generation else {}
    if generation is None or not label:
        raise IndexUnavailableError("There is no search index yet: run `craftlocal reindex`.")
    if label.get("format") != FORMAT:
        raise IndexUnavailableError("The search index has an older format: run `craftlocal reindex`.")
    return generation


def described(generation: Path) -> Generation:
    """Return a generation's name and model."""
    return Generation(generation.name, str(_label(generation).get("model", "")))


def dimensions(generation: Path) -> int:
    """Return how many numbers each vector of a generation has."""
    return int(str(_label(generation)["dimensions"]))


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


def prune(root: Path, older_than: timedelta) -> list[str]:
    """Delete what was replaced, or begun and left alone, this long ago; return the names.

    Open readers of a deleted generation keep their files.
    """
    read = _pointed_at(root)
    due = time.time() - older_than.total_seconds()
    gone = [one for one in _generations(root) if one != read and _is_over(one, due)]
    for generation in gone:
        shutil.rmtree(generation, ignore_errors=True)
    return [generation.name for generation in gone]


def _generations(root: Path) -> list[Path]:
    return [folder for folder in root.glob("gen_*") if folder.is_dir()]


def _pointed_at(root: Path) -> Path | None:
    try:
        return root / (root / POINTER).read_text().strip()
    except OSError:
        return None


def _label(generation: Path) -> dict[str, object]:
    try:
        label = json.loads((generation / LABEL).read_text())
    except (OSError, ValueError):
        return {}
    return label if isinstance(label, dict) else {}


def _is_aside(root: Path, generation: Path) -> bool:
    return generation != _pointed_at(root) and not (generation / REPLACED).exists()


def _is_over(generation: Path, due: float) -> bool:
    replaced = generation / REPLACED
    if replaced.exists():
        return replaced.stat().st_mtime <= due
    unusable = _label(generation).get("format", FORMAT) != FORMAT
    return (unusable or _touched_at(generation) <= due) and not _is_being_written(generation)


def _touched_at(generation: Path) -> float:
    committed = generation / COMMITTED
    return (committed if committed.exists() else generation).stat().st_mtime


def _is_being_written(generation: Path) -> bool:
    """Tell whether a process, this one included, holds tantivy's lock on it."""
    try:
        with (generation / WRITER_LOCK).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def _write_durably(path: Path, text: str) -> None:
    fresh = path.with_suffix(".new")
    with fresh.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    # The name as well: after a power failure it could be the old file's once more.
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
