"""The built widgets, as the edge serves them: one self-contained page each, addressed by its content."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_DIST = Path(__file__).parent / "dist"


class WidgetsNotBuiltError(RuntimeError):
    """The pages are missing: `npm run build` has not run here."""


@dataclass(frozen=True)
class Bundle:
    """A widget: its name, its whole page, and the address that changes whenever the page does."""

    name: str
    html: str
    uri: str


@cache
def names() -> tuple[str, ...]:
    """Return the names of all built widgets, sorted.

    Raises:
        WidgetsNotBuiltError: none is built.
    """
    found = tuple(sorted(page.stem for page in _DIST.glob("*.html")))
    if not found:
        raise WidgetsNotBuiltError("The widgets are not built; run `make widgets`.")
    return found


@cache
def bundle(name: str) -> Bundle:
    """Return a widget by name, such as `product-grid`; read from the disk once.

    Raises:
        WidgetsNotBuiltError: nothing is built.
        KeyError: there is no widget of this name; the message lists those there are.
    """
    if name not in names():
        raise KeyError(f"There is no widget {name!r}; there are {', '.join(names())}.")
    html = (_DIST / f"{name}.html").read_text(encoding="utf-8")
    version = hashlib.sha256(html.encode()).hexdigest()[:12]
    return Bundle(name=name, html=html, uri=f"ui://craftlocal/{name}/v{version}.html")


def playground_dir() -> Path:
    """Return the folder of the built playground: index.html, sandbox.html and assets/.

    Raises:
        WidgetsNotBuiltError: the playground is not built.
    """
    folder = _DIST / "playground"
    if not (folder / "index.html").is_file():
        raise WidgetsNotBuiltError("The playground is not built; run `make widgets`.")
    return folder
