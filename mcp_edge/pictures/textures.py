"""What a piece is made of, as a faint surface over its colour."""

from collections.abc import Sequence

_MADE_OF: dict[str, frozenset[str]] = {
    "grain": frozenset({"wood", "bamboo", "camphor wood", "oak", "walnut"}),
    "speckle": frozenset(
        {"ceramic", "porcelain", "stoneware", "clay", "slate", "stone", "enamel", "felt", "leather"}
    ),
    "knit": frozenset({"yarn", "wool"}),
    "weave": frozenset({"cotton", "linen", "fabric", "canvas", "denim", "velvet", "suede", "flock"}),
    "basket": frozenset({"wicker", "raffia", "rattan"}),
    "sheen": frozenset(
        {"metal", "zinc", "tin", "copper", "brass", "silver", "cast iron", "glass", "crystal"}
        | {"mirror glass", "acrylic", "pearl", "silk", "bone china"}
    ),
}
_SPECKS = ((9, 12, 2), (41, 30, 3), (66, 8, 1.6), (24, 52, 2.4), (58, 60, 2), (78, 40, 1.5))
_BANDS = ((0.1, 0), (0.28, 0.42), (0.4, 0), (0.78, 0.18), (0.9, 0))
# Width and height of the tile, and the lines on it.
_LINES: dict[str, tuple[int, int, str]] = {
    "grain": (160, 44, "M0 8q40 10 80 0t80 0M0 30q40-9 80 0t80 0"),
    "knit": (26, 22, "M2 4l11 10L24 4"),
    "weave": (12, 12, "M0 3h6M6 9h6"),
    "basket": (48, 36, "M0 9q12-9 24 0t24 0M0 27q12 9 24 0t24 0M24 0v36"),
}


def texture(materials: Sequence[str]) -> str:
    """Return the paint server `id="t"` for the first material that has a surface, or nothing."""
    names = [material.strip().lower() for material in materials]
    kind = next((kind for name in names for kind, made_of in _MADE_OF.items() if name in made_of), "")
    if kind == "sheen":
        bands = "".join(
            f'<stop offset="{at}" stop-color="#fff" stop-opacity="{light}"/>' for at, light in _BANDS
        )
        return f'<linearGradient id="t" x2="1" y2=".5">{bands}</linearGradient>'
    if kind == "speckle":
        specks = "".join(f'<circle cx="{x}" cy="{y}" r="{r}"/>' for x, y, r in _SPECKS)
        return _tile(84, 70, f'<g fill="#3c2c22" fill-opacity=".17">{specks}</g>')
    if kind:
        width, height, lines = _LINES[kind]
        strokes = 'fill="none" stroke="#40281c" stroke-opacity=".15" stroke-width="3"'
        return _tile(width, height, f'<path d="{lines}" {strokes}/>')
    return ""


def _tile(width: int, height: int, marks: str) -> str:
    return (
        f'<pattern id="t" width="{width}" height="{height}" patternUnits="userSpaceOnUse">{marks}</pattern>'
    )
