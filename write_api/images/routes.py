"""POST of a picture."""

from functools import partial
from typing import Any

from aiohttp import web

from core.auth import Scope
from core.errors import Code
from core.http.operations import Answer, Call, Operation
from core.limits import Rule
from write_api.accounts.limits import LIMITER
from write_api.audit.authors import author_of
from write_api.images import service
from write_api.images.receiving import fetch, receive
from write_api.images.shapes import ImageByAddress, ImageWords, UploadedImage
from write_api.resources import ENGINE

PICTURES = web.AppKey("PICTURES", service.Pictures)
# Reading one takes a part of a second of one core.
UPLOADS = Rule("image_upload", limit=60, per_seconds=60, burst=120, closed_when_down=True)
FILE = "the bytes of a picture"
MEDIA = {
    "multipart/form-data": {"file": FILE, "alt": "A blue mug on a table"},
    "image/jpeg": FILE,
    "image/png": FILE,
    "image/webp": FILE,
    "image/gif": FILE,
}


async def upload_image(call: Call[ImageByAddress | None, ImageWords]) -> web.Response:
    """Keep a picture."""
    author, pictures = author_of(call), call.request.app[PICTURES]
    await call.request.app[LIMITER].take(UPLOADS, author.account)
    fill: service.Fill = (
        partial(fetch, call.body, pictures.fetcher)
        if call.body
        else partial(receive, call.request, call.query)
    )
    outcome = await service.upload(
        call.request.app[ENGINE], pictures, author, key=call.idempotency_key, fill=fill
    )
    return outcome.response()


OPERATIONS: tuple[Operation[Any, Any], ...] = (
    Operation(
        method="POST",
        path=service.PATH,
        tag="Pictures",
        summary="Upload a picture, or have it fetched from an address",
        handler=upload_image,
        body=ImageByAddress,
        query=ImageWords,
        media=MEDIA,
        answers={
            201: Answer(
                "Kept; `url` may stand in a listing's images", UploadedImage, headers=("Idempotent-Replayed",)
            ),
            200: Answer("The shop had this file already", UploadedImage, headers=("Idempotent-Replayed",)),
        },
        scopes=(Scope.LISTINGS_WRITE,),
        errors=(Code.NOT_A_SELLER, Code.LIMIT_REACHED),
        repeatable=True,
    ),
)
