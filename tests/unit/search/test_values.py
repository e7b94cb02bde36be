"""Values set as arguments mean what they would mean in words; nonsense is refused, contradictions are told."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Code, MarketError
from search.arguments import SearchArguments
from search.understanding.interpret import ParsedQuery, interpret
from search.understanding.vocabulary import Vocabulary, build
from tests.support.vocabulary import TODAY, small_vocabulary

VOCABULARY = small_vocabulary()
MUGS = "category:kitchen & dining > mugs & cups"


def read(query: str = "", vocabulary: Vocabulary = VOCABULARY, **arguments: Any) -> ParsedQuery:
    asked = SearchArguments.model_validate({"query": query, "in_stock": False} | arguments)
    return interpret(asked, vocabulary, TODAY)


def catalogue(*terms: tuple[str, int]) -> Vocabulary:
    return build(terms, {}, 1000)


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        ({"category": "Kitchen & Dining>Mugs & Cups"}, MUGS),
        ({"category": "kitchen and dining  >mugs and cups"}, MUGS),
        ({"category": "Mugs & Cups"}, MUGS),
        ({"category": "Mugs"}, MUGS),
        ({"category": "mug"}, MUGS),
        ({"category": "Kitchen & Dining > Mugs"}, MUGS),
        ({"category": "KITCHEN & DINING"}, "category:kitchen & dining"),
        ({"occasion": "xmas"}, "occasion:christmas"),
        ({"occasion": "mothers day"}, "occasion:mother's day"),
        ({"occasion": "Valentines"}, "occasion:valentine's day"),
        ({"occasion": "christening"}, "occasion:new baby"),
        ({"recipient": "mum"}, "recipient:for mum"),
        ({"recipient": "Mom"}, "recipient:for mum"),
        ({"recipient": "my mother"}, "recipient:for mum"),
        ({"recipient": "her"}, "recipient:for her"),
        ({"recipient": "wife"}, "recipient:for her"),
        ({"recipient": "kids"}, "recipient:for children"),
        ({"recipient": "gardener"}, "recipient:for gardeners"),
        ({"recipient": "cat lovers"}, "recipient:for cat lovers"),
        ({"colors": ["gray"]}, "color:grey"),
        ({"materials": ["wooden"]}, "material:wood"),
    ],
)
def test_a_value_is_understood_however_it_is_written(arguments: dict[str, Any], meant: str) -> None:
    parsed = read(**arguments)
    [group] = parsed.filters.any_of
    assert meant in group
    assert {
        one for one in group if one.partition(":")[2] in getattr(VOCABULARY, _PLURAL[one.split(":")[0]])
    } == {meant}
    assert parsed.unknown == ()


_PLURAL = {
    "category": "categories", "occasion": "occasions", "recipient": "recipients", "color": "colors",
    "material": "materials",
}  # fmt: skip


def test_a_value_that_the_catalogue_knows_stands_for_nothing_else() -> None:
    for kind, value in (
        ("category", "Kitchen & Dining"),
        ("occasion", "Christmas"),
        ("recipient", "for mum"),
    ):
        [group] = read("", VOCABULARY, **{kind: value}).filters.any_of
        assert len(group) == 1


def test_a_leaf_stands_for_each_category_that_is_called_so_and_a_whole_path_for_itself() -> None:
    known = catalogue(("category:home", 9), ("category:home > candles", 9), ("category:garden > candles", 9))
    [group] = read(vocabulary=known, category="Candles").filters.any_of
    assert group == {"category:candles", "category:home > candles", "category:garden > candles"}
    [group] = read(vocabulary=known, category="Home>Candles").filters.any_of
    assert group == {"category:home > candles"}


def test_nobody_takes_a_name_for_themselves_by_calling_their_category_so() -> None:
    known = catalogue(
        ("category:kitchen > mugs & cups", 90), ("category:mugs", 1), ("category:odd > mugs", 2)
    )
    [group] = read(vocabulary=known, category="Mugs").filters.any_of
    assert "category:kitchen > mugs & cups" in group
    known = catalogue(("recipient:for mum", 90), ("recipient:mum", 1))
    [group] = read(vocabulary=known, recipient="mum").filters.any_of
    assert group == {"recipient:for mum", "recipient:mum"}


def test_a_shop_is_known_by_its_name_and_its_id() -> None:
    known = catalogue(("shop:leeds clay", 3), ("shop:shp_1", 3))
    assert read(vocabulary=known, shop="Leeds  clay").unknown == ()
    assert read(vocabulary=known, shop="shp_1").unknown == ()
    assert read(vocabulary=known, shop="York Clay").unknown == (
        "another shop: none here is called 'York Clay'",
    )


def test_each_value_that_the_catalogue_does_not_know_is_told() -> None:
    parsed = read(occasion="mug day", colors=["red", "heliotrope"], recipient="for Martians")
    assert parsed.unknown == (
        "another colour: nothing here is 'heliotrope'",
        "another occasion: nothing here is for 'mug day'",
        "another recipient: nothing here is 'for Martians'",
    )


@pytest.mark.parametrize(
    ("query", "arguments", "told"),
    [
        ("mug not blue", {"colors": ["blue"]}, "'not blue' gave way to colors"),
        ("ring not gold", {"materials": ["gold plated"]}, "'not gold' gave way to materials"),
        ("bowl not wood", {"materials": ["wooden"]}, "'not wood' gave way to materials"),
        ("cards no christmas", {"occasion": "xmas"}, "'not christmas' gave way to occasion"),
        ("mug not mauve", {"colors": ["mauve"]}, "'not mauve' gave way to colors"),
    ],
)
def test_what_the_words_deny_gives_way_to_an_argument_that_asks_for_it(
    query: str, arguments: dict[str, Any], told: str
) -> None:
    parsed = read(query, **arguments)
    filters = parsed.filters
    assert [*filters.none_of, *filters.without, *filters.untold] == []
    assert parsed.interpretation.relaxed == [told]
    assert "excluded" not in {found.kind for found in parsed.interpretation.understood}


def test_what_the_words_deny_beside_what_is_asked_for_stays_denied() -> None:
    parsed = read("ring not silver", materials=["gold"])
    assert "material:silver" in parsed.filters.none_of
    assert parsed.interpretation.relaxed == []


@pytest.mark.parametrize(
    "arguments",
    [
        {"materials": ["gold"], "exclude_materials": ["gold"]},
        {"materials": ["Gold plated"], "exclude_materials": ["gold"]},
        {"materials": ["wood", "gold"], "exclude_materials": ["gold", "wooden"]},
        {"exclude_materials": ["gold", "!!!"]},
        {"exclude_materials": ["…"]},
    ],
)
def test_exclusions_that_leave_nothing_or_say_nothing_are_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(MarketError) as refused:
        read("ring", **arguments)
    assert (refused.value.code, refused.value.param) == (Code.INVALID_REQUEST, "exclude_materials")


def test_an_exclusion_that_leaves_something_is_kept() -> None:
    filters = read(materials=["gold", "silver"], exclude_materials=["gold plated"]).filters
    assert "material:gold plated" in filters.none_of


_CHARACTERS = st.characters(exclude_categories=["Cc", "Cs"])
_VALUE = st.text(_CHARACTERS, min_size=1, max_size=40).filter(str.strip) | st.lists(
    st.sampled_from("> & for my mum kitchen dining mugs and xmas ' day > her who loves".split()), min_size=1
).map(" ".join)


@given(_VALUE)
def test_any_value_is_read_without_complaint_and_always_means_itself_too(value: str) -> None:
    for kind in ("category", "occasion", "recipient"):
        [group] = read("", VOCABULARY, **{kind: value[:120]}).filters.any_of
        assert any(one.startswith(f"{kind}:") for one in group)


def test_ten_thousand_categories_of_one_name_cost_no_more_than_fifty() -> None:
    many = [(f"category:shelf {number} > mugs", 1) for number in range(10_000)]
    known = catalogue(("category:kitchen > mugs & cups", 90), *many)
    [group] = read(vocabulary=known, category="Mugs").filters.any_of
    assert len(group) <= 52
    assert "category:kitchen > mugs & cups" in group
    assert read(vocabulary=known, category="Shelf 9999>Mugs").unknown == ()
    assert all(len(group) <= 52 for group in read("red mug", known).raised_by)
