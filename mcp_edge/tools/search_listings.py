"""search_listings: what shoppers look for, in their words and with conditions."""

from typing import Annotated

from mcp_types import ToolAnnotations
from pydantic import Field

from core.listing import Facets, Interpretation, ListingPage, ListingSummary
from mcp_edge.auth import Caller
from mcp_edge.services import Services
from mcp_edge.tools.tool import Answer, Tool
from mcp_edge.tools.wording import flat, priced, quoted
from search.arguments import SearchArguments

NAMED_IN_SENTENCE = 5
FACET_VALUES = 10
# Arguments that keep listings out; a radius goes with its town.
NARROWING = (
    "category", "min_price", "max_price", "currency", "materials", "exclude_materials", "colors", "occasion",
    "recipient", "near", "ships_to", "deliver_by", "personalizable", "shop",
)  # fmt: skip


class SearchListingsArguments(SearchArguments):
    """The read service's own arguments, with pages that fit into a conversation."""

    limit: Annotated[int, Field(ge=1, le=24)] = 12


async def search_listings(services: Services, _caller: Caller, arguments: SearchListingsArguments) -> Answer:
    """Find listings and say which come first."""
    page = await services.reads.search_listings(arguments)
    services.sightings.shown(item.id for item in page.items)
    return Answer(_sentence(page, arguments), page.model_copy(update={"facets": _most(page.facets)}))


def _most(facets: Facets) -> Facets:
    """Return the commonest values only: the rest would cost the conversation more than it tells."""
    return facets.model_copy(
        update={
            name: dict(sorted(getattr(facets, name).items(), key=lambda one: -one[1])[:FACET_VALUES])
            for name in ("category", "materials", "colors")
        }
    )


def _sentence(page: ListingPage, arguments: SearchArguments) -> str:
    read_as = _read_as(page.interpretation)
    if not page.total:
        return f"No listing matches.{read_as} {_what_to_try(arguments)}"
    count = "1 listing matches" if page.total == 1 else f"{page.total:,} listings match"
    if not page.items:
        return f"{count}.{read_as} There are no more."
    which = "Next" if arguments.cursor else "First"
    named = "; ".join(_named(item) for item in page.items[:NAMED_IN_SENTENCE])
    more = " For more, repeat the call with `cursor` set to `next_cursor`." if page.next_cursor else ""
    return f"{count}.{read_as} {which}: {named}.{more}"


def _what_to_try(arguments: SearchArguments) -> str:
    fields = type(arguments).model_fields
    set_ones = [f"`{name}`" for name in NARROWING if getattr(arguments, name) != fields[name].default]
    if not set_ones:
        return "Try other words or fewer conditions."
    return f"Try other words, or leave out {' or '.join(set_ones)}."


def _read_as(interpretation: Interpretation) -> str:
    parts = []
    if interpretation.understood:
        parts.append("Understood: " + ", ".join(flat(u.label, 60) for u in interpretation.understood) + ".")
    if interpretation.corrected:
        parts.append("Read as: " + ", ".join(flat(c, 60) for c in interpretation.corrected) + ".")
    if interpretation.relaxed:
        parts.append("Loosened: " + ", ".join(flat(r, 60) for r in interpretation.relaxed) + ".")
    if interpretation.alternatives:
        parts.append("Or: " + ", ".join(flat(a, 60) for a in interpretation.alternatives) + ".")
    return "".join(f" {part}" for part in parts)


def _named(item: ListingSummary) -> str:
    availability = "" if item.in_stock else ", sold out"
    return f"{quoted(item.title)} {priced(item)} from {quoted(item.shop.name, 40)}{availability} ({item.id})"


TOOL = Tool(
    name="search_listings",
    title="Search handmade listings",
    description=(
        "Use this when someone wants to find, browse or compare handmade goods or gifts on CraftLocal: pass "
        "their wish in `query` in their own words (prices such as 'under £20', 'not gold', 'near Leeds', "
        "occasions and recipients are understood there), or set the conditions; a condition that is set wins "
        "over the words. `interpretation` says how they were read; its `alternatives` are other readings. "
        "Prices are in whole units. Do not use for one piece whose id is known (get_listing), for "
        "mass-produced or digital goods, or for orders."
    ),
    arguments=SearchListingsArguments,
    output=ListingPage,
    annotations=ToolAnnotations(
        read_only_hint=True, destructive_hint=False, open_world_hint=False, idempotent_hint=True
    ),
    invoking="Looking through the makers' shelves…",
    invoked="Found handmade pieces",
    function=search_listings,
    operation="search_listings",
    widget="product-grid",
)
