"""Words that nobody uses are mended towards words that makers use; all others are left alone."""

import pytest

from search.arguments import SearchArguments
from search.english import right_words
from search.english.build import compact
from search.understanding.interpret import interpret
from search.understanding.spelling import repair
from tests.support.vocabulary import TODAY, small_vocabulary

VOCABULARY = small_vocabulary()
ENGLISH = right_words()
LANGUAGE = frozenset({"feather", "weather", "lander", "glitter", "shirt"})


@pytest.mark.parametrize(
    ("typo", "mended"),
    [
        ("candel", "candle"), ("lavendar", "lavender"), ("neclace", "necklace"), ("bord", "board"),
        ("stonewear", "stoneware"), ("ceramik", "ceramic"), ("walnutt", "walnut"), ("braclet", "bracelet"),
        ("christmass", "christmas"), ("personnalisd", "personalised"), ("gardning", "gardening"),
        ("mgu", "mgu"),
    ],
)  # fmt: skip
def test_a_typo_is_mended(typo: str, mended: str) -> None:
    assert repair([typo], VOCABULARY, LANGUAGE)[0] == [mended]


@pytest.mark.parametrize(
    "word",
    [
        "leather", "feather", "mugs", "candles", "boards", "macrame", "£", "2000", "a4", "caféx", "my", "something",
        "lander", "weather", "gardens", "wifes", "zzzzzzzz", "x", "baking", "chopping", "chopped", "loom", "sled",
        "mome", "multicolored", "jewelry",
    ],
)  # fmt: skip
def test_a_word_that_is_right_or_unlike_any_other_is_left_alone(word: str) -> None:
    assert repair([word], VOCABULARY, LANGUAGE) == ([word], [])


@pytest.mark.parametrize(
    "query",
    [
        "unscented candle", "unpainted wood", "unpolished stone", "unpersonalised mug", "chai latte mug", "matte vase",
        "scones print", "hand lotion", "healing salve", "quill pen", "cotton spool", "crepe pan", "cat figurines",
        "pamper gift", "tapas bowls", "parka patch", "starling print", "antler ring", "cheesy card", "monet print",
        "spock mug", "bronte print", "bestie gift", "tween girl", "grad card", "girly mug", "taupe scarf",
        "smocking kit", "undressing table", "amigurumi cat", "colour color", "kneading bowl", "heart-shaped",
    ],
)  # fmt: skip
def test_right_words_of_english_are_left_alone(query: str) -> None:
    assert repair(query.split(), VOCABULARY, ENGLISH)[1] == []


@pytest.mark.parametrize(
    ("typo", "mended"),
    [
        ("sliver", "silver"), ("candel", "candle"), ("earings", "earrings"), ("weding", "wedding"), ("bord", "board"),
        ("cristmas", "christmas"), ("crotchet", "crotchet"),
    ],
)  # fmt: skip
def test_typos_are_mended_beside_all_right_words(typo: str, mended: str) -> None:
    assert repair([typo], VOCABULARY, ENGLISH)[0] == [mended]


@pytest.mark.parametrize("word", ["unsilver", "nonwoodn", "unwaxxed", "incandle"])
def test_no_repair_turns_a_word_round(word: str) -> None:
    mended = repair([word], VOCABULARY, LANGUAGE)[0][0]
    assert mended[:2] == word[:2]


def test_forms_that_an_ending_tells_are_not_bundled() -> None:
    assert compact(["mend", "mended", "mending", "mends", "red", "reds"]) == ["mend", "red"]


def test_without_a_catalogue_nothing_is_mended() -> None:
    parsed = interpret(SearchArguments(query="candel"), type(VOCABULARY)(), TODAY)
    assert (parsed.words, parsed.interpretation.corrected) == (("candel",), [])


def test_a_repair_is_searched_for_and_told() -> None:
    parsed = interpret(SearchArguments(query="walnutt candel under £20"), VOCABULARY, TODAY, LANGUAGE)
    assert parsed.words == ("walnut", "candle")
    assert parsed.meaning == "walnut candle"
    assert parsed.same == {"walnut": ("walnutt",), "candle": ("candel",)}
    assert parsed.interpretation.corrected == ["walnutt → walnut", "candel → candle"]


def test_prices_and_denials_are_read_before_spelling() -> None:
    # 'thirty' must not become a shirt, nor what was denied a word to look for.
    parsed = interpret(SearchArguments(query="mug under 30 quid without candel"), VOCABULARY, TODAY, LANGUAGE)
    assert parsed.words == ("mug",)
    assert parsed.filters.max_price_minor == 3000
    assert parsed.interpretation.corrected == []


def test_a_word_in_quotes_is_left_as_it_was_written() -> None:
    parsed = interpret(SearchArguments(query="walnutt board"), VOCABULARY, TODAY, LANGUAGE)
    assert parsed.interpretation.alternatives == ['"walnutt" in quotes, as it was written']
    quoted = interpret(SearchArguments(query='"walnutt" board'), VOCABULARY, TODAY, LANGUAGE)
    assert (quoted.words, quoted.interpretation.corrected) == (("walnutt", "board"), [])


def test_nothing_that_is_denied_is_mended_into_the_words() -> None:
    parsed = interpret(SearchArguments(query="silvr ring, not silver"), VOCABULARY, TODAY, LANGUAGE)
    assert (parsed.words, parsed.interpretation.corrected) == (("ring",), [])
