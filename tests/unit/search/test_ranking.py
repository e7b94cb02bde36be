"""What fits a query better stands higher, by numbers that can be shown."""

import pytest

from core.ids import stable_id
from core.listing import Listing, ShopRef
from search import weights
from search.document import profile
from search.engine import Candidate, EngineQuery
from search.features import FEATURES, measure, wanted
from search.ranking import Wishes, rank
from search.understanding.vocabulary import Vocabulary, build
from tests.support.listings import listing

NOW = 1_800_000_000
WORDS = build([], {"walnut": 20, "board": 300, "oak": 200, "chopping": 40, "gift": 900, "mum": 50}, 1000)


def candidate(item: Listing, cosine: float = 0.4, **more: int) -> Candidate:
    return Candidate(item.id, profile(item, more.pop("created_at", 0)), cosine, **more)


def order(query: EngineQuery, *found: Candidate, wishes: Wishes | None = None) -> list[str]:
    ranked = rank(found, wanted(query, WORDS), weights.read(), wishes or Wishes(NOW))
    return [one.candidate.listing_id for one in ranked]


def ids(*names: str) -> list[str]:
    return [listing(name).id for name in names]


def test_the_rarer_word_in_the_title_counts_most() -> None:
    walnut, oak = listing("w", title="Walnut tray"), listing("o", title="Oak board")
    body = listing("b", title="Tray", description="Looks good beside a walnut board")
    query = EngineQuery(words=("walnut", "board"))
    assert order(query, candidate(oak), candidate(body), candidate(walnut))[0] == walnut.id


def test_word_forms_and_other_names_count_as_the_word() -> None:
    item = candidate(listing("m", title="Chopping boards for mothers"))
    query = EngineQuery(words=("board", "chop", "mum"), same={"mum": ("mother", "mom")})
    measured = dict(zip(FEATURES, measure(wanted(query, WORDS), item), strict=True))
    assert measured["complete"] == measured["coverage"] == 1.0


def test_nearness_in_meaning_decides_between_equal_words() -> None:
    near, far = listing("near", title="Oak board"), listing("far", title="Oak board")
    assert order(EngineQuery(words=("oak",)), candidate(far, 0.3), candidate(near, 0.6)) == ids("near", "far")


def test_a_misspelt_word_still_leans_to_titles_with_its_letters() -> None:
    right, other = listing("right", title="Walnut board"), listing("other", title="Cherry board")
    assert order(EngineQuery(words=("walnutt",)), candidate(other), candidate(right)) == ids("right", "other")


def test_numbers_must_be_the_same_numbers() -> None:
    eight, six = listing("eight", title="Frame 8 x 10"), listing("six", title="Frame 18 x 100")
    query = EngineQuery(words=("frame", "8", "10"))
    assert order(query, candidate(six), candidate(eight)) == ids("eight", "six")


def test_one_shop_does_not_fill_the_page_when_others_fit_as_well() -> None:
    shop = ShopRef(id=stable_id("shp", "big"), name="Big")
    mine = [candidate(listing(f"big{n}", title="Oak board", shop=shop)) for n in range(6)]
    other = candidate(listing("zz-other", title="Oak board"), 0.399)
    query = EngineQuery(words=("oak", "board"))
    assert order(query, *mine, other).index(other.listing_id) <= 1
    assert order(query, *mine, other, wishes=Wishes(NOW, spread_shops=False))[-1] == other.listing_id


def test_what_is_leant_to_and_what_is_new_only_tip_the_scales() -> None:
    cheap = candidate(listing("cheap", title="Oak board", price=(500, "GBP")))
    dear = candidate(listing("dear", title="Oak board", price=(9000, "GBP")))
    unfit = candidate(listing("unfit", title="Pebble", price=(100, "GBP")), 0.1)
    query = EngineQuery(words=("oak", "board"))
    assert order(query, unfit, dear, cheap, wishes=Wishes(NOW, "low")) == ids("cheap", "dear", "unfit")
    assert order(query, unfit, cheap, dear, wishes=Wishes(NOW, "high"))[:2] == ids("dear", "cheap")
    new = candidate(listing("zz-new", title="Oak board"), created_at=NOW)
    assert order(query, dear, new)[0] == new.listing_id


@pytest.mark.parametrize("words", [(), ("",), ("'",), ("£",), ("a" * 300,), tuple("abcdefgh" * 20)])
def test_no_query_is_too_strange_to_be_measured(words: tuple[str, ...]) -> None:
    sought = wanted(EngineQuery(words=words, same=dict.fromkeys(words, ("", "x"))), Vocabulary())
    assert all(0 <= value < 1000 for value in measure(sought, candidate(listing("any"))))


def test_the_weights_that_ship_name_every_feature_once() -> None:
    found = weights.read()
    assert len(found.features) == len(FEATURES) == len(set(FEATURES))
    assert found.version >= 1
