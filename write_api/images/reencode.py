"""One picture of a stranger read and written anew, in a process of its own: `reencode.py SOURCE DIRECTORY SMALL_SIDE`.

What it says on standard output is JSON: what it wrote, or why the file cannot be used. Whatever else happens to
the process happens to this picture alone. It imports nothing of ours, so that it starts quickly.
"""

import contextlib
import hashlib
import io
import json
import os
import resource
import sys
from pathlib import Path

from PIL import Image, ImageCms, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2048
QUALITY = 82
MEMORY_BYTES = 1 << 30
CPU_SECONDS = 20
DAMAGED = "It is cut off or damaged, or is no picture that can be read."


class UnusableError(Exception):
    """The file cannot be used; the message is a sentence for the maker."""


def main(source: Path, directory: Path, small_side: int) -> dict[str, object]:
    """Write the two sizes into the directory and return what they are, or a refusal."""
    for limit, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_SECONDS)):
        with contextlib.suppress(ValueError, OSError):  # not every system knows them
            resource.setrlimit(limit, (most, most))
    Image.MAX_IMAGE_PIXELS = None  # we look before anything is decoded, and refuse in our words
    try:
        picture = _read(source)
        large = _webp(picture)
        name = hashlib.sha256(large).hexdigest()
        _write(directory / "large", large)
        width, height = picture.size
        picture.thumbnail((small_side, small_side), Image.Resampling.LANCZOS)
        _write(directory / "small", _webp(picture))
    except UnusableError as refusal:
        return {"refused": str(refusal)}
    return {"name": name, "width": width, "height": height, "bytes": len(large)}


def _read(source: Path) -> Image.Image:
    """Return the first frame, upright, in sRGB, at most as large as it is kept, with nothing besides its pixels."""
    try:
        with Image.open(source, formats=FORMATS) as opened:
            _look(opened)
            # Its own colours and not a palette's, or sizes between them could not be made.
            picture = _plain(opened)
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
            return _bare(_srgb(_upright(picture)))
    except UnusableError:
        raise
    except Exception:  # noqa: BLE001 - a decoder may raise anything at a file that was made to break it
        raise UnusableError(DAMAGED) from None


def _look(opened: Image.Image) -> None:
    width, height = opened.size
    if width * height > MOST_PIXELS:
        raise UnusableError(
            f"It has {width} × {height} pixels, and {MOST_PIXELS // 1_000_000} million are allowed. Make it smaller."
        )


def _plain(opened: Image.Image) -> Image.Image:
    if opened.mode in ("RGBA", "CMYK") or (opened.mode in ("RGB", "L") and "transparency" not in opened.info):
        return opened
    if opened.mode.startswith("I"):  # 16 bits for each pixel
        plain = opened.convert("I").point(lambda value: value / 256).convert("L")
    else:
        plain = opened.convert("RGBA" if opened.has_transparency_data else "RGB")
    plain.info |= {name: opened.info[name] for name in ("exif", "icc_profile") if name in opened.info}
    return plain


def _upright(picture: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:  # noqa: BLE001 - notes about a picture that cannot be read are no reason to refuse it
        return picture


def _srgb(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    wanted = "RGBA" if picture.mode == "RGBA" else "RGB"
    if profile:
        try:
            converted = ImageCms.profileToProfile(
                picture,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode=wanted,
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            converted = (
                None  # a profile that is broken or of another kind of colours: shown as if it had none
            )
        if converted is not None:
            return converted
    return picture.convert(wanted)


def _bare(picture: Image.Image) -> Image.Image:
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema() == (255, 255):
        picture = picture.convert("RGB")
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare


def _webp(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "WEBP", quality=QUALITY, method=4)
    return written.getvalue()


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))))
