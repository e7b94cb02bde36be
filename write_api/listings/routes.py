"""POST, GET, PUT and DELETE of a maker's own listings."""

from typing import Annotated, Any

from aiohttp import web
from pydantic import Field, StringConstraints

from core.auth import Scope
from core.errors import Code
from core.http.operations import Answer, Call, Operation, json_of
from core.listing import ListingChange, NewListing, SellerListing, SellerListingPage, Wire
from write_api import idempotency
from write_api.audit.authors import author_of
from write_api.listings import publishing, service
from write_api.resources import EDGE_URL, ENGINE

PATH = "/api/v1/sellers/listings"
ONE = PATH + "/{listing_id}"
PREVIEW = ONE + "/preview"
PUBLISH = ONE + "/publish"
TAG = "Listings"


class PageOfListings(Wire):
    """Which part of the list to return."""

    limit: Annotated[int, Field(ge=1, le=100, description="How many at most")] = 50
    cursor: Annotated[str, StringConstraints(max_length=200)] | None = Field(
        default=None, description="`next_cursor` of the page before"
    )


class Approval(Wire):
    """Which version the maker has looked at."""

    expected_version: Annotated[int, Field(ge=1)] = Field(description="`version` of the preview")


async def create_listing(call: Call[NewListing, None]) -> web.Response:
    """List a piece."""
    author = author_of(call)
    request = idempotency.Request(author.account, f"POST {PATH}", call.idempotency_key, call.body)
    async with call.request.app[ENGINE].begin() as connection:

        async def effect() -> idempotency.Outcome:
            created = await service.create(connection, author, call.body, _edge(call))
            return idempotency.Outcome(201, created.model_dump_json(), {"Location": f"{PATH}/{created.id}"})

        outcome = await idempotency.once(connection, request, effect)
    return outcome.response()


async def list_own_listings(call: Call[None, PageOfListings]) -> web.Response:
    """Return the maker's listings."""
    async with call.request.app[ENGINE].connect() as connection:
        found = await service.page(
            connection,
            call.principal.account_id,
            limit=call.query.limit,
            cursor=call.query.cursor,
            base_url=_edge(call),
        )
    return json_of(found)


async def get_own_listing(call: Call[None, None]) -> web.Response:
    """Return one of the maker's listings."""
    async with call.request.app[ENGINE].connect() as connection:
        found = await service.get(connection, call.principal.account_id, _id(call), _edge(call))
    return json_of(found)


async def update_listing(call: Call[ListingChange, None]) -> web.Response:
    """Change one of the maker's listings."""
    async with call.request.app[ENGINE].begin() as connection:
        changed = await service.change(connection, author_of(call), _id(call), call.body, _edge(call))
    return json_of(changed)


async def preview_listing(call: Call[None, None]) -> web.Response:
    """Show one of the maker's listings as shoppers would see it."""
    async with call.request.app[ENGINE].connect() as connection:
        found = await publishing.preview(connection, call.principal.account_id, _id(call), _edge(call))
    return json_of(found)


async def publish_listing(call: Call[Approval, None]) -> web.Response:
    """Put one of the maker's listings on offer."""
    author, path = author_of(call), PUBLISH.format(listing_id=_id(call))
    request = idempotency.Request(author.account, f"POST {path}", call.idempotency_key, call.body)
    async with call.request.app[ENGINE].begin() as connection:

        async def effect() -> idempotency.Outcome:
            expected = call.body.expected_version
            listed = await publishing.publish(connection, author, _id(call), expected, _edge(call))
            return idempotency.Outcome(200, listed.model_dump_json())

        outcome = await idempotency.once(connection, request, effect)
    return outcome.response()


async def delete_listing(call: Call[None, None]) -> web.Response:
    """Delete one of the maker's listings."""
    async with call.request.app[ENGINE].begin() as connection:
        await service.delete(connection, author_of(call), _id(call))
    return web.Response(status=204)


def _id(call: Call[Any, Any]) -> str:
    return call.request.match_info["listing_id"]


def _edge(call: Call[Any, Any]) -> str:
    return call.request.app[EDGE_URL]


EXAMPLE = {
    "title": "Stoneware mug, sea blue",
    "description": "Thrown by hand, glazed in two blues. Holds 350 ml, goes into the dishwasher.",
    "price": {"amount_minor": 3200, "currency": "USD"},
    "category": "Kitchen & Dining > Mugs & Cups",
    "quantity": 6,
    "materials": ["stoneware"],
    "colors": ["blue"],
    "recipients": ["for tea drinkers"],
}

OPERATIONS: tuple[Operation[Any, Any], ...] = (
    Operation(
        method="POST",
        path=PATH,
        tag=TAG,
        summary="List a piece in your shop",
        handler=create_listing,
        body=NewListing,
        answers={201: Answer("Listed", SellerListing, headers=("Location", "Idempotent-Replayed"))},
        scopes=(Scope.LISTINGS_WRITE,),
        errors=(Code.NOT_A_SELLER, Code.SKU_TAKEN, Code.SHIPPING_PROFILE_NOT_FOUND),
        repeatable=True,
        example=EXAMPLE,
    ),
    Operation(
        method="GET",
        path=PATH,
        tag=TAG,
        summary="Your listings, newest first",
        handler=list_own_listings,
        query=PageOfListings,
        answers={200: Answer("A page of them", SellerListingPage)},
        scopes=(Scope.LISTINGS_READ,),
        errors=(Code.NOT_A_SELLER, Code.INVALID_CURSOR),
    ),
    Operation(
        method="GET",
        path=ONE,
        tag=TAG,
        summary="One of your listings",
        handler=get_own_listing,
        answers={200: Answer("The listing", SellerListing)},
        scopes=(Scope.LISTINGS_READ,),
        errors=(Code.LISTING_NOT_FOUND,),
    ),
    Operation(
        method="PUT",
        path=ONE,
        tag=TAG,
        summary="Change the fields you send",
        handler=update_listing,
        body=ListingChange,
        answers={200: Answer("The listing as it is now", SellerListing)},
        scopes=(Scope.LISTINGS_WRITE,),
        errors=(
            Code.LISTING_NOT_FOUND,
            Code.VERSION_CONFLICT,
            Code.STOCK_HELD,
            Code.SHIPPING_PROFILE_NOT_FOUND,
        ),
        example={"expected_version": 1, "quantity": 3},
    ),
    Operation(
        method="GET",
        path=PREVIEW,
        tag=TAG,
        summary="One of your listings as shoppers would see it, what it lacks and what would help it",
        handler=preview_listing,
        answers={200: Answer("The preview", publishing.ListingPreview)},
        scopes=(Scope.LISTINGS_READ,),
        errors=(Code.LISTING_NOT_FOUND,),
    ),
    Operation(
        method="POST",
        path=PUBLISH,
        tag=TAG,
        summary="Put a listing on offer, in the version you have looked at",
        handler=publish_listing,
        body=Approval,
        answers={200: Answer("The listing, on offer", SellerListing, headers=("Idempotent-Replayed",))},
        scopes=(Scope.LISTINGS_WRITE,),
        errors=(Code.LISTING_NOT_FOUND, Code.VERSION_CONFLICT, Code.LISTING_INCOMPLETE),
        repeatable=True,
        example={"expected_version": 2},
    ),
    Operation(
        method="DELETE",
        path=ONE,
        tag=TAG,
        summary="Delete a listing; orders keep their copy",
        handler=delete_listing,
        answers={204: Answer("Deleted, now or before")},
        scopes=(Scope.LISTINGS_WRITE,),
        errors=(Code.LISTING_NOT_FOUND,),
    ),
)
