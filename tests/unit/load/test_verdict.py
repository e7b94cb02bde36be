"""The verdict after the kills: nothing that is lost, doubled or mixed up passes."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
import pytest

from load.bench import verdict
from load.bench.client import Client, Created
from load.bench.kills import Shaken
from load.bench.pieces import Piece, new_pieces
from load.bench.shop import Shop


@dataclass
class Truth:
    """What a stand-in of the shop holds: ids by the word of their piece, in the index and in the database."""

    index: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    database: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True)
class StandIn(Client):
    """A shop that answers from a Truth."""

    truth: Truth = field(default_factory=Truth)

    async def found(self, piece: Piece) -> list[str]:
        return self.truth.index[piece.word]

    async def search(self, query: str, **parameters: str) -> dict[str, Any]:
        assert (query, parameters) == (PIECES[0].run, {"sort": "newest"})
        return {"total": sum(map(len, self.truth.index.values()))}

    async def own_listings(self, run: str) -> list[dict[str, Any]]:
        assert run == PIECES[0].run
        return [{"id": listing_id} for ids in self.truth.database.values() for listing_id in ids]

    async def until_ready(self, within_seconds: float = 60.0) -> None:
        assert within_seconds


PIECES = new_pieces(3, Random(1))
IDS = {piece.word: f"lst_{number}" for number, piece in enumerate(PIECES)}


@pytest.fixture
def truth() -> Truth:
    held = Truth()
    for word, listing_id in IDS.items():
        held.index[word] = [listing_id]
        held.database[word] = [listing_id]
    return held


async def judged(truth: Truth) -> list[str]:
    shop = Shop(Path("data"), pid=0, edge="", search="", write_api="")
    shaken = Shaken(PIECES[0].run, {piece: Created(IDS[piece.word]) for piece in PIECES})
    async with aiohttp.ClientSession(loop=asyncio.get_running_loop()) as session:
        return (await verdict.judge(StandIn(session, shop, truth), shaken, 0.01)).violations


async def test_a_shop_that_kept_its_word_is_believed(truth: Truth) -> None:
    assert await judged(truth) == []


async def test_a_lost_write_is_a_violation(truth: Truth) -> None:
    lost = PIECES[1].word
    truth.index[lost] = []
    assert (await judged(truth))[0] == f"{lost} is acknowledged and not searchable"


async def test_a_doubled_write_is_a_violation(truth: Truth) -> None:
    doubled = PIECES[1].word
    truth.index[doubled] = [IDS[doubled], "lst_twin"]
    assert f"{doubled} is there 2 times" in (await judged(truth))[0]


async def test_a_write_found_under_another_id_is_a_violation(truth: Truth) -> None:
    truth.index[PIECES[0].word] = ["lst_other"]
    assert "found is lst_other" in (await judged(truth))[0]


async def test_a_double_that_only_the_database_has_is_a_violation(truth: Truth) -> None:
    truth.database[PIECES[2].word].append("lst_hidden")
    assert await judged(truth) == ["the database holds 4 listings of this run, 3 were acknowledged"]


async def test_something_in_the_index_that_nobody_acknowledged_is_a_violation(truth: Truth) -> None:
    truth.index["ghost"] = ["lst_ghost"]
    assert await judged(truth) == ["the index holds 4 listings of this run, 3 were acknowledged"]
