"""Pictures, good and hostile, and sending them as a maker's program does."""

import io
import struct
import zlib
from typing import Any

from aiohttp import FormData
from PIL import Image, ImageCms

from core import media
from core.auth import Scope
from tests.support.writer import Writer

IMAGES = "/api/v1/sellers/images"
SECRET_WORDS = b"51.3813N 2.3590W"


def picture(kind: str = "PNG", size: tuple[int, int] = (300, 200), shade: int = 90, **options: Any) -> bytes:
    """Return a picture: dark on its left half, light on its right."""
    image = Image.new("RGB", size, (shade, 40, 40))
    image.paste((250, 250, 240), (size[0] // 2, 0, *size))
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def sideways() -> bytes:
    """Return what a phone makes: turned by a note in EXIF, with the place where it was taken, and wide colours."""
    notes = Image.Exif()
    notes[0x0112] = 6  # turn it to the right
    notes[0x010E] = SECRET_WORDS.decode()
    notes.get_ifd(0x8825)[1] = "N"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return picture("JPEG", exif=notes, icc_profile=profile)


def png(width: int, height: int, *, data: bytes = b"") -> bytes:
    """Return a PNG that claims to be so large, whatever it holds."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(data))
        + chunk(b"IEND", b"")
    )


def frames(kind: str) -> bytes:
    """Return an animation whose first frame is dark and whose second is white."""
    first, second = Image.new("RGB", (40, 30), (20, 20, 60)), Image.new("RGB", (40, 30), (255, 255, 255))
    written = io.BytesIO()
    first.save(written, kind, save_all=True, append_images=[second], duration=100, loop=0)
    return written.getvalue()


async def send(
    writer: Writer,
    content: bytes,
    kind: str = "image/png",
    *,
    who: str = "ada",
    query: str = "",
    key: str = "",
) -> tuple[int, Any]:
    """Send a picture as the body; return status and answer."""
    headers = writer.as_(who, Scope.LISTINGS_WRITE, Content_Type=kind) | (
        {"Idempotency-Key": key} if key else {}
    )
    answer = await writer.http.post(IMAGES + query, data=io.BytesIO(content), headers=headers)
    return answer.status, await answer.json()


async def send_form(writer: Writer, who: str = "ada", **fields: Any) -> tuple[int, Any]:
    """Send a form; return status and answer."""
    form = FormData(default_to_multipart=True)
    for name, value in fields.items():
        form.add_field(name, value, **({"filename": "mug.svg"} if isinstance(value, bytes) else {}))
    answer = await writer.http.post(IMAGES, data=form, headers=writer.as_(who))
    return answer.status, await answer.json()


async def uploaded(
    writer: Writer, content: bytes | None = None, *, who: str = "ada", alt: str = ""
) -> dict[str, Any]:
    """Send a picture and return it as it is kept."""
    status, answer = await send(writer, content or picture(), who=who, query=f"?alt={alt}" if alt else "")
    assert status in (200, 201), answer
    kept: dict[str, Any] = answer
    return kept


def kept_files(writer: Writer) -> dict[str, bytes]:
    """Return the files of the media folder by name; nothing may be left of what arrived."""
    directory = writer.settings.media.directory
    incoming = directory / "incoming"
    assert not incoming.exists() or not list(incoming.iterdir())
    return {file.stem: file.read_bytes() for file in sorted((directory / media.FOLDER).glob("*/*.webp"))}


def shown(writer: Writer, kept: dict[str, Any], *, small: bool = False) -> Image.Image:
    """Return a picture as the edge shows it."""
    name = kept["url"].rpartition("/")[2].removesuffix(".webp")
    content = kept_files(writer)[media.small_name(name) if small else name]
    return Image.open(io.BytesIO(content), formats=["WEBP"])
