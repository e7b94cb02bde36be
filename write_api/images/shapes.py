"""What a maker sends about a picture, and what they hear of it."""

from typing import Annotated

from pydantic import Field, StringConstraints

from core.listing import Line, Wire

Alt = Annotated[Line, StringConstraints(max_length=300)]


class ImageWords(Wire):
    """What is said about a file."""

    alt: Alt = Field(default="", description="What it shows, for those who cannot see it")


class ImageByAddress(Wire):
    """A picture that is to be fetched."""

    url: Annotated[str, StringConstraints(max_length=2000, pattern=r"^https?://\S+$")] = Field(
        examples=["https://pots.example/mug.jpg"]
    )
    alt: Alt = Field(default="", examples=["A blue mug on a table"])


class UploadedImage(Wire):
    """A picture that is kept; `url` may stand in the `images` of a listing."""

    id: str
    url: str
    width: int
    height: int
    alt: str
    bytes: int
