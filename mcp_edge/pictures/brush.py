"""The brush of the pictures: draws shapes in the piece's colours, with its print, surface and shading."""

from mcp_edge.pictures.palette import Palette, mix

PAPER = "#fbf6ec"
LEAF_GREEN = "#7f9b7c"
WOOD = "#b98d63"
METAL = "#a9b0b3"
INK = "#4a4148"
FLAME = "#f3b755"


class Brush:
    """Draws onto one picture. Shapes are path data on a canvas of 800 by 800; results are SVG elements."""

    def __init__(self, palette: Palette, *, printed: bool, textured: bool, seed: str) -> None:
        self.palette = palette
        self.seed = seed
        self._overlays = [layer for layer, wanted in (("p", printed), ("t", textured)) if wanted]
        self._shapes = 0

    @property
    def base(self) -> str:
        """The piece's main colour."""
        return self.palette.base

    @property
    def dark(self) -> str:
        """The main colour in shadow."""
        return self.palette.dark

    @property
    def light(self) -> str:
        """The main colour in the light."""
        return self.palette.light

    @property
    def accent(self) -> str:
        """The piece's second colour."""
        return self.palette.accent

    def body(self, shape: str, fill: str = "") -> str:
        """Return the shape in full dress: colour, print, surface, and light from the left."""
        return self._layers(shape, fill or self.base, [*self._overlays, "g"])

    def solid(self, shape: str, fill: str = "") -> str:
        """Return the shape in a colour, without print, with light from the left."""
        return self._layers(shape, fill or self.base, ["g"])

    def flat(self, shape: str, fill: str, opacity: float = 1) -> str:
        """Return the shape in one colour."""
        faint = f' opacity="{opacity:g}"' if opacity < 1 else ""
        return f'<path d="{shape}" fill="{fill}"{faint}/>'

    def line(self, shape: str, color: str, width: float, opacity: float = 1) -> str:
        """Return the shape as a round-ended line."""
        faint = f' opacity="{opacity:g}"' if opacity < 1 else ""
        return (
            f'<path d="{shape}" fill="none" stroke="{color}" stroke-width="{width:g}" '
            f'stroke-linecap="round" stroke-linejoin="round"{faint}/>'
        )

    def moved(self, transform: str, *pieces: str) -> str:
        """Return the pieces moved, turned or scaled as the transform says."""
        return f'<g transform="{transform}">{"".join(pieces)}</g>'

    def sheer(self, opacity: float, piece: str) -> str:
        """Return a piece that one can see through."""
        return f'<g opacity="{opacity:g}">{piece}</g>'

    def shade(self, color: str, share: float = 0.25) -> str:
        """Return a colour in shadow."""
        return mix(color, "#2b2430", share)

    def tint(self, color: str, share: float = 0.4) -> str:
        """Return a colour in the light."""
        return mix(color, "#fffaf0", share)

    def _layers(self, shape: str, fill: str, overlays: list[str]) -> str:
        self._shapes += 1
        name = f"s{self._shapes}"
        uses = "".join(f'<use href="#{name}" fill="url(#{layer})"/>' for layer in overlays)
        return f'<defs><path id="{name}" d="{shape}"/></defs><use href="#{name}" fill="{fill}"/>{uses}'


def box(x: float, y: float, width: float, height: float, radius: float = 0) -> str:
    """Return a rectangle with round corners as path data."""
    r = min(radius, width / 2, height / 2)
    if not r:
        return f"M{x:g} {y:g}h{width:g}v{height:g}h{-width:g}z"
    across, down = width - 2 * r, height - 2 * r
    return (
        f"M{x + r:g} {y:g}h{across:g}a{r:g} {r:g} 0 0 1 {r:g} {r:g}v{down:g}a{r:g} {r:g} 0 0 1 {-r:g} {r:g}"
        f"h{-across:g}a{r:g} {r:g} 0 0 1 {-r:g} {-r:g}v{-down:g}a{r:g} {r:g} 0 0 1 {r:g} {-r:g}z"
    )


def oval(x: float, y: float, rx: float, ry: float = 0) -> str:
    """Return a circle or an ellipse around a point as path data."""
    ry = ry or rx
    return f"M{x - rx:g} {y:g}a{rx:g} {ry:g} 0 1 0 {2 * rx:g} 0a{rx:g} {ry:g} 0 1 0 {-2 * rx:g} 0z"


def heart(x: float, y: float, size: float) -> str:
    """Return a heart whose dip is at the point, about `size` wide and as high."""
    s = size / 100
    return (
        f"M{x:g} {y:g}c{-10 * s:g} {-32 * s:g} {-56 * s:g} {-30 * s:g} {-52 * s:g} {12 * s:g}"
        f"c{4 * s:g} {34 * s:g} {34 * s:g} {52 * s:g} {52 * s:g} {74 * s:g}"
        f"c{18 * s:g} {-22 * s:g} {48 * s:g} {-40 * s:g} {52 * s:g} {-74 * s:g}"
        f"c{4 * s:g} {-42 * s:g} {-42 * s:g} {-44 * s:g} {-52 * s:g} {-12 * s:g}z"
    )
