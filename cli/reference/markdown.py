"""Markdown out of rows and sentences."""

from collections.abc import Iterable, Sequence


def page(title: str, source: str, *parts: str) -> str:
    """Return a page with its title, a line that says where it comes from, and its parts."""
    origin = f"<!-- Written by `make docs` from {source}. Change it there. -->"
    return "\n\n".join([f"# {title}", origin, *(part for part in parts if part)]) + "\n"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; text in a cell cannot break out of it."""
    lines = [headings, ["---"] * len(headings), *([_cell(text) for text in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def code(text: object) -> str:
    """Return the text as code, and nothing for nothing."""
    return f"`{text}`" if text not in (None, "") else ""


def codes(words: Iterable[object]) -> str:
    """Return several words as code, separated by commas."""
    return ", ".join(code(word) for word in words)


def proof(scopes: Sequence[object], *, guests: bool) -> str:
    """Return the scopes that a caller needs; for guests also, that nothing will do too."""
    if guests:
        return f"none, or signed in with {codes(scopes)}" if scopes else "none, or signed in"
    return codes(scopes) or "none"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
