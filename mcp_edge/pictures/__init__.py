"""Pictures of listings that have no photograph: one "
"illustrator's still lifes, drawn from the listing's own "
"facts."""

from mcp_edge.pictures.draw import draw

__all__ = ["draw"]
