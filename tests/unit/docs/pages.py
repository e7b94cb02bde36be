"""The project's own pages, and what is in them."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[3]
NOT_OURS = {"node_modules", "data", "out", "dist"}  # and whatever begins with a dot

_FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<body>.*?)^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)|(?:src|href)=\"(?P<html>[^\"]+)\"")


def pages() -> list[Path]:
    """Return every Markdown page of the project."""
    found = (page for page in ROOT.rglob("*.md") if not any(map(_is_not_ours, _folders(page))))
    return sorted([*found, ROOT / "cli/demo/data/ATTRIBUTION.md"])


def _folders(page: Path) -> tuple[str, ...]:
    return page.relative_to(ROOT).parts[:-1]


def _is_not_ours(folder: str) -> bool:
    return folder in NOT_OURS or folder.startswith(".")


def prose(page: Path) -> str:
    """Return a page without its fenced blocks."""
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def links(page: Path) -> Iterator[str]:
    """Yield the targets of a page's links and pictures."""
    for found in _LINK.finditer(prose(page)):
        yield found["target"] or found["html"]


def blocks(page: Path, language: str) -> Iterator[str]:
    """Yield the fenced blocks in a language."""
    for found in _FENCE.finditer(page.read_text(encoding="utf-8")):
        if found["language"] == language:
            yield found["body"]


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}
