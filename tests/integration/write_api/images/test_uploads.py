"""A maker uploads pictures; whatever is sent, nothing but clean pixels is kept."""

import asyncio
import io
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.auth import Scope
from core.tables import images
from tests.support.pictures import (
    IMAGES,
    SECRET_WORDS,
    frames,
    kept_files,
    picture,
    png,
    send,
    send_form,
    shown,
    sideways,
    uploaded,
)
from tests.support.writer import Writer
from write_api.images.receiving import MAX_BYTES

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
async def test_every_kind_becomes_webp_in_two_sizes(writer: Writer, kind: str) -> None:
    status, kept = await send(
        writer, picture(kind, size=(3000, 1000)), f"image/{kind.lower()}", query="?alt=A%20mug"
    )

    assert status == 201
    assert kept["id"].startswith("img_")
    assert kept["url"].startswith("https://craftlocal.example/images/")
    assert (kept["width"], kept["height"], kept["alt"]) == (2048, 683, "A mug")
    assert shown(writer, kept).size == (2048, 683)
    assert shown(writer, kept, small=True).size == (640, 213)
    assert max(len(content) for content in kept_files(writer).values()) == kept["bytes"]


async def test_it_is_upright_and_nobody_learns_where_it_was_taken(writer: Writer) -> None:
    content = sideways()
    assert SECRET_WORDS in content
    kept = await uploaded(writer, content)

    assert (kept["width"], kept["height"]) == (200, 300)
    image = shown(writer, kept)
    top, bottom = image.getpixel((100, 20)), image.getpixel((100, 280))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[1] < 90, "the dark half is above"
    assert bottom[1] > 200
    for file in kept_files(writer).values():
        assert not [word for word in (b"EXIF", b"ICCP", b"XMP ", b"Exif", SECRET_WORDS) if word in file]


async def test_what_can_be_seen_through_stays_so(writer: Writer) -> None:
    written = io.BytesIO()
    Image.new("RGBA", (50, 50), (200, 0, 0, 0)).save(written, "PNG")
    assert shown(writer, await uploaded(writer, written.getvalue())).getchannel("A").getextrema() == (0, 0)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "I;16", "RGBA"])
async def test_every_kind_of_colours_can_be_read(writer: Writer, mode: str) -> None:
    written = io.BytesIO()
    if mode == "I;16":
        Image.frombytes("I;16", (20, 20), b"\x00\x80" * 400).save(written, "PNG")
    else:
        Image.new("L", (20, 20), 128).convert(mode).save(written, "JPEG" if mode == "CMYK" else "PNG")
    middle = shown(writer, await uploaded(writer, written.getvalue())).convert("L").getpixel((10, 10))
    assert isinstance(middle, int)
    assert abs(middle - 128) < 8 or mode == "1"


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
async def test_of_an_animation_the_first_frame_is_kept(writer: Writer, kind: str) -> None:
    image = shown(writer, await uploaded(writer, frames(kind)))
    pixel = image.convert("RGB").getpixel((20, 15))
    assert isinstance(pixel, tuple)
    assert pixel[0] < 60
    assert getattr(image, "n_frames", 1) == 1


async def test_a_form_carries_file_and_words(writer: Writer) -> None:
    status, kept = await send_form(writer, file=picture("JPEG"), alt="  A blue\nmug ")
    assert (status, kept["alt"]) == (201, "A blue mug")
    status, same = await send_form(writer, alt="A green mug", file=picture("JPEG"))
    assert (status, same) == (200, kept | {"alt": "A green mug"})


HOSTILE = {
    "nothing": b"",
    "text": b"just words, and enough of them that nobody takes them for a picture",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "pdf": b"%PDF-1.4\n%\xe2\xe3\xcf\xd3",
    "tiff": b"II*\x00" + b"\x00" * 200,
    "cut off": picture("PNG", size=(900, 900))[:-40],
    "cut off early": picture("JPEG", size=(900, 900))[:300],
    "header alone": b"\x89PNG\r\n\x1a\n",
    "bomb": png(60_000, 60_000),
    "bomb of one row": png(2_000_000_000, 1),
    "empty size": png(0, 0),
    "no pixels": png(500, 500, data=b"\x00" * 10),
    "webp of nothing": b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    "gif of nothing": b"GIF89a\xff\xff\xff\xff\x00\x00\x00",
    "half a jpeg": b"\xff\xd8\xff\xe0" + b"\x00" * 1000,
}


async def test_what_is_no_good_picture_is_refused_with_a_sentence(writer: Writer) -> None:
    for name, content in HOSTILE.items():
        for kind in ("image/png", "image/jpeg"):
            status, problem = await send(writer, content, kind)
            assert (status, problem["code"]) == (400, "invalid_request"), (name, problem)
            assert problem["detail"].endswith("."), name
    assert kept_files(writer) == {}


