"""What is not wanted leaves the words and becomes a condition; what only sounds like it stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.arguments import SearchArguments
from search.understanding.interpret import interpret
from search.understanding.negation import read_negations
from search.understanding.text import PAUSE, normalise, tokens
from search.understanding.vocabulary import build
from tests.support.vocabulary import TODAY, small_vocabulary

VOCABULARY = small_vocabulary()


def read(query: str) -> tuple[list[str], str]:
    denied, left = read_negations(tokens(normalise(query)), VOCABULARY)
    return [thing.label for thing in denied], " ".join(token for token in left if token != PAUSE)


@pytest.mark.parametrize(
    ("query", "denied", "left"),
    [
        ("necklace not gold", ["gold"], "necklace"),
        ("necklace, not gold or silver, blue stones", ["gold", "silver"], "necklace blue stones"),
        ("no gold and silver ring", ["gold", "silver"], "ring"),
        ("scarf without wool and with pockets", ["wool"], "scarf and with pockets"),
        ("mug without a handle for my dad", ["handle"], "mug for my dad"),
        ("mug w/o handle blue", ["handle"], "mug blue"),
        ("plastic-free toys", ["plastic"], "toys"),
        ("plastic free toys", ["plastic"], "toys"),
        ("non-leather bag", ["leather"], "bag"),
        ("jewellery but not earrings", ["earrings"], "jewellery"),
        ("candles except lavender", ["lavender"], "candles"),
        ("candle anything but pink near Leeds", ["pink"], "candle near leeds"),
        ("cards excluding christmas", ["christmas"], "cards"),
        ("ring that isn't silver but blue", ["silver"], "ring but blue"),
        ("I don't want any plastic", ["plastic"], "i"),
        ("vase not made of glass", ["glass"], "vase"),
        ("card no cartoon characters please", ["cartoon characters"], "card please"),
        ("print no roses or hearts", ["roses", "hearts"], "print"),
        ("gift not for kids", ["kids"], "gift"),
        ("earrings no gold, no copper", ["gold", "copper"], "earrings"),
        ("no gold, silver, or bronze ring", ["gold", "silver", "bronze"], "ring"),
        ("no mugs, candles, or jewelry", ["mugs", "candles", "jewelry"], ""),
        ("not a mug, a candle, or a scarf", ["mug", "candle", "scarf"], ""),
        ("no dark colours", ["dark colours"], ""),
        ("not gold, blue, or green stones", ["gold"], "blue or green stones"),
        ("earrings should not be gold", ["gold"], "earrings should"),
        ("earrings must not contain nickel", ["nickel"], "earrings must"),
        ("earrings no nickel, no gold", ["nickel", "gold"], "earrings"),
        ("gift for people with no garden", [], "gift for people"),
        ("vase, money is no object", [], "vase"),
        ("I'd rather not have gold", ["gold"], "i'd rather"),
        ("scarf, avoid the color yellow", ["yellow"], "scarf"),
        ("toys free of plastic", ["plastic"], "toys"),
        ("necklace but nothing with hearts", ["hearts"], "necklace but"),
        ("lamp that doesn't need batteries", ["batteries"], "lamp that"),
        ("necklace not navy blue", ["navy blue"], "necklace"),
        ("blanket not baby blue", ["baby blue"], "blanket"),
        ("shelf not dark wood", ["dark wood"], "shelf"),
        ("ring not bright yellow", ["bright yellow"], "ring"),
        ("not scratchy blanket", ["scratchy"], "blanket"),
        ("blanket not scratchy soft", ["scratchy"], "blanket soft"),
        ("scarf without tassels soft", ["tassels"], "scarf soft"),
        ("mug no handles ideally", ["handles"], "mug ideally"),
        ("clothes not second hand", ["second hand"], "clothes"),
        ("everything but roses print", ["roses"], "print"),
        ("no handle mug", ["handle"], "mug"),
        ("no flowers print", ["flowers"], "print"),
        ("not mass produced mug", ["mass produced"], "mug"),
        ("toys not made in China", [], "toys"),
        ("ring not silver-plated", ["silver plated"], "ring"),
        ("not another mug for dad", ["mug"], "for dad"),
    ],
)
def test_what_is_not_wanted_leaves_the_words(query: str, denied: list[str], left: str) -> None:
    assert read(query) == (denied, left)


@pytest.mark.parametrize(
    "query",
    [
        "no-sew patches", "not your average mug", "nickel-free earrings", "non-stick pan", "forget-me-not ring",
        "no. 7 print", "hands-free bag", "lead-free mug", "do not disturb sign", "not so silent night", "why not", "no",
        "not", "mug no", "knot ring", "no 5 candle", "plastic free standing vase", "gold or not", "without",
        "not overly pink dress", "ring need not be gold", "ring doesn't have to be gold", "earrings free of nickel",
        "gift for dad who doesn't want anything", "box with or without lid", "no soliciting", "no regrets print",
        "no coffee no talkee mug", "this is not a drill mug", "never not knitting", "there is no planet b tote",
        "i hate mondays mug", "nothing gold can stay print", "not a morning person mug", "no cat left behind tote",
        "can't be tamed print", "love without limits print", "no more mondays mug", "not for sale sign",
        "it's not easy being green",
        "free of charge engraving", "do not be afraid print", "ring that does not turn green",
    ],
)  # fmt: skip
def test_what_only_sounds_like_a_denial_stays_in_the_words(query: str) -> None:
    denied, left = read(query)
    assert denied == []
    assert left == " ".join(token for token in tokens(query) if token != PAUSE)


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("earrings not too big", "earrings"),
        ("earrings, not too big or too heavy", "earrings"),
        ("nothing too fancy necklace", "necklace"),
        ("silver earrings that are not so heavy", "silver earrings that are"),
    ],
)
def test_what_a_thing_should_not_be_much_of_is_neither_denied_nor_looked_for(query: str, left: str) -> None:
    assert read(query) == ([], left)


def test_a_denied_material_stands_for_all_whose_name_holds_it() -> None:
    parsed = interpret(SearchArguments(query="ring not gold"), VOCABULARY, TODAY)
    assert parsed.filters.none_of == {
        "material:gold", "material:gold plated", "material:gold-filled", "color:gold"
    }  # fmt: skip
    assert (parsed.words, parsed.meaning) == (("ring",), "ring")
    assert [(found.kind, found.label) for found in parsed.interpretation.understood] == [
        ("excluded", "not gold")
    ]


def test_a_denied_shade_is_one_colour_and_not_two() -> None:
    filters = interpret(SearchArguments(query="blanket not baby blue"), VOCABULARY, TODAY).filters
    assert (filters.without, filters.none_of) == (frozenset({"baby blue"}), frozenset())


def test_where_a_maker_states_no_material_the_title_is_asked() -> None:
    assert interpret(SearchArguments(query="ring not walnut"), VOCABULARY, TODAY).filters.untold == {
        ("material", "walnut")
    }


def test_a_word_the_catalogue_does_not_list_is_kept_out_by_the_text() -> None:
    filters = interpret(SearchArguments(query="mug without handle"), VOCABULARY, TODAY).filters
    assert (filters.without, filters.none_of) == (frozenset({"handle"}), frozenset())


def test_half_of_a_category_is_not_the_category() -> None:
    filters = interpret(SearchArguments(query="kitchen things but no mugs"), VOCABULARY, TODAY).filters
    assert (filters.without, filters.none_of) == (frozenset({"mugs"}), frozenset())


def test_no_jewellery_means_none_of_its_kinds() -> None:
    filters = interpret(SearchArguments(query="gift for her, no jewellery"), VOCABULARY, TODAY).filters
    assert filters.none_of == {
        "category:jewellery & accessories > earrings", "category:jewellery & accessories > necklaces"
    }  # fmt: skip


def test_no_tea_does_not_mean_no_tea_lights() -> None:
    assert (
        interpret(SearchArguments(query="holders no tea"), VOCABULARY, TODAY).filters.none_of == frozenset()
    )


def test_an_excluded_material_is_an_exclusion_by_argument() -> None:
    parsed = interpret(
        SearchArguments(query="ring", exclude_materials=["Gold", "unobtainium"]), VOCABULARY, TODAY
    )
    assert "material:gold plated" in parsed.filters.none_of
    assert parsed.filters.without == {"unobtainium"}
    assert {found.source for found in parsed.interpretation.understood} == {"argument"}


def test_a_price_is_read_before_a_denial() -> None:
    parsed = interpret(SearchArguments(query="mug no more than £20 not blue"), VOCABULARY, TODAY)
    assert parsed.filters.max_price_minor == 2000
    assert parsed.filters.none_of == {"color:blue"}


@given(st.lists(st.sampled_from("not no gold silver w / o - free non and or , mug £ 5 but in lid".split())))
def test_no_token_is_invented_and_every_denial_comes_from_the_words(words: list[str]) -> None:
    denied, left = read_negations(words, VOCABULARY)
    assert len(left) <= len(words)
    assert set(left) <= {*words, PAUSE}
    assert {word for thing in denied for word in thing.label.split()} <= set(words)


def test_who_wants_no_nickel_sees_nothing_of_it_and_what_says_it_has_none() -> None:
    vocabulary = build(
        [("material:nickel", 40), ("material:steel", 40)], {"nickel": 60, "earrings": 90}, 1000
    )
    for arguments in (
        {"query": "earrings without nickel"},
        {"query": "earrings", "exclude_materials": ["nickel"]},
    ):
        read = interpret(SearchArguments.model_validate(arguments), vocabulary, TODAY)
        assert read.filters.none_of == {"material:nickel"}
        assert not read.filters.without | read.filters.untold
        assert [one.label for one in read.interpretation.understood] == ["not nickel"]
