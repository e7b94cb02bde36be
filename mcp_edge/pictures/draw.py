"""Draws the picture of a listing: a small still life as SVG, the same for the same listing everywhere."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from mcp_edge.pictures.brush import Brush
from mcp_edge.pictures.choosing import CREATURES, ON_THE_WALL, PLAIN_BY_NATURE, motif_for
from mcp_edge.pictures.palette import palette
from mcp_edge.pictures.patterns import pattern, pattern_name
from mcp_edge.pictures.room import companion, room
from mcp_edge.pictures.textures import texture

_SHADING = (
    '<linearGradient id="g"><stop stop-color="#fff" stop-opacity=".26"/>'
    '<stop offset=".35" stop-color="#fff" stop-opacity="0"/><stop offset=".6" stop-opacity="0"/>'
    '<stop offset="1" stop-opacity=".17"/></linearGradient>'
)
_GLOW = (
    '<radialGradient id="f"><stop stop-color="#ffe3a0" stop-opacity=".75"/>'
    '<stop offset="1" stop-color="#ffe3a0" stop-opacity="0"/></radialGradient>'
)
_TABLE_SHADOW = (
    '<radialGradient id="o"><stop stop-color="#3b2c28" stop-opacity=".34"/>'
    '<stop offset=".6" stop-color="#3b2c28" stop-opacity=".16"/>'
    '<stop offset="1" stop-color="#3b2c28" stop-opacity="0"/></radialGradient>'
)
_WALL_SHADOW = (
    '<filter id="d" x="-10%" y="-10%" width="125%" height="130%">'
    '<feGaussianBlur in="SourceAlpha" stdDeviation="12"/><feOffset dx="9" dy="16"/>'
    '<feComponentTransfer><feFuncA type="linear" slope=".26"/></feComponentTransfer>'
    '<feMerge><feMergeNode/><feMergeNode in="SourceGraphic"/></feMerge></filter>'
)


def draw(seed: str, category: str, colors: Sequence[str], materials: Sequence[str], title: str) -> str:
    """Return an SVG document, 800 by 800, below 6,500 bytes, with no script and nothing from elsewhere.

    Args:
        seed: what makes the picture this listing's own; its id or SKU.
        category: the category path, such as `Kitchen & Dining > Mugs & Cups`; any text is taken.
        colors: colour names, the main one first; unknown ones are passed over.
        materials: material names; they give the surface.
        title: the listing's title: chooses the thing and its pattern; screen readers read it out.
    """
    motif = motif_for(category, title)
    on_the_wall = motif in ON_THE_WALL
    paint = palette(seed, colors, materials)
    surface = texture(materials)
    name = pattern_name(seed, title, plain=bool(surface) or motif in CREATURES)
    printed = "" if motif in PLAIN_BY_NATURE else pattern(name, seed, paint.print, paint.base)
    brush = Brush(paint, printed=bool(printed), textured=bool(surface), seed=seed)
    still_life = motif(brush)
    glow = _GLOW if "url(#f)" in still_life else ""
    place = 'filter="url(#d)"' if on_the_wall else 'transform="matrix(1.1 0 0 1.1 -40 -64)"'
    shadow = _WALL_SHADOW if on_the_wall else _TABLE_SHADOW
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 800" role="img">'
        f"<title>{_text(title)}</title><defs>{_SHADING}{shadow}{glow}{printed}{surface}</defs>"
        f"{room(paint, seed, on_the_wall=on_the_wall)}<g {place}>{still_life}</g>"
        f"{'' if on_the_wall else companion(paint, seed)}</svg>"
    )


def _text(title: str) -> str:
    """Return a title as XML character data: one line, escaped, without characters that XML forbids."""
    shown = "".join(c for c in title if c.isprintable() or c == " ")
    return escape(shown[:140].encode("utf-8", "ignore").decode())
