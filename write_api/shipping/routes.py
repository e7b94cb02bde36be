"""POST, GET, PUT and DELETE of a maker's shipping profiles."""

from typing import Any

from aiohttp import web

from core.auth import Scope
from core.errors import Code
from core.http.operations import Answer, Call, Operation
from core.listing import Wire
from write_api import idempotency
from write_api.audit.authors import author_of
from write_api.resources import ENGINE
from write_api.shipping import service
from write_api.shipping.shapes import (
    NewShippingProfile,
    ShippingProfile,
    ShippingProfileChange,
    ShippingProfiles,
)

PATH = "/api/v1/sellers/shipping-profiles"
ONE = PATH + "/{profile_id}"
TAG = "Shipping profiles"


async def create_shipping_profile(call: Call[NewShippingProfile, None]) -> web.Response:
    """Make a profile."""
    author = author_of(call)
    request = idempotency.Request(author.account, f"POST {PATH}", call.idempotency_key, call.body)
    async with call.request.app[ENGINE].begin() as connection:

        async def effect() -> idempotency.Outcome:
            made = await service.create(connection, author, call.body)
            return idempotency.Outcome(201, made.model_dump_json(), {"Location": f"{PATH}/{made.id}"})

        outcome = await idempotency.once(connection, request, effect)
    return outcome.response()


async def list_shipping_profiles(call: Call[None, None]) -> web.Response:
    """Return the maker's profiles."""
    async with call.request.app[ENGINE].connect() as connection:
        return _json(await service.profiles(connection, call.principal.account_id))


async def get_shipping_profile(call: Call[None, None]) -> web.Response:
    """Return one of the maker's profiles."""
    async with call.request.app[ENGINE].connect() as connection:
        return _json(await service.get(connection, call.principal.account_id, _id(call)))


async def update_shipping_profile(call: Call[ShippingProfileChange, None]) -> web.Response:
    """Change one of the maker's profiles."""
    async with call.request.app[ENGINE].begin() as connection:
        changed = await service.change(connection, author_of(call), _id(call), call.body)
    return _json(changed)


async def delete_shipping_profile(call: Call[None, None]) -> web.Response:
    """Delete one of the maker's profiles."""
    async with call.request.app[ENGINE].begin() as connection:
        await service.delete(connection, author_of(call), _id(call))
    return web.Response(status=204)


def _id(call: Call[Any, Any]) -> str:
    return call.request.match_info["profile_id"]


def _json(found: Wire) -> web.Response:
    return web.Response(text=found.model_dump_json(), content_type="application/json")


RATES = [
    {"countries": ["US", "CA"], "price_minor": 600, "each_further_minor": 200, "days_min": 3, "days_max": 6},
    {"everywhere_else": True, "price_minor": 1800, "free_from_minor": 15000, "days_min": 7, "days_max": 21},
]
OPERATIONS: tuple[Operation[Any, Any], ...] = (
    Operation(
        method="POST",
        path=PATH,
        tag=TAG,
        summary="Make a shipping profile that listings can name",
        handler=create_shipping_profile,
        body=NewShippingProfile,
        answers={201: Answer("Made", ShippingProfile, headers=("Location", "Idempotent-Replayed"))},
        scopes=(Scope.LISTINGS_WRITE,),
        errors=(Code.NOT_A_SELLER, Code.NAME_TAKEN, Code.LIMIT_REACHED),
        repeatable=True,
        example={"name": "Parcels", "currency": "USD", "rates": RATES},
    ),
    Operation(
        method="GET",
        path=PATH,
        tag=TAG,
        summary="Your shipping profiles, by name",
        handler=list_shipping_profiles,
        answers={200: Answer("All of them", ShippingProfiles)},
        scopes=(Scope.LISTINGS_READ,),
        errors=(Code.NOT_A_SELLER,),
    ),
    Operation(
        method="GET",
        path=ONE,
        tag=TAG,
        summary="One of your shipping profiles",
        handler=get_shipping_profile,
        answers={200: Answer("The profile", ShippingProfile)},
        scopes=(Scope.LISTINGS_READ,),
        errors=(Code.NOT_A_SELLER, Code.SHIPPING_PROFILE_NOT_FOUND),
    ),
    Operation(
        method="PUT",
        path=ONE,
        tag=TAG,
        summary="Change the fields you send; listings follow",
        handler=update_shipping_profile,
        body=ShippingProfileChange,
        answers={200: Answer("The profile as it is now", ShippingProfile)},
        scopes=(Scope.LISTINGS_WRITE,),
        errors=(Code.NOT_A_SELLER, Code.SHIPPING_PROFILE_NOT_FOUND, Code.VERSION_CONFLICT, Code.NAME_TAKEN),
        example={"expected_version": 1, "rates": RATES},
    ),
    Operation(
        method="DELETE",
        path=ONE,
        tag=TAG,
        summary="Delete a shipping profile that no listing names",
        handler=delete_shipping_profile,
        answers={204: Answer("Deleted")},
        scopes=(Scope.LISTINGS_WRITE,),
        errors=(Code.NOT_A_SELLER, Code.SHIPPING_PROFILE_NOT_FOUND, Code.SHIPPING_PROFILE_IN_USE),
    ),
)
