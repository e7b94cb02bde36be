"""Cursors are ours, belong to one search, and come back as they were given."""

import pytest

from core.errors import Code, MarketError
from core.ids import stable_id
from search import cursors
from search.arguments import SearchArguments
from search.cursors import DEEPEST, Place

MUG = SearchArguments(query="mug")
HERE = Place(tier=1, index=12, after=stable_id("lst", "here"))


@pytest.mark.parametrize(
    "cursor", ["", "x", "AAAA", "MS4w", "=====", "ééé", "MS5hYmMuLTU", "Mi4uLi4", "A" * 512]
)
def test_a_cursor_that_is_not_ours_is_refused(cursor: str) -> None:
    asked = MUG.model_copy(update={"cursor": cursor})
    for read in (cursors.place, cursors.position):
        with pytest.raises(MarketError) as refused:
            read(asked)
        assert refused.value.code is Code.INVALID_CURSOR


@pytest.mark.parametrize("number", [-1, cursors.LARGEST, 2**64, 10**400])
def test_a_number_that_no_engine_can_go_on_from_is_refused(number: int) -> None:
    with pytest.raises(MarketError):
        cursors.position(MUG.model_copy(update={"cursor": cursors.encode_position(MUG, number)}))


@pytest.mark.parametrize("place", [Place(DEEPEST + 1, 0, HERE.after), Place(-1, 0, HERE.after), Place(0, -1)])
def test_a_place_deeper_than_any_page_is_refused(place: Place) -> None:
    with pytest.raises(MarketError):
        cursors.place(MUG.model_copy(update={"cursor": cursors.encode_place(MUG, place)}))


def test_a_cursor_comes_back_as_it_was_given() -> None:
    assert cursors.place(MUG.model_copy(update={"cursor": cursors.encode_place(MUG, HERE)})) == HERE
    assert cursors.position(MUG.model_copy(update={"cursor": cursors.encode_position(MUG, 2**62)})) == 2**62


def test_a_cursor_belongs_to_its_search_and_its_order() -> None:
    place, position = cursors.encode_place(MUG, HERE), cursors.encode_position(MUG, 7)
    for read, cursor in ((cursors.place, position), (cursors.position, place)):
        with pytest.raises(MarketError):
            read(MUG.model_copy(update={"cursor": cursor}))
    with pytest.raises(MarketError, match="another search"):
        cursors.place(SearchArguments(query="bowl", cursor=place))
