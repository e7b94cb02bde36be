"""Every answer validates against the output schema that the tool publishes."""

from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from core.listing import Image, Listing, ListingPage, SellerListing
from mcp_edge.tools import TOOLS
from mcp_edge.tools.schema import output_schema

FORBIDDEN_KEYS = {
    "created_at",
    "updated_at",
    "request_id",
    "trace_id",
    "session_id",
    "account_id",
    "owner_id",
}

# Hypothesis cannot read pydantic's pattern for addresses.
st.register_type_strategy(Image, st.builds(Image, url=st.just("/a.svg"), alt=st.text(max_size=20)))


def keys(schema: Any) -> set[str]:
    if isinstance(schema, list):
        return set().union(*(keys(part) for part in schema))
    if not isinstance(schema, dict):
        return set()
    return set(schema.get("properties", {})).union(*(keys(part) for part in schema.values()))


@pytest.mark.parametrize("tool", TOOLS.values(), ids=lambda tool: tool.name)
def test_no_answer_has_fields_that_a_person_has_no_use_for(tool: Any) -> None:
    assert not keys(output_schema(tool.output)) & FORBIDDEN_KEYS


@pytest.mark.parametrize("model", [ListingPage, Listing, SellerListing])
def test_whatever_the_services_answer_validates(model: type[BaseModel]) -> None:
    validator = jsonschema.Draft202012Validator(output_schema(model))

    @settings(max_examples=40, deadline=None)
    @given(st.from_type(model))
    def check(answer: BaseModel) -> None:
        validator.validate(answer.model_dump(mode="json"))

    check()


def test_the_schema_refuses_an_answer_without_its_items() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"total": 0}, output_schema(ListingPage))


def test_a_field_that_comes_later_does_not_break_todays_schema() -> None:
    page = {"items": [], "total": 0, "facets": {}, "interpretation": {"words": "", "tone": "new"}, "new": 1}
    jsonschema.validate(page, output_schema(ListingPage))
