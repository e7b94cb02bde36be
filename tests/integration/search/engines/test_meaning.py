"""Candidates by relevance: words and meaning together, with all that ranking asks of each."""

import dataclasses

import numpy as np
import pytest

from core.ids import stable_id
from core.listing import ShopRef
from search.document import profile
from search.engine import EngineQuery
from search.geo import Circle
from tests.integration.search.engines.conftest import Engine, without_vector
from tests.support.listings import document, listing, vector


async def test_a_removed_listing_is_gone_from_words_meaning_and_filters(engine: Engine) -> None:
    kept, gone = listing("kept", title="Oak stool"), listing("gone", title="Oak table")
    await engine.put(kept, gone)
    assert len(await engine.skus("oak")) == 2
    await engine.write(removes=[gone])
    nearest = await engine.find("oak", vector=vector("Oak table"))
    assert [candidate.listing_id for candidate in nearest.candidates] == [kept.id]
    assert nearest.total == 1
    assert await engine.reader.load([gone.id]) == {}


async def test_the_nearest_in_meaning_is_found_without_a_common_word(engine: Engine) -> None:
    await engine.put(*(listing(f"n{i}", title=f"Nothing like it {i}") for i in range(50)))
    await engine.write(document(listing("gift", title="Seed box"), meaning="for people who garden"))
    answer = await engine.find("mum", vector=vector("for people who garden"))
    assert len(answer.candidates) == answer.total == 1
    assert answer.candidates[0].cosine == pytest.approx(1.0, abs=1e-5)
    assert answer.facets.category == {"Home > Curiosities": 1}


async def test_each_candidate_has_its_profile_and_its_cosine_however_it_was_found(engine: Engine) -> None:
    said = listing(
        "said", title="Oak stool", tags=["Red"], description="Sturdy", rating=4.5, price=(7, "GBP")
    )
    await engine.write(document(said, created_at=99), document(listing("meant", title="Elm chest")))
    wanted = vector("Elm chest")
    found = {one.listing_id: one for one in (await engine.find("oak", vector=wanted)).candidates}
    assert set(found) == {said.id, listing("meant").id}
    assert found[said.id].profile == profile(said, 99)
    assert found[said.id].cosine == pytest.approx(float(vector("Oak stool") @ wanted), abs=1e-5)
    assert found[listing("meant").id].cosine == pytest.approx(1.0, abs=1e-5)


async def test_a_listing_is_found_by_its_words_before_its_vector_is_there(engine: Engine) -> None:
    early = document(listing("early", title="Oak stool"))
    await engine.write(without_vector(early))
    [found] = (await engine.find("oak", vector=vector("Oak stool"))).candidates
    assert found.cosine == 0.0
    assert (await engine.find("elm", vector=vector("Oak stool"))).total == 0
    await engine.write(early)
    [found] = (await engine.find("elm", vector=vector("Oak stool"))).candidates
    assert found.cosine == pytest.approx(1.0, abs=1e-5)


async def test_a_vector_that_no_longer_fits_is_taken_away_or_replaced(engine: Engine) -> None:
    item = listing("it", title="Oak stool")
    await engine.write(document(item, meaning="first"))
    await engine.write(document(item, meaning="second"))
    assert (await engine.find("elm", vector=vector("first"))).total == 0
    assert (await engine.find("elm", vector=vector("second"))).total == 1
    await engine.write(without_vector(document(item)))
    assert (await engine.find("elm", vector=vector("second"))).total == 0
    # The same vector again, after a change of nothing else, must not be taken for stored.
    await engine.write(document(item, meaning="second"))
    assert (await engine.find("elm", vector=vector("second"))).total == 1


async def test_a_price_that_changes_leaves_the_meaning_alone(engine: Engine) -> None:
    for price in (100, 200, 300):
        await engine.write(document(listing("it", title="Oak stool", price=(price, "GBP"))))
    [found] = (await engine.find("elm", vector=vector("Oak stool"))).candidates
    assert found.cosine == pytest.approx(1.0, abs=1e-5)
    assert found.profile is not None
    assert found.profile.price_minor == 300


