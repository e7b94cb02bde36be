"""A request that does not fit gets a sentence that says what to do."""

import pytest

from core.errors import MarketError
from core.http.validation import parse_json, parse_pairs
from core.listing import ListingChange, NewListing


def refusal(body: str) -> tuple[str, str | None]:
    with pytest.raises(MarketError) as raised:
        parse_json(body.encode(), ListingChange)
    return raised.value.message, raised.value.param


@pytest.mark.parametrize(("body", "message", "param"), [
    ('{"titel": "Mug"}', "There is no field `titel` here. Did you mean `title`?", "titel"),
    ('{"zzz": 1}', "There is no field `zzz` here.", "zzz"),
    ('{"price": {"amount_minor": 1}}', "`price.currency` is required.", "price.currency"),
    ('{"price": 3}', "`price` must be an object.", "price"),
    ('{"quantity": "6"}', "`quantity` must be a whole number.", "quantity"),
    ('{"quantity": 6.5}', "`quantity` must be a whole number.", "quantity"),
    ('{"quantity": -1}', "`quantity` must be 0 or more.", "quantity"),
    ('{"lead_days": 366}', "`lead_days` must be 365 or less.", "lead_days"),
    ('{"ships_to": ["US", "UK"]}', "`ships_to.1` must be an ISO 3166 country code, and UK is none (did you mean GB?).",
     "ships_to.1"),
    ('{"title": "ab"}', "`title` must have at least 3 characters.", "title"),
    ('{"tags": "blue"}', "`tags` must be a list.", "tags"),
    ('{"made_to_order": 1}', "`made_to_order` must be true or false.", "made_to_order"),
    ('{"state": "sold"}', "`state` must be one of draft, active or paused.", "state"),
    ('{"ships_to": ["Uk"]}',
     "`ships_to.0` must be a country by the two capital letters of its ISO 3166 code, such as GB.", "ships_to.0"),
    ('{"tags": [' + '"x",' * 20 + '"x"]}', "`tags` must have at most 20 entries.", "tags"),
    ("{", "The body is not valid JSON.", None),
    ("[]", "The body must be an object.", None),
    ('{"": 1}', "A field has no name. Give it one, or leave it out.", None),
])  # fmt: skip
def test_the_sentence_names_the_field_and_what_it_wants(body: str, message: str, param: str | None) -> None:
    assert refusal(body) == (message, param)


def test_a_long_name_from_outside_is_not_repeated_at_length() -> None:
    message, param = refusal('{"' + "x" * 5000 + '": 1}')
    assert len(message) < 200
    assert param is not None
    assert len(param) <= 200


def test_a_nul_is_refused_but_a_text_about_one_is_not() -> None:
    assert "NUL" in refusal(r'{"description": "a\u0000b"}')[0]
    assert "NUL" in refusal(r'{"description": "a\\\u0000b"}')[0]
    kept = parse_json(rb'{"description": "write \\u0000"}', ListingChange)
    assert kept.description == r"write \u0000"


def test_a_pair_given_twice_is_refused() -> None:
    with pytest.raises(MarketError, match="`sku` is given twice") as raised:
        parse_pairs([("sku", "a"), ("sku", "b")], NewListing, what="parameter")
    assert raised.value.param == "sku"