async def test_too_many_pixels_are_counted_before_anything_is_decoded(writer: Writer) -> None:
    _, problem = await send(writer, png(10_000, 4_001))
    assert "10000 × 4001 pixels" in problem["detail"]
    assert "40 million" in problem["detail"]


async def test_what_hides_in_a_picture_is_not_kept(writer: Writer) -> None:
    payload = b"PK\x03\x04<?php system($_GET['c']); ?><script>alert(1)</script>"
    for content in (picture("JPEG") + payload, picture("GIF") + payload, picture("JPEG", comment=payload)):
        await uploaded(writer, content)
    assert not [
        word
        for file in kept_files(writer).values()
        for word in (b"script", b"php", b"PK\x03")
        if word in file
    ]


async def test_more_than_ten_megabytes_are_not_read(writer: Writer) -> None:
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        while sent < 10 * MAX_BYTES:
            sent += 1 << 20
            yield b"\0" * (1 << 20)

    headers = writer.as_("ada", Scope.LISTINGS_WRITE, Content_Type="image/png")
    answer = await writer.http.post(IMAGES, data=endless(), headers=headers)
    assert (answer.status, (await answer.json())["code"]) == (413, "body_too_large")
    assert sent < 5 * MAX_BYTES
    assert kept_files(writer) == {}


@pytest.mark.parametrize("kind", ["image/svg+xml", "text/html", "application/octet-stream", "image/tiff"])
async def test_other_kinds_are_refused_by_their_name(writer: Writer, kind: str) -> None:
    status, problem = await send(writer, picture(), kind)
    assert (status, problem["code"]) == (415, "unsupported_media_type")
    assert "image/png" in problem["detail"]


async def test_forms_that_do_not_fit_are_refused(writer: Writer) -> None:
    for fields in ({}, {"alt": "A mug"}, {"image": picture()}, {"file": picture(), "more": "x"}, {"file": b""},
                   {"file": picture(), "alt": "x" * 301}, {"file": picture(), "alt": "x" * 5000}):  # fmt: skip
        status, problem = await send_form(writer, **fields)
        assert (status, problem["code"]) == (400, "invalid_request"), fields
    for content, kind in (
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"no parts at all", "multipart/form-data; boundary=x"),
        (b"--x\r\nContent-Disposition: form-data; name=file\r\n\r\nabc", "multipart/form-data; boundary=x"),
        (b"--x\r\nBroken\xff\r\n\r\nabc\r\n--x--", "multipart/form-data; boundary=x"),
        (
            b"--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y--\r\n--x--",
            "multipart/form-data; boundary=x",
        ),
        (picture(), "multipart/form-data"),
    ):
        status, problem = await send(writer, content, kind)
        assert (status, problem["code"]) == (400, "invalid_request"), (content, problem)


async def test_the_same_file_twice_at_once_is_one_picture(writer: Writer, engine: AsyncEngine) -> None:
    content = picture(size=(800, 800))
    answers = await asyncio.gather(*(send(writer, content) for _ in range(6)))

    assert sorted(status for status, _ in answers) == [200] * 5 + [201]
    assert len({kept["id"] for _, kept in answers}) == 1
    assert len(kept_files(writer)) == 2
    async with engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(images)) == 1
    log = await writer.http.get("/api/v1/sellers/audit", headers=writer.as_("ada", Scope.SELLER_MANAGE))
    assert [one["action"] for one in (await log.json())["items"]] == ["image.uploaded"]


async def test_two_shops_share_the_file_and_nothing_else(writer: Writer) -> None:
    adas, bobs = await uploaded(writer, alt="Mine"), await uploaded(writer, who="bob")
    assert adas["id"] != bobs["id"]
    assert (adas["url"], adas["alt"], bobs["alt"]) == (bobs["url"], "Mine", "")
    assert len(kept_files(writer)) == 2


async def test_a_key_gives_the_same_answer_and_serves_one_file(writer: Writer) -> None:
    first = await send(writer, picture(), key="k")
    again = await send(writer, picture(), key="k")
    other = await send(writer, picture(shade=10), key="k")
    assert first == again
    assert first[0] == 201
    assert (other[0], other[1]["code"]) == (422, "idempotency_key_reused")


async def test_a_full_shop_is_told_so_and_may_send_what_it_has(writer: Writer) -> None:
    most = writer.settings.media.images_per_shop
    small = [picture(size=(2, 2), shade=shade) for shade in range(most + 1)]
    await asyncio.gather(*(uploaded(writer, content) for content in small[: most - 1]))
    last = await asyncio.gather(*(send(writer, content) for content in small[most - 1 :]))

    assert sorted(status for status, _ in last) == [201, 409]
    assert [answer["code"] for status, answer in last if status == 409] == ["limit_reached"]
    assert (await send(writer, small[0]))[0] == 200
    assert (await send(writer, small[0], who="bob"))[0] == 201


async def test_somebody_without_a_shop_cannot_upload(writer: Writer) -> None:
    status, problem = await send(writer, picture(), who="eve")
    assert (status, problem["code"]) == (403, "not_a_seller")
