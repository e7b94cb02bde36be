"""What shoppers ask for."""

import random
import re
from collections import Counter
from pathlib import Path

import pytest

from load.wishes import Limits, Wish, Zipf, read_wishes

CURRENCY_SIGN = {"£": "GBP", "$": "USD", "pounds": "GBP", "dollars": "USD"}
PRICED = re.compile(r"[£$]\s?\d|\d+ (?:pounds|dollars)|no more than")


def test_the_list_is_long_and_names_nothing_twice() -> None:
    queries = [wish.query for wish in read_wishes()]
    assert len(queries) >= 300
    assert len(set(queries)) == len(queries)


def test_every_wish_that_names_a_price_says_what_it_allows() -> None:
    for wish in read_wishes():
        assert bool(PRICED.search(wish.query)) == (wish.limits is not None), wish.query
        for sign, currency in CURRENCY_SIGN.items():
            if sign in wish.query:
                assert wish.limits is not None
                assert wish.limits.currency == currency


def test_limits_are_inclusive_and_bound_to_their_currency() -> None:
    limits = Limits(500, 1500, "GBP")
    allowed = [n for n in (499, 500, 1500, 1501) if limits.allow({"amount_minor": n, "currency": "GBP"})]
    assert allowed == [500, 1500]
    assert not limits.allow({"amount_minor": 1000, "currency": "USD"})


def test_limits_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    (tmp_path / "queries.txt").write_text("# comment\nmug | under 5\n")
    with pytest.raises(ValueError, match="mug"):
        read_wishes(tmp_path / "queries.txt")


def test_the_first_wish_is_asked_twice_as_often_as_the_second_under_exponent_one() -> None:
    wishes = [Wish("first"), Wish("second"), Wish("third")]
    zipf, chance = Zipf(wishes, exponent=1.0), random.Random(1)
    asked = Counter(zipf.choose(chance).query for _ in range(11_000))
    assert asked["first"] / asked["second"] == pytest.approx(2, rel=0.1)
    assert asked["first"] / asked["third"] == pytest.approx(3, rel=0.1)
