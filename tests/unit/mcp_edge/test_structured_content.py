"""Every answer validates against the output schema that the tool publishes."""

from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.cart import Cart, CartLine, CartShop
from core.dashboard import SellerDashboard
from core.inventory import StockReport
from core.listing import Image, Listing, ListingPage, ListingSummary, SellerListing
from mcp_edge.tools import TOOLS
from mcp_edge.tools.schema import output_schema
from mcp_edge.tools.tool import Tool

FORBIDDEN_KEYS = {
    "created_at",
    "updated_at",
    "request_id",
    "trace_id",
    "session_id",
    "account_id",
    "owner_id",
}

# What Hypothesis cannot read off pydantic's types is said here: the pattern of addresses, the ratings.
IMAGES = st.builds(Image, url=st.just("/a.svg"), alt=st.text(max_size=20))
RATINGS = st.none() | st.floats(0, 5)
SUMMARIES = st.builds(ListingSummary, image=IMAGES, rating=RATINGS)
ANSWERS = {
    "search_listings": st.builds(ListingPage, items=st.lists(SUMMARIES, max_size=3)),
    "get_listing": st.builds(Listing, image=IMAGES, images=st.lists(IMAGES), rating=RATINGS),
    "create_listing": st.builds(SellerListing, images=st.lists(IMAGES)),
    "update_cart": st.builds(
        Cart,
        shops=st.lists(st.builds(CartShop, lines=st.lists(st.builds(CartLine, image=IMAGES), max_size=2))),
    ),
    "update_inventory": st.builds(StockReport),
    "get_seller_stats": st.builds(SellerDashboard),
}


def keys(schema: Any) -> set[str]:
    if isinstance(schema, list):
        return set().union(*(keys(part) for part in schema))
    if not isinstance(schema, dict):
        return set()
    return set(schema.get("properties", {})).union(*(keys(part) for part in schema.values()))


@pytest.mark.parametrize("tool", TOOLS.values(), ids=lambda tool: tool.name)
def test_no_answer_has_fields_that_a_person_has_no_use_for(tool: Tool) -> None:
    assert not keys(output_schema(tool.output)) & FORBIDDEN_KEYS


@pytest.mark.parametrize("tool", TOOLS.values(), ids=lambda tool: tool.name)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_whatever_the_services_answer_validates(tool: Tool, data: st.DataObject) -> None:
    answer = data.draw(ANSWERS[tool.name])
    jsonschema.validate(answer.model_dump(mode="json"), output_schema(tool.output))


def test_the_schema_refuses_an_answer_without_its_items() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"total": 0}, output_schema(ListingPage))


def test_a_field_that_comes_later_does_not_break_todays_schema() -> None:
    page = {"items": [], "total": 0, "facets": {}, "interpretation": {"words": "", "tone": "new"}, "new": 1}
    jsonschema.validate(page, output_schema(ListingPage))
