"""The quiet room around a piece: wall, light and table."""

from mcp_edge.pictures.chance import choice, number
from mcp_edge.pictures.palette import Palette, mix

_LEAVES = ((6, 4, -30), (34, -4, 28), (62, -6, -24), (88, -4, 34), (112, 0, 0))
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
        parts.append('<ellipse cx="410" cy="656" rx="300" ry="36" fill="url(#o)"/>')
    return "".join(parts)


def companion(palette: Palette, seed: str) -> str:
    """Return a small thing that lies on the table beside the piece, or nothing."""
    left = 'transform="translate(96 726)"' if number(seed, "side", 2) else 'transform="translate(610 726)"'
    leaf = "M0 0C6-22 34-26 50-18 44 2 20 12 0 0Z"
    green = mix(palette.table, "#5d7a5c", 0.62)
    soft = mix(palette.table, palette.accent, 0.72)
    match choice(seed, "companion", ("sprig", "berries", "petals", "none", "none")):
        case "sprig":
            leaves = "".join(
                f'<path d="{leaf}" transform="translate({x} {y}) rotate({turn})"/>' for x, y, turn in _LEAVES
            )
            stem = f'<path d="M0 8q50-22 120-8" fill="none" stroke="{green}" stroke-width="5"/>'
            return f'<g {left} fill="{green}">{leaves}{stem}</g>'
        case "berries":
            return (
                f'<g {left} fill="{soft}"><circle cx="20" r="17"/><circle cx="58" cy="10" r="17"/>'
                f'<path d="{leaf}" fill="{green}" transform="translate(52 -8) rotate(-20)"/></g>'
            )
        case "petals":
            petals = "".join(
                f'<path d="{leaf}" transform="translate({x} {y}) rotate({turn}) scale(.7)"/>'
                for x, y, turn in _LEAVES[::2]
            )
            return f'<g {left} fill="{soft}">{petals}</g>'
        case _:
            return ""


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
