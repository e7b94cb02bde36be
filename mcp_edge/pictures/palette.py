"""Colours of a picture: the piece in its own colours, and a quiet room that it stands out from."""

from collections.abc import Sequence
from dataclasses import dataclass

from mcp_edge.pictures.chance import choice

NAMED = {
    "red": "#b8423f",
    "pink": "#d98a93",
    "orange": "#d9823f",
    "amber": "#cf9243",
    "yellow": "#e0b84c",
    "gold": "#c9a253",
    "green": "#6d8f6b",
    "mint": "#a5c9b2",
    "turquoise": "#5a9ea0",
    "teal": "#4a8a8c",
    "blue": "#54789f",
    "navy": "#34506e",
    "purple": "#7d6192",
    "lilac": "#b3a1c6",
    "brown": "#8a6248",
    "natural": "#cdb08a",
    "beige": "#d8c3a5",
    "cream": "#f0e4cd",
    "ivory": "#f3ead9",
    "white": "#f6f2ea",
    "grey": "#9a9c9e",
    "gray": "#9a9c9e",
    "black": "#3c3a3f",
    "silver": "#b4babd",
    "copper": "#bd7a57",
    "clear": "#cfe0e2",
    "multicoloured": "#d98a93",
    "burgundy": "#7e3040",
    "olive": "#84864f",
    "coral": "#e08e79",
}
_OF_MATERIAL = {
    "wood": "#b98d63",
    "bamboo": "#cba96f",
    "wicker": "#c9a470",
    "raffia": "#d3b37c",
    "zinc": "#a4adb1",
    "metal": "#a9afb2",
    "tin": "#a9afb2",
    "cast iron": "#56585c",
    "copper": "#bd7a57",
    "brass": "#c39d52",
    "slate": "#5d656d",
    "glass": "#b5d3d6",
    "crystal": "#c4d3e3",
    "mirror glass": "#b9c8d0",
    "pearl": "#efe6dc",
    "mother-of-pearl": "#e6e1dc",
    "shell": "#e8d3c5",
    "gemstone": "#8f7aa8",
    "leather": "#9c6b4a",
    "linen": "#dccfb8",
    "stone": "#b1aca3",
    "porcelain": "#f3f0ea",
    "bone china": "#f6f2ea",
}
_PIECES = (
    "#c46f52",
    "#8ba287",
    "#3f5d7d",
    "#d6a54b",
    "#d99b95",
    "#7f5c78",
    "#4f8b8c",
    "#ab4b5b",
    "#5a7a5e",
    "#86acc6",
    "#c98b5e",
    "#a9849b",
    "#e0b08c",
)
# (wall, table): soft rooms for most pieces, deeper ones for white and cream.
_ROOMS = (
    ("#f4ecdf", "#e3d0b6"),
    ("#e6ede3", "#c6d5c1"),
    ("#e6edf2", "#c4d3df"),
    ("#f6e6df", "#e6c8bc"),
    ("#f3ecd2", "#e2d09c"),
    ("#ece6f0", "#d0c5dd"),
    ("#e1eeec", "#b8d4d0"),
)
_DEEP_ROOMS = (
    ("#b9cbc0", "#97ae9f"),
    ("#d6b7a3", "#bd9880"),
    ("#b0c3d6", "#8fa6bf"),
    ("#d3b8c4", "#b897a7"),
    ("#d9c48f", "#c0a768"),
)


@dataclass(frozen=True)
class Palette:
    """Hex colours: the room (wall, table), the piece (base, accent) and what is printed on it."""

    wall: str
    table: str
    base: str
    accent: str
    print: str

    @property
    def dark(self) -> str:
        """The base in shadow."""
        return mix(self.base, "#2b2430", 0.3)

    @property
    def light(self) -> str:
        """The base in the light."""
        return mix(self.base, "#fffaf0", 0.45)


def palette(seed: str, colors: Sequence[str], materials: Sequence[str]) -> Palette:
    """Return the colours for a piece with these colour and material names."""
    own = [NAMED[name] for color in colors if (name := color.strip().lower()) in NAMED]
    if not own:
        own = [
            _OF_MATERIAL[name] for material in materials if (name := material.strip().lower()) in _OF_MATERIAL
        ]
    base = own[0] if own else choice(seed, "piece", _PIECES)
    others = sorted(_PIECES, key=lambda color: contrast(color, base))[6:]
    accent = own[1] if len(own) > 1 and own[1] != base else choice(seed, "accent", others)
    rooms = _DEEP_ROOMS if brightness(base) > 205 else _ROOMS
    furthest = sorted(rooms, key=lambda room: contrast(room[0], base))[1:]
    wall, table = choice(seed, "room", furthest)
    return Palette(wall, table, base, accent, _print(seed, base, accent, own_accent=len(own) > 1))


def _print(seed: str, base: str, accent: str, *, own_accent: bool) -> str:
    """Return what is printed on the base: the second colour or cream, whichever can be seen."""
    if brightness(base) >= 170:
        return accent if contrast(accent, base) > 70 else mix(base, "#4a3b45", 0.55)
    visible = contrast(accent, base) > (60 if own_accent else 90)
    return accent if visible and (own_accent or choice(seed, "print", (True, False))) else "#fbf6ec"


def rgb(color: str) -> tuple[int, int, int]:
    """Return the red, green and blue parts of `#rrggbb`."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def mix(color: str, other: str, share: float) -> str:
    """Return the colour with a share of the other in it."""
    mixed = (round(a + (b - a) * share) for a, b in zip(rgb(color), rgb(other), strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def brightness(color: str) -> float:
    """Return how bright a colour looks, from 0 to 255."""
    red, green, blue = rgb(color)
    return 0.299 * red + 0.587 * green + 0.114 * blue


def contrast(color: str, other: str) -> float:
    """Return how far apart two colours look; 0 is the same."""
    return sum(
        weight * abs(a - b) for weight, a, b in zip((0.6, 0.8, 0.4), rgb(color), rgb(other), strict=True)
    )
