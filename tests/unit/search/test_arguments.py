"""What cannot be meant gets one sentence that says what is wanted: the same over REST and from a tool."""

from typing import Any

import pytest
from pydantic import ValidationError

from core.errors import MarketError
from core.http.validation import parse_pairs
from mcp_edge.errors import invalid_arguments
from mcp_edge.tools.search_listings import SearchListingsArguments
from search.app import SearchParameters

A_NUMBER = "must be a number such as 12.50"
A_DAY = "must be a day such as 2026-12-24"
A_COUNTRY = "must be a country by the two capital letters of its ISO 3166 code, such as GB"
MISTAKES: list[tuple[str, Any, str]] = [
    ("max_price", "12,50", A_NUMBER),
    ("max_price", "£20", A_NUMBER),
    ("max_price", "NaN", A_NUMBER),
    ("max_price", "1e400", "must be 1000000 or less"),
    ("min_price", "-1", "must be 0 or more"),
    ("deliver_by", "tomorrow", A_DAY),
    ("deliver_by", "2026-02-31", A_DAY),
    ("deliver_by", "1796083200", A_DAY),
    ("deliver_by", "2026-12-24T00:00:00", A_DAY),
    ("in_stock", "maybe", "must be true or false"),
    ("radius_km", "0", "must be above 0"),
    ("radius_km", "50miles", A_NUMBER),
    ("radius_km", "inf", A_NUMBER),
    ("limit", "ten", "must be a whole number"),
    ("ships_to", "us", A_COUNTRY),
    ("ships_to", "England", A_COUNTRY),
    ("ships_to", "UK", "must be an ISO 3166 country code, and UK is none (did you mean GB?)"),
    ("ships_to", "ZZ", "must be an ISO 3166 country code such as GB, and ZZ is none"),
    ("query", "mug\0", "must not have control characters in it"),
    ("category", "Home\x1b[31m", "must not have control characters in it"),
    ("query", "mug \udcff", "must be text in UTF-8"),
    ("query", "x" * 257, "must have at most 256 characters"),
    ("sort", "cheapest", "must be one of relevance, price_asc, price_desc, newest or rating"),
]


@pytest.mark.parametrize(("name", "value", "sentence"), MISTAKES)
def test_the_sentence_says_what_is_wanted_over_rest_and_from_a_tool(
    name: str, value: str, sentence: str
) -> None:
    with pytest.raises(MarketError) as refused:
        parse_pairs([(name, value)], SearchParameters, what="parameter")
    assert (refused.value.message, refused.value.param) == (f"`{name}` {sentence}.", name)
    with pytest.raises(ValidationError) as faults:
        SearchListingsArguments.model_validate({name: value})
    assert invalid_arguments(faults.value, SearchListingsArguments).message == f"`{name}` {sentence}."


def test_a_parameter_without_a_name_is_not_called_the_body() -> None:
    with pytest.raises(MarketError) as refused:
        parse_pairs([("", "5")], SearchParameters, what="parameter")
    assert refused.value.message == "A parameter has no name. Give it one, or leave it out."


@pytest.mark.parametrize("code", ["GB", "US", "AX"])
def test_a_country_that_there_is_can_be_asked_for(code: str) -> None:
    assert SearchListingsArguments(ships_to=code).ships_to == code
