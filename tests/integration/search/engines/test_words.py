"""Which listings words match, and what counts as a word."""

import pytest

from search.document import term
from search.engine import EngineQuery, Filters
from tests.integration.search.engines.conftest import Engine
from tests.support.listings import document, listing, vector


async def test_a_listing_put_twice_is_there_once_with_its_last_words(engine: Engine) -> None:
    # tantivy-py 0.27 silently deletes nothing by a term of an unsigned field: then every update doubles.
    await engine.put(listing("a", title="Walnut board"))
    await engine.put(listing("a", title="Maple board"))
    assert await engine.reader.count() == 1
    assert await engine.skus("maple") == ["a"]
    assert await engine.skus("walnut") == []


async def test_words_match_in_any_form_and_in_any_field(engine: Engine) -> None:
    await engine.put(
        listing("title", title="Gardening gloves"),
        listing("tag", tags=["gardens"]),
        listing("material", materials=["Garden waste"]),
        listing("description", description="For gardeners, and for those who garden"),
        listing("none", title="Guarding"),
    )
    assert set(await engine.skus("garden")) == {"title", "tag", "material", "description"}


async def test_one_or_two_words_must_all_match_and_of_more_two_thirds(engine: Engine) -> None:
    await engine.put(
        listing("one", title="red"),
        listing("two", title="red mug"),
        listing("three", title="red mug with handle"),
    )
    assert await engine.skus("red", "mug") == ["three", "two"]
    assert await engine.skus("red", "mug", "handle") == ["three", "two"]
    assert await engine.skus("red", "mug", "handle", "lid", "spoon") == ["three"]
    assert await engine.skus("red", "xylophone") == []
    assert await engine.skus("red", "xylophone", any_word=True) == ["three", "two", "one"]


@pytest.mark.parametrize("words", [5, 9, 14])
async def test_two_thirds_of_many_words_are_counted_exactly(engine: Engine, words: int) -> None:
    every = [f"w{chr(97 + n)}x" for n in range(words)]
    least = round(words * 2 / 3)
    await engine.put(
        listing("enough", title=" ".join(every[-least:])),
        listing("short", title=" ".join(every[: least - 1])),
        listing("all", title=" ".join(every)),
    )
    assert await engine.skus(*every) == ["all", "enough"]
    tight = await engine.reader.find(EngineQuery(tuple(every), vector("nothing like it"), pool=2))
    assert set(await engine.named(tight)) == {"all", "enough"}
    assert tight.total == 2


async def test_a_short_list_is_filled_up_with_what_has_one_of_the_words(engine: Engine) -> None:
    await engine.put(
        listing("both", title="red mug"),
        listing("mug", title="blue mug"),
        listing("red", title="red bowl"),
        listing("none", title="blue bowl"),
    )
    found = await engine.find("red", "mug", vector=vector("nothing like it"))
    assert set(await engine.named(found)) == {"both", "mug", "red"}
    assert found.total == 3
    assert found.facets.category == {"Home > Curiosities": 3}
    assert not found.more
    tight = await engine.reader.find(EngineQuery(("red", "mug"), vector("nothing like it"), pool=2))
    assert "both" in await engine.named(tight)
    assert tight.total == len(tight.candidates) == 2
    assert await engine.skus("red", "mug") == ["both"]


async def test_words_that_may_be_left_out_add_no_match_unless_there_are_no_others(engine: Engine) -> None:
    await engine.put(listing("plain", title="Oak stool"), listing("gift", title="Gift box"))
    assert await engine.skus("oak", also=("gift",)) == ["plain"]
    assert await engine.skus(also=("gift",)) == ["gift"]
    near = await engine.find("oak", also=("gift",), vector=vector("nothing like it"))
    assert await engine.named(near) == ["plain"]


async def test_a_typo_in_a_word_nobody_uses_is_forgiven(engine: Engine) -> None:
    await engine.put(listing("c", title="Lavender candle"), listing("m", title="Stoneware mug"))
    await engine.learn_words()
    assert await engine.skus("candel") == ["c"]
    assert await engine.skus("lavendar", "candle") == ["c"]
    assert await engine.skus("mugs") == ["m"]
    assert await engine.skus("mgu") == []
    near = await engine.find("candel", vector=vector("nothing like it"))
    assert await engine.named(near) == ["c"]


async def test_another_name_for_a_word_finds_only_who_wrote_it(engine: Engine) -> None:
    await engine.put(
        listing("e", title="Earrings"), listing("m", title="Ear muffs"), listing("q", title="Earrrings")
    )
    await engine.learn_words()
    same = {"earrings": ("earings", "earrrings")}
    assert set(await engine.skus("earrings", same=same)) == {"e", "q"}
    near = await engine.find("earrings", same=same, vector=vector("nothing like it"))
    assert set(await engine.named(near)) == {"e", "q"}


async def test_a_word_nobody_has_yet_is_found_as_soon_as_it_is_written(engine: Engine) -> None:
    await engine.learn_words()
    await engine.put(listing("x", title="Xylophones for beginners"))
    assert await engine.skus("xylophone") == ["x"]
    near = await engine.find("xylophone", "beginner", vector=vector("nothing like it"))
    assert await engine.named(near) == ["x"]


