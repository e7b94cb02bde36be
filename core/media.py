"""Pictures of listings: what the write API keeps in a folder and the edge serves, what the edge draws, and how both
are addressed.
"""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from core.listing import Image

FOLDER = "images"
SMALL_SIDE = 640  # pixels: of a picture on a card
NAME = re.compile(rf"[0-9a-f]{{64}}(-{SMALL_SIDE})?")
_ADDRESS = re.compile(rf"/{FOLDER}/([0-9a-f]{{64}})\.webp")


def small_name(name: str) -> str:
    """Return the name of a picture's smaller size."""
    return f"{name}-{SMALL_SIDE}"


def place(directory: Path, name: str) -> Path:
    """Return where the picture of this name lies; spread over folders, because there may be very many."""
    return directory / FOLDER / name[:2] / f"{name}.webp"


def address(name: str) -> str:
    """Return a picture's address, below the public address of the edge."""
    return f"/{FOLDER}/{name}.webp"


def name_in(url: str) -> str | None:
    """Return the name of the picture behind an address of ours, which has no host; None for any other."""
    found = _ADDRESS.fullmatch(url)
    return found[1] if found else None


def on_card(url: str) -> str:
    """Return the address to show on a card: the smaller size of an uploaded picture, or the address itself."""
    name = name_in(url)
    return address(small_name(name)) if name else url


def drawing(
    listing_id: str, title: str, *, category: str, colors: Sequence[str], materials: Sequence[str]
) -> Image:
    """Return the drawing that stands for a listing without photographs; its address changes with what it shows."""
    shown = "\x1f".join([title, category, *colors, "", *materials])
    version = hashlib.blake2b(shown.encode(), digest_size=6).hexdigest()
    return Image(url=f"/pictures/{listing_id}/{version}.svg", alt=f"Drawing of {title}"[:300])