async def test_named_values_that_a_listing_states_are_counted(engine: Engine) -> None:
    await engine.put(
        listing("both", title="Oak stool", colors=["Red"], materials=["Oak"]),
        listing("one", title="Oak table", colors=["blue"]),
        listing("none", title="Oak bench"),
    )
    groups = (frozenset({"color:red", "color:blue"}), frozenset({"material:oak"}))
    answer = await engine.find("oak", vector=vector("Oak bench"), raised_by=groups)
    assert {one.listing_id: one.raised for one in answer.candidates} == {
        listing("both").id: 2,
        listing("one").id: 1,
        listing("none").id: 0,
    }


async def test_who_states_what_was_named_is_found_from_further_away(engine: Engine) -> None:
    wanted, across = vector("for my mum"), vector("anything")
    off = 0.2 * wanted + (0.96**0.5) * (across - (across @ wanted) * wanted)
    for name, tags in (("stating", ["tea"]), ("silent", [])):
        made = document(listing(name, title="Box", tags=tags))
        await engine.write(dataclasses.replace(made, vector=(off / np.linalg.norm(off)).astype(np.float32)))
    query = EngineQuery(("mum",), wanted, raised_by=(frozenset({"tag:tea"}),))
    answer = await engine.reader.find(query)
    assert await engine.named(answer) == ["stating"]
    assert answer.total == answer.candidates[0].raised == 1


async def test_each_step_deeper_brings_others_until_all_were_there(engine: Engine) -> None:
    await engine.put(*(listing(f"n{n}", title=f"Oak {n} stool{' thing' * (n % 7)}") for n in range(40)))
    seen: set[str] = set()
    for depth, wanted in enumerate((2, 8, 32, 40)):
        query = EngineQuery(("oak", "stool"), vector("nothing like it"), pool=2, depth=depth)
        answer = await engine.reader.find(query)
        found = {one.listing_id for one in answer.candidates}
        assert not found & seen
        assert {one.tier for one in answer.candidates} == {depth}
        assert (answer.total, answer.more) == (40, depth < 3)
        seen |= found
        assert len(seen) == wanted


async def test_what_is_near_stays_in_the_first_tier_when_its_words_are_found_deeper(engine: Engine) -> None:
    stools = [listing(f"n{n}", title=f"Oak stool{' thing' * (n + 1)}") for n in range(40)]
    await engine.put(*stools)
    seen: list[str] = []
    for depth in range(4):
        query = EngineQuery(("oak", "stool"), vector(stools[-1].title), pool=2, depth=depth)
        answer = await engine.reader.find(query)
        seen += [one.listing_id for one in answer.candidates]
        assert answer.total == 40
    assert seen[2] == stools[-1].id
    assert sorted(seen) == sorted(stool.id for stool in stools)


async def test_shops_around_the_place_it_shall_be_made_in_are_raised(engine: Engine) -> None:
    leeds, portland = (53.801, -1.549), (45.515, -122.678)
    for name, place in (("leeds", leeds), ("portland", portland), ("nowhere", None)):
        shop = ShopRef(id=stable_id("shp", name), name=name)
        await engine.write(
            document(listing(name, title="Oak stool", tags=["tea"], shop=shop), location=place)
        )
    near = Circle(portland, 80)
    answer = await engine.find(
        "oak", vector=vector("Oak"), raised_near=near, raised_by=(frozenset({"tag:tea"}),)
    )
    raised = {one.listing_id: one.raised for one in answer.candidates}
    assert raised == {listing("portland").id: 2, listing("leeds").id: 1, listing("nowhere").id: 1}
    alone = await engine.find("oak", vector=vector("Oak"), raised_near=near)
    assert sum(one.raised for one in alone.candidates) == 1