@pytest.mark.parametrize("word", ["", "-", "'", '"', "mother's", "12.5", "()", "x" * 600, "mug -oak", "日本"])
async def test_no_word_breaks_a_search(engine: Engine, word: str) -> None:
    await engine.put(listing("mug", title="Mug of oak"))
    for asked in (EngineQuery((word, "oak"), any_word=True), EngineQuery((word,), vector("Mug of oak"))):
        assert (await engine.reader.find(asked)).total in {0, 1}


async def test_the_vocabulary_follows_what_is_on_offer(engine: Engine) -> None:
    await engine.put(
        listing("a", title="Walnut board", colors=["Sea Green"], description="Oiled twice"),
        listing("b", title="Walnut bowls", style=["rustic"]),
    )
    await engine.learn_words()
    vocabulary = engine.reader.vocabulary()
    assert vocabulary.colors == {"sea green": 1}
    assert vocabulary.listings == 2
    assert {word: vocabulary.words.get(word) for word in ("walnut", "bowls", "bowl", "oiled", "green")} == {
        "walnut": 2, "bowls": 1, "bowl": None, "oiled": 1, "green": 1,
    }  # fmt: skip
    await engine.write(removes=[listing("a")])
    await engine.skus()
    await engine.learn_words()
    assert engine.reader.vocabulary().colors == {}
    assert engine.reader.vocabulary().styles == {"rustic": 1}


async def test_categories_count_their_children_and_only_what_is_in_stock(engine: Engine) -> None:
    await engine.put(
        listing("a", category="Home > Mugs"),
        listing("b", category="Home > Mugs"),
        listing("c", category="Home"),
        listing("d", category="Toys > Cars", in_stock=False),
    )
    found = {one.category: one.count for one in await engine.reader.categories()}
    assert found == {"Home": 3, "Home > Mugs": 2}
    assert await engine.reader.count() == 4


async def test_the_price_range_is_that_of_the_commonest_currency_among_the_matches(engine: Engine) -> None:
    await engine.put(
        *(listing(f"g{n}", title="Oak", price=(500 + n, "GBP")) for n in range(2)),
        *(listing(f"u{n}", title="Elm", price=(900 + n, "USD")) for n in range(4)),
        listing("y", title="Oak", price=(1, "JPY"), materials=["oak", "tin"], colors=["Red"]),
    )
    await engine.learn_words()
    of_oak = (await engine.find("oak", order="newest")).facets
    assert of_oak.price is not None
    assert (of_oak.price.min.currency, of_oak.price.min.amount_minor) == ("GBP", 500)
    assert of_oak.price.max.amount_minor == 501
    assert of_oak.materials == {"oak": 1, "tin": 1}
    assert of_oak.colors == {"Red": 1}
    assert of_oak.category == {"Home > Curiosities": 3}
    nothing = (await engine.find("xylophone", order="newest")).facets
    assert (nothing.price, nothing.category) == (None, {})


async def test_unpriced_conditions_do_not_hide_what_is_for_free(engine: Engine) -> None:
    await engine.write(document(listing("free", price=(0, "GBP"))))
    filters = Filters(any_of=(frozenset({term("currency", "GBP")}),), max_price_minor=0)
    assert await engine.skus(filters=filters) == ["free"]


async def test_of_many_words_nobody_knows_the_first_six_may_be_misspelt(engine: Engine) -> None:
    await engine.put(listing("it", title="walnut"))
    await engine.learn_words()
    nobody = [f"qqqq{chr(97 + n)}zzz" for n in range(6)]
    assert await engine.skus(*nobody[:5], "walnyt", any_word=True) == ["it"]
    assert await engine.skus(*nobody, "walnyt", any_word=True) == []


@pytest.mark.parametrize("written", ["30 cm", "30cm", "30-cm"])
async def test_a_size_is_found_however_its_number_and_unit_are_joined(engine: Engine, written: str) -> None:
    await engine.put(listing("it", title=f"Oak board {written}"), listing("other", title="Oak board 40 cm"))
    await engine.learn_words()
    assert await engine.skus("oak", "30cm", same={"30cm": ("30 cm",)}) == ["it"]


async def test_of_very_many_words_two_thirds_must_match_whatever_ranks(engine: Engine) -> None:
    words = [f"w{chr(97 + n)}x" for n in range(15)]
    await engine.put(
        *(listing(f"rare{n}", title=" ".join(words[n : n + 8])) for n in range(5)),
        listing("enough", title=" ".join(words[:10])),
    )
    await engine.learn_words()
    query = EngineQuery(tuple(words), vector("nothing like it"), pool=1)
    answer = await engine.reader.find(query)
    assert (await engine.named(answer), answer.total) == (["enough"], 1)


async def test_a_word_that_is_spelt_right_is_taken_for_no_other(engine: Engine) -> None:
    await engine.put(listing("scented", title="Scented candle"), listing("cones", title="Pine cones"))
    await engine.learn_words()
    for word, other in (("unscented", "scented"), ("scones", "cones")):
        assert await engine.skus(word, right=frozenset({word})) == []
        assert await engine.skus(word) == [other]
