"""Readers of the word tables in words/: plain text that a person can read and mend."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

_WORDS = Path(__file__).parent / "words"


@cache
def gazetteer(name: str) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Return names with the words that carry each, and the patterns where such a word does not count."""
    names = {}
    for line in _logical_lines(name):
        head, _, words = line.replace("\n", " ").partition(":")
        names[head] = tuple(word.strip() for word in words.split(","))
    return names, names.pop("NOT")


@cache
def sections(name: str) -> dict[str, tuple[str, ...]]:
    """Return the lines of a table under each `[heading]`; an indented line continues the one before."""
    found: dict[str, list[str]] = {}
    for line in _logical_lines(name):
        if line.startswith("[") and line.endswith("]"):
            found[line[1:-1]] = rows = []
        else:
            rows.append(line)
    return {heading: tuple(lines) for heading, lines in found.items()}


def choices(name: str, heading: str) -> dict[str, tuple[str, ...]]:
    """Return the entries of a section, each with its alternatives, which ` | ` parts."""
    entries = (line.partition("\n") for line in sections(name)[heading])
    return {entry: tuple(" ".join(text.split()) for text in texts.split(" |")) for entry, _, texts in entries}


@cache
def category_rules() -> tuple[tuple[str, str], ...]:
    """Return (category path, pattern on the lower-case title) in the order in which they are tried."""
    shapes = {"exceptions": r"\b(?:{})(?!\w)", "endings": r"\b(?:{})$", "anywhere": r"\b(?:{})(?!\w)"}
    rules = []
    for heading, shape in shapes.items():
        for line in sections("categories")[heading]:
            path, _, pattern = line.partition("\n")
            rules.append((path, shape.replace("{}", pattern.replace("\n", " ").replace(" | ", "|"))))
    return tuple(rules)


@cache
def uses() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return by category leaf the endings of a first sentence, and the sentences that stand alone."""
    found = {}
    for line in _logical_lines("uses"):
        leaf, *texts = line.split("\n")
        endings = tuple(text for text in texts if text[0].islower())
        found[leaf] = (endings, tuple(text for text in texts if text not in endings))
    return found


def _logical_lines(name: str) -> Iterator[str]:
    """Yield the lines of a table without comments; indented lines are joined to theirs with a newline."""
    pending = ""
    for line in (_WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line[0] == " ":
            pending += "\n" + line.strip()
        else:
            if pending:
                yield pending
            pending = line
    if pending:
        yield pending
