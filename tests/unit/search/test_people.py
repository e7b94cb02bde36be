"""Recipients, interests, occasions and attributes in a shopper's words raise what fits; few are required."""

import pytest

from search.arguments import SearchArguments
from search.understanding.interpret import ParsedQuery, interpret
from tests.support.vocabulary import TODAY, small_vocabulary

VOCABULARY = small_vocabulary()


def read(query: str, **arguments: object) -> ParsedQuery:
    return interpret(SearchArguments.model_validate({"query": query} | arguments), VOCABULARY, TODAY)


def labels(query: str) -> list[str]:
    return [found.label for found in read(query).interpretation.understood]


@pytest.mark.parametrize(
    ("query", "understood"),
    [
        ("gift for my mom who gardens", ["for mum", "likes gardening"]),
        ("gift for a gardener", ["likes gardening"]),
        ("present for my wife who loves cats and tea", ["for her", "likes cats", "likes tea"]),
        ("cat lover gift", ["likes cats"]),
        ("something for lovers of tea", ["likes tea"]),
        ("for my little brother who is into music", ["for him", "likes music"]),
        ("mum's birthday mug", ["for mum", "birthday"]),
        ("mother's day card", ["Mother's Day"]),
        ("xmas ornament", ["Christmas"]),
        ("valentines card for husband", ["for him", "Valentine's Day"]),
        ("gifts for her", ["for her"]),
        ("gift for her mother", ["for mum"]),
        ("for kids", ["for children"]),
        ("garden chair", []),
        ("tea towel", []),
        ("cat bowl", []),
        ("walnut board for cooking", []),
        ("gift for my teacher", []),
        ("gift for my mother-in-law", ["for mum"]),
        ("daughter in law birthday", ["birthday"]),
        ("gift for mom and dad", ["for mum", "for dad"]),
        ("moms birthday gift", ["for mum", "birthday"]),
        ("dads 60th birthday", ["for dad", "birthday"]),
        ("wife's birthday", ["for her", "birthday"]),
        ("aunt who never cooks", ["for her"]),
        ("dad who doesn't care about tea", ["for dad"]),
    ],
)
def test_whom_it_is_for_and_what_they_like_is_understood(query: str, understood: list[str]) -> None:
    assert labels(query) == understood


def test_a_recipient_and_interest_raise_listings_and_widen_the_meaning() -> None:
    parsed = read("gift under $50 for my mom who gardens")
    assert frozenset({"recipient:for mum"}) in parsed.raised_by
    assert frozenset({"recipient:for gardeners", "tag:gardening"}) in parsed.raised_by
    assert "gardening" in parsed.meaning
    assert parsed.words == ()
    assert {"mom", "gardens", "gardening"} <= set(parsed.also)
    assert parsed.same["mom"] == ("mum",)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("gift for mother in law", ()), ("daughter in law card", ("card",)), ("print for mom and dad", ("print",)),
        ("moms birthday card", ("birthday", "card")), ("book for 8-10 year olds", ("book",)),
        ("toys for 3 to 5 year olds", ("toys",)), ("toys ages 3-5", ("toys",)), ("age 6 badge", ("age", "6", "badge")),
        ("mom and dad mug", ("mom", "dad", "mug")),
    ],
)  # fmt: skip
def test_who_it_is_for_and_how_old_need_not_be_said_by_makers(query: str, words: tuple[str, ...]) -> None:
    assert read(query).words == words


def test_attributes_in_the_words_only_raise() -> None:
    parsed = read("vintage blue ceramic mug")
    assert parsed.words == ("vintage", "blue", "ceramic", "mug")
    assert parsed.loose.asked == ()
    assert len(parsed.filters.any_of) == 1
    assert {"style:vintage", "color:blue", "material:ceramic"} <= frozenset().union(*parsed.raised_by)


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("mug in blue", ["in blue"]),
        ("mug in blue for dad", ["in blue"]),
        ("bowl made of wood", ["made of wood"]),
        ("scarf made from wool", ["made of wool"]),
        ("ring in gold", []),
        ("mug in black and white", []),
        ("print of a wood in blue mist", []),
        ("candle in glass", []),
    ],
)
def test_a_colour_or_material_asked_for_outright_is_a_condition_at_first(
    query: str, asked: list[str]
) -> None:
    assert [wish.label for wish in read(query).loose.asked] == asked


def test_an_argument_switches_the_reading_of_its_kind_off() -> None:
    assert read("mug in blue", colors=["red"]).loose.asked == ()
    assert read("mug in blue", materials=["wood"]).loose.asked != ()


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("mugs", "mugs & cups"),
        ("necklace", "necklaces"),
        ("planter", "planters & seeds"),
        ("clocks", "clocks"),
    ],
)
def test_a_category_is_found_by_the_things_it_names_in_either_number(word: str, value: str) -> None:
    match = VOCABULARY.match([word], 0)
    assert match is not None
    assert any(entry.kind == "category" and entry.value.endswith(value) for entry in match.entries)


def test_the_longest_phrase_wins() -> None:
    match = VOCABULARY.match(["polka", "dots", "mug"], 0)
    assert match is not None
    assert (match.length, match.entries[0].term) == (2, "style:polka dot")
