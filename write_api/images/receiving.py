"""A picture as it comes: as the body, in a form, or from an address."""

import asyncio

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from core.errors import Code, MarketError
from core.http.validation import parse_pairs
from write_api.fetching import Fetcher, FetchError
from write_api.images.shapes import ImageByAddress, ImageWords
from write_api.images.storage import Arrival, TooLargeError

MAX_BYTES = 10 * 1024 * 1024
MAX_WORDS_BYTES = 4096
PATIENCE_SECONDS = 60.0
CHUNK_BYTES = 64 * 1024
ACCEPTED = "image/webp, image/jpeg, image/png, image/gif"


async def fetch(wanted: ImageByAddress, fetcher: Fetcher, arrival: Arrival) -> str:
    """Fetch the picture at an address; return the words about it.

    Raises:
        MarketError: invalid_request: it cannot be had from there.
    """
    try:
        await fetcher.download(wanted.url, accept=ACCEPTED, max_bytes=MAX_BYTES, keep=arrival.write)
    except FetchError as error:
        raise MarketError(Code.INVALID_REQUEST, f"The address {error}.", param="url") from None
    return wanted.alt


async def receive(request: web.Request, words: ImageWords, arrival: Arrival) -> str:
    """Take in the picture that is sent; return the words about it.

    Raises:
        MarketError: invalid_request when there is none or it takes too long, body_too_large.
    """
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            if request.content_type == "multipart/form-data":
                return await _form(request, arrival) or words.alt
            async for chunk in request.content.iter_any():
                await arrival.write(chunk)
    except TooLargeError:
        raise MarketError(
            Code.BODY_TOO_LARGE, f"A picture may have {MAX_BYTES >> 20} MiB at most. Make it smaller."
        ) from None
    except TimeoutError:
        raise MarketError(Code.INVALID_REQUEST, "The picture took more than a minute to arrive.") from None
    return words.alt


async def _form(request: web.Request, arrival: Arrival) -> str:
    alt: str | None = None
    has_file = False
    try:
        async for part in await request.multipart():
            name = part.name if isinstance(part, BodyPartReader) else None
            if isinstance(part, BodyPartReader) and name == "file" and not has_file:
                has_file = True
                while chunk := await part.read_chunk(CHUNK_BYTES):
                    await arrival.write(bytes(chunk))
            elif isinstance(part, BodyPartReader) and name == "alt" and alt is None:
                alt = parse_pairs([("alt", await _text(part))], ImageWords, what="field").alt
            else:
                raise MarketError(
                    Code.INVALID_REQUEST, "The form may have the fields `file` and `alt`, each once."
                )
    except (ValueError, AssertionError, HttpProcessingError):
        raise MarketError(
            Code.INVALID_REQUEST, "The form cannot be read: its parts are not well-formed."
        ) from None
    if not has_file:
        raise MarketError(
            Code.INVALID_REQUEST, "The form has no field `file` with the picture.", param="file"
        )
    return alt or ""


async def _text(part: BodyPartReader) -> str:
    raw = bytearray()
    while chunk := await part.read_chunk(MAX_WORDS_BYTES):
        raw += chunk
        if len(raw) > MAX_WORDS_BYTES:
            raise MarketError(Code.INVALID_REQUEST, "`alt` must have at most 300 characters.", param="alt")
    text = raw.decode()
    if "\0" in text:
        raise MarketError(
            Code.INVALID_REQUEST, "`alt` holds a NUL character, which no text here may.", param="alt"
        )
    return text
