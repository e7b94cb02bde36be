"""What a piece is made of, as a faint surface over its colour."""

from collections.abc import Sequence

_KIND_OF: dict[str, str] = {
    "wood": "grain", "bamboo": "grain", "camphor wood": "grain",
    "ceramic": "speckle", "porcelain": "speckle", "stoneware": "speckle", "clay": "speckle", "slate": "speckle",
    "stone": "speckle", "enamel": "speckle", "bone china": "sheen",
    "yarn": "knit", "wool": "knit", "felt": "speckle",
    "cotton": "weave", "linen": "weave", "fabric": "weave", "canvas": "weave", "denim": "weave", "velvet": "weave",
    "silk": "sheen", "suede": "weave", "leather": "speckle",
    "wicker": "basket", "raffia": "basket",
    "metal": "sheen", "zinc": "sheen", "tin": "sheen", "copper": "sheen", "brass": "sheen", "cast iron": "sheen",
    "glass": "sheen", "crystal": "sheen", "mirror glass": "sheen", "acrylic": "sheen", "pearl": "sheen",
}  # fmt: skip


def texture(materials: Sequence[str]) -> str:
    """Return the paint server `id="t"` for the first material that has a surface, or nothing."""
    kind = next(
        (_KIND_OF[name] for material in materials if (name := material.strip().lower()) in _KIND_OF), ""
    )
    tile = '<pattern id="t" width="{0}" height="{1}" patternUnits="userSpaceOnUse">{2}</pattern>'
    line = '<g fill="none" stroke="#40281c" stroke-opacity=".16" stroke-width="3">{0}</g>'
    match kind:
        case "grain":
            return tile.format(160, 44, line.format('<path d="M0 8q40 10 80 0t80 0M0 30q40-9 80 0t80 0"/>'))
        case "speckle":
            spots = ((9, 12, 2), (41, 30, 3), (66, 8, 1.6), (24, 52, 2.4), (58, 60, 2), (78, 40, 1.5))
            dots = "".join(f'<circle cx="{x}" cy="{y}" r="{r}"/>' for x, y, r in spots)
            return tile.format(84, 70, f'<g fill="#3c2c22" fill-opacity=".17">{dots}</g>')
        case "knit":
            return tile.format(26, 22, line.format('<path d="M2 4l11 10L24 4"/>'))
        case "weave":
            return tile.format(12, 12, line.format('<path d="M0 3h6M6 9h6" stroke-opacity=".12"/>'))
        case "basket":
            return tile.format(
                48, 36, line.format('<path d="M0 9q12-9 24 0t24 0M0 27q12 9 24 0t24 0M24 0v36"/>')
            )
        case "sheen":
            return (
                '<linearGradient id="t" x2="1" y2=".5"><stop offset=".1" stop-color="#fff" stop-opacity="0"/>'
                '<stop offset=".28" stop-color="#fff" stop-opacity=".42"/><stop offset=".4" stop-color="#fff" '
                'stop-opacity="0"/><stop offset=".78" stop-color="#fff" stop-opacity=".18"/>'
                '<stop offset=".9" stop-color="#fff" stop-opacity="0"/></linearGradient>'
            )
        case _:
            return ""
