"""The quiet room around a piece: wall, light and table."""

from mcp_edge.pictures.chance import choice
from mcp_edge.pictures.palette import Palette, mix

_SHAPES = ("sun", "arch", "none", "window", "sun", "arch")


def room(palette: Palette, seed: str, *, on_the_wall: bool) -> str:
    """Return wall, a shape of light and, for pieces that stand, a table with a soft shadow."""
    glow = mix(palette.wall, "#fffdf7", 0.55)
    parts = [
        f'<path d="M0 0h800v800H0z" fill="{palette.wall}"/>',
        _light(choice(seed, "light", _SHAPES), glow),
    ]
    if on_the_wall:
        parts.append(f'<path d="M0 716h800v84H0z" fill="{mix(palette.wall, palette.table, 0.6)}"/>')
        parts.append(f'<path d="M0 710h800v10H0z" fill="{glow}"/>')
    else:
        edge = mix(palette.table, "#fffdf7", 0.4)
        parts.append(
            f'<path d="M0 590h800v210H0z" fill="{palette.table}"/><path d="M0 590h800v7H0z" fill="{edge}"/>'
        )
        parts.append('<ellipse cx="410" cy="654" rx="270" ry="34" fill="url(#o)"/>')
    return "".join(parts)


def _light(shape: str, glow: str) -> str:
    match shape:
        case "sun":
            return f'<circle cx="400" cy="380" r="290" fill="{glow}" opacity=".75"/>'
        case "arch":
            return f'<path d="M130 800V390a270 270 0 0 1 540 0v410z" fill="{glow}" opacity=".7"/>'
        case "window":
            return f'<path d="M90 0 400 0 560 800H250zM440 0h140l160 800H600z" fill="{glow}" opacity=".5"/>'
        case _:
            return ""
