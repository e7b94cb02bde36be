"""`python -m cli.reference` writes the reference pages; with `--check` it only tells which are out of date."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from cli.reference import collection, commands, errors, http, inventory, mapping, settings, tools

ROOT = Path(__file__).parents[2]

PAGES: Mapping[str, Callable[[], str]] = {
    ".env.example": settings.example,
    "docs/reference/settings.md": settings.write,
    "docs/reference/errors.md": errors.write,
    "docs/reference/tools.md": tools.write,
    "docs/reference/http.md": http.write,
    "docs/api-inventory.md": inventory.write,
    "docs/tool-to-api-mapping.md": mapping.write,
    "docs/reference/commands.md": lambda: commands.write((ROOT / "Makefile").read_text(encoding="utf-8")),
}


def stale() -> dict[str, str]:
    """Return the pages that differ from what the code says now: path below the root → the right text."""
    now = {path: write() for path, write in PAGES.items()} | collection.files()
    return {path: text for path, text in now.items() if _kept(path) != text}


def left_over() -> list[str]:
    """Return the requests of the collection whose operation there is no more."""
    wanted = collection.files()
    kept = (file.relative_to(ROOT).as_posix() for file in (ROOT / collection.FOLDER).rglob("*.bru"))
    return sorted(path for path in kept if path not in wanted)


def main(arguments: list[str]) -> int:
    """Write what is out of date, or name it."""
    found, over = stale(), left_over()
    if "--check" in arguments:
        for path in (*found, *over):
            print(f"{path} is not what the code says: run `make docs`.", file=sys.stderr)
        return 1 if found or over else 0
    for path, text in found.items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(text, encoding="utf-8")
        print(f"wrote {path}")
    for path in over:
        (ROOT / path).unlink()
        print(f"removed {path}")
    return 0


def _kept(path: str) -> str | None:
    file = ROOT / path
    return file.read_text(encoding="utf-8") if file.exists() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
