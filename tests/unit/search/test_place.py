"""Places in words and arguments: what is one, what is not, and which town of several was meant."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from core.errors import Code, MarketError
from search.arguments import SearchArguments
from search.geo import distance_km
from search.understanding.interpret import ParsedQuery, interpret
from search.understanding.place import Whereabouts, find_place, read_place
from search.understanding.text import PAUSE, normalise, tokens
from tests.support.vocabulary import TODAY, small_vocabulary

VOCABULARY = small_vocabulary()


def ask(query: str = "", **arguments: object) -> ParsedQuery:
    return interpret(SearchArguments.model_validate({"query": query} | arguments), VOCABULARY, TODAY)


@pytest.mark.parametrize(
    ("query", "place", "radius_km", "left"),
    [
        ("cutting board near Portland", "Portland, Oregon, US", 80, "cutting board"),
        ("cutting board near Portland, Maine", "Portland, Maine, US", 80, "cutting board"),
        ("mug near portland me", "Portland, Oregon, US", 80, "mug me"),
        ("mug near Portland, ME under £5", "Portland, Maine, US", 80, "mug under £ 5"),
        ("mug close to Hebden Bridge for dad", "Hebden Bridge, England, GB", 80, "mug for dad"),
        ("mug within 20 miles of Leeds", "Leeds, England, GB", 32.18688, "mug"),
        ("mug within 20 km from new york", "New York, New York, US", 20, "mug"),
        ("pottery near london canada", "London, Ontario, CA", 80, "pottery"),
        ("mug near New York City under £5", "New York, New York, US", 80, "mug under £ 5"),
        ("mug near washington dc", "Washington, District of Columbia, US", 80, "mug"),
        ("mug near Portland, Oregon, USA", "Portland, Oregon, US", 80, "mug"),
        ("mug in austin tx", "Austin, Texas, US", 80, "mug"),
        ("mug in nyc", "New York, New York, US", 80, "mug"),
        ("mug near portland or leeds", "Portland, Oregon, US", 80, "mug"),
        ("pottery near münchen", "Munich, DE", 80, "pottery"),
        ("mug, not far from Leeds", "Leeds, England, GB", 80, "mug"),
        ("nowhere near leeds but near york", "York, England, GB", 80, "but"),
        ("pottery near Newcastle", "Newcastle upon Tyne, England, GB", 80, "pottery"),
    ],
)
def test_a_town_after_near_is_a_place(query: str, place: str, radius_km: float, left: str) -> None:
    where, rest = read_place(tokens(normalise(query)))
    found = where.place
    assert found is not None
    assert found.city.name == place
    assert found.circle().radius_km == pytest.approx(radius_km)
    assert " ".join(token for token in rest if token != PAUSE) == left


@pytest.mark.parametrize(
    "query",
    ["bath mat", "print of paris", "near perfect mug", "within 2 days of", "york near", "near",
     "chester drawers", "within x miles of leeds", "within 0 miles of leeds", "reading lamp",
     "christmas in new york", "midnight in paris", "emily in paris mug", "marathon in boston",
     "mug near paris texas", "breakfast in rome"],
)  # fmt: skip
def test_a_town_without_near_is_a_word(query: str) -> None:
    where, left = read_place(tokens(normalise(query)))
    assert (where, left) == (Whereabouts(), tokens(query))


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("NYC", "New York, New York, US"), ("Washington, D.C.", "Washington, District of Columbia, US"),
        ("Portland OR", "Portland, Oregon, US"), ("Portland ME", "Portland, Maine, US"),
        ("Portland, OR, USA", "Portland, Oregon, US"), ("Rome, Italy", "Rome, IT"),
        ("Barcelona, Spain", "Barcelona, ES"), ("Zürich", "Zurich, CH"), ("malmö", "Malmo, SE"),
        ("København", "Copenhagen, DK"), ("St. Louis", "St Louis, Missouri, US"),
        ("Perth, Australia", "Perth, Western Australia, AU"),
    ],
)  # fmt: skip
def test_a_town_is_known_by_its_other_names_and_with_its_region_and_country(said: str, name: str) -> None:
    found = find_place(said)
    assert found is not None
    assert found.city.name == name


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("mugs not near leeds", "mugs"), ("mugs not in London", "mugs"), ("mug nowhere near london", "mug"),
        ("mug far from leeds", "mug"), ("ring not made in leeds", "ring"), ("mug delivered in London", "mug"),
        ("mug delivered to London", "mug"), ("mug that ships to the uk", "mug that"),
        ("candle from outside london", "candle from"), ("gift for my aunt in leeds", "gift for my aunt"),
        ("present for gran in york under £20", "present for gran under £ 20"),
    ],
)  # fmt: skip
def test_where_no_maker_is_looked_for_is_neither_searched_for_nor_a_condition(query: str, left: str) -> None:
    where, rest = read_place(tokens(query))
    assert where == Whereabouts()
    assert " ".join(token for token in rest if token != PAUSE) == left


def test_other_towns_of_the_name_are_offered() -> None:
    parsed = ask("bowl near Portland")
    assert parsed.interpretation.alternatives == ["near Portland, Maine, US"]
    assert [found.label for found in parsed.interpretation.understood] == [
        "within 80 km of Portland, Oregon, US"
    ]
    assert ask("bowl near Portland, Oregon").interpretation.alternatives == []


def test_near_me_says_that_a_town_is_needed() -> None:
    parsed = ask("candle near me")
    assert parsed.words == ("candle",)
    assert parsed.filters.within is None
    assert parsed.interpretation.alternatives == ["near a town: name it, as we are not told where you are"]


def test_the_argument_wins_over_the_words() -> None:
    parsed = ask("mug near Leeds", near="York", radius_km=10)
    assert parsed.words == ("mug",)
    assert parsed.filters.within is not None
    assert parsed.filters.within.radius_km == 10
    assert parsed.interpretation.understood[0].label == "within 10 km of York, England, GB"


@pytest.mark.parametrize(
    ("arguments", "param"),
    [
        ({"near": "12 High Street"}, "near"), ({"near": "?"}, "near"), ({"radius_km": 5}, "radius_km"),
        ({"deliver_by": "2026-11-22"}, "deliver_by"),
    ],
)  # fmt: skip
def test_what_has_no_meaning_is_refused_by_name(arguments: dict[str, Any], param: str) -> None:
    with pytest.raises(MarketError) as refused:
        ask(**arguments)
    assert (refused.value.code, refused.value.param) == (Code.INVALID_REQUEST, param)


@pytest.mark.parametrize(
    "arguments",
    [{"ships_to": "USA"}, {"ships_to": "us"}, {"radius_km": 0, "near": "York"}, {"deliver_by": "soon"}],
)
def test_arguments_out_of_shape_are_refused(arguments: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        SearchArguments.model_validate(arguments)


def test_distances_are_those_of_the_globe() -> None:
    london, paris = find_place("London"), find_place("Paris")
    assert london is not None
    assert paris is not None
    far = distance_km((london.city.lat, london.city.lng), (paris.city.lat, paris.city.lng))
    assert far == pytest.approx(343.5, abs=1)
    assert distance_km((0, 179.5), (0, -179.5)) == pytest.approx(111.2, abs=0.1)
    assert distance_km((51.5, 0), (51.5, 0)) == 0


def test_a_day_leaves_the_maker_what_the_post_does_not_take() -> None:
    parsed = ask("mug", deliver_by="2026-12-24", ships_to="US", personalizable=True)
    assert parsed.filters.max_lead_days == 29
    assert {frozenset({"ships_to:us"}), frozenset({"personalizable"})} <= set(parsed.filters.any_of)
    assert [found.label for found in parsed.interpretation.understood] == [
        "ships to US", "can be personalised", "by 24 December (2 days of it for the post)"
    ]  # fmt: skip
    assert ask("mug", deliver_by=str(date(2026, 11, 23))).filters.max_lead_days == -2


def test_a_personalised_piece_is_asked_for_and_need_not_say_so() -> None:
    parsed = ask("personalised mug")
    assert [wish.label for wish in parsed.loose.asked] == ["can be personalised"]
    assert (parsed.words, parsed.also) == (("mug",), ("personalised",))
    assert ask("made-to-order mug").words == ("mug",)
    assert ask("personalised mug", personalizable=True).loose.asked == ()


def test_where_a_piece_comes_from_is_a_wish_and_no_condition() -> None:
    parsed = ask("mug made in Portland")
    assert parsed.filters.within is None
    assert parsed.raised_near is not None
    assert (parsed.words, parsed.also) == (("mug",), ("portland",))
    assert [found.label for found in parsed.interpretation.understood] == [
        "made around Portland, Oregon, US first among equals"
    ]
    assert ask("mug made in England").also == ("england",)


@pytest.mark.parametrize(
    ("query", "arguments", "around"),
    [
        ("mug near Leeds", {}, "Leeds, England, GB"),
        ("mug within 20 miles of Leeds", {}, None),
        ("mug near Leeds", {"radius_km": 10}, None),
        ("mug", {"near": "Leeds"}, None),
    ],
)
def test_only_a_distance_that_nobody_said_may_grow(
    query: str, arguments: dict[str, object], around: str | None
) -> None:
    assert ask(query, **arguments).loose.around == around
