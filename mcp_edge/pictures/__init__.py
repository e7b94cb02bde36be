"""Pictures of listings without a photograph: one illustrator's still lifes, drawn from the listing's facts."""

from mcp_edge.pictures.draw import draw

__all__ = ["draw"]
