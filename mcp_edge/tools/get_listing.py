"""get_listing: everything about one piece."""

from typing import Annotated

from mcp_types import ToolAnnotations
from pydantic import Field, StringConstraints

from core.listing import Listing, Wire
from mcp_edge.auth import Caller
from mcp_edge.services import Services
from mcp_edge.tools.tool import Answer, Tool
from mcp_edge.tools.wording import priced, quoted


class GetListingArguments(Wire):
    """Which piece."""

    listing_id: Annotated[str, StringConstraints(min_length=1, max_length=64, strip_whitespace=True)] = Field(
        description="The `id` of a listing as search_listings gave it, such as lst_01k…"
    )


async def get_listing(services: Services, _caller: Caller, arguments: GetListingArguments) -> Answer:
    """Read one listing."""
    listing = await services.reads.get_listing(arguments.listing_id)
    services.sightings.viewed(listing.id)
    return Answer(_sentence(listing), listing)


def _sentence(listing: Listing) -> str:
    facts = [f"{quoted(listing.title)} costs {priced(listing)}, from {quoted(listing.shop.name, 40)}"]
    facts.append(_availability(listing))
    if listing.variants:
        there = sum(one.in_stock for one in listing.variants)
        facts.append(
            f"It is bought as one of {len(listing.variants)} variants, {there} in stock: ask which when it was "
            "not said"
        )
    if listing.personalization.allowed:
        needed = "must" if listing.personalization.required else "can"
        facts.append(f"It {needed} be personalised")
    if listing.rating is not None:
        facts.append(f"Rated {listing.rating:.1f} of 5")
    return ". ".join(facts) + f". {listing.url}"


def _availability(listing: Listing) -> str:
    if not listing.in_stock:
        return "Sold out"
    if not listing.made_to_order:
        return "In stock"
    days = "1 day" if listing.lead_days == 1 else f"{listing.lead_days} days"
    return f"Made to order in {days}" if listing.lead_days else "Made to order"


TOOL = Tool(
    name="get_listing",
    title="Show one listing",
    description=(
        "Use this when someone wants to know more about one piece that search_listings found: its pictures, "
        "description, materials, stock, delivery or personalisation. Do not use for finding pieces "
        "(search_listings) or without an id from a search."
    ),
    arguments=GetListingArguments,
    output=Listing,
    annotations=ToolAnnotations(
        read_only_hint=True, destructive_hint=False, open_world_hint=False, idempotent_hint=True
    ),
    invoking="Fetching the piece…",
    invoked="Here is the piece",
    function=get_listing,
    operation="get_listing",
    widget="product-detail",
)
