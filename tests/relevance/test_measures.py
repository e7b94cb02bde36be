"""What the measures say of rankings whose worth is known, and what fitting makes of known weights."""

import numpy as np
import pytest

from tests.relevance import lambda_rank, metrics
from tests.relevance.conditions import Offered, violations
from tests.relevance.judged_set import Query
from tests.relevance.lambda_rank import Case
from tests.support.listings import listing

GRADES = {"best": 3, "good": 2, "fair": 1, "bad": 0}
BATH = (51.381, -2.359)


def test_the_best_order_scores_one_and_any_other_less() -> None:
    assert metrics.ndcg(["best", "good", "fair", "bad"], GRADES) == pytest.approx(1)
    assert metrics.ndcg(["good", "best", "fair", "bad"], GRADES) < 1
    assert metrics.ndcg(["bad"], GRADES) == 0


def test_what_nobody_judged_costs_strictly_and_only_there() -> None:
    ranked = ["unknown", "best", "good", "fair"]
    assert metrics.ndcg(ranked, GRADES) < 1
    assert metrics.judged_ndcg(ranked, GRADES) == pytest.approx(1)
    assert metrics.judged_share(ranked, GRADES) == 0.75


def test_recall_counts_what_serves() -> None:
    assert metrics.recall(["best", "fair", "bad"], GRADES) == 0.5


def test_an_interval_holds_the_mean_and_narrows_with_more_queries() -> None:
    few, many = [0.0, 1.0] * 5, [0.0, 1.0] * 500
    low, high = metrics.interval(few)
    assert low < 0.5 < high
    assert metrics.interval(many)[1] < high


def test_a_gain_everywhere_is_no_chance_and_none_on_average_is_one() -> None:
    assert metrics.chance_of_no_gain([0.1] * 20) == 0
    assert 0.3 < metrics.chance_of_no_gain([0.1, -0.1] * 20) < 0.7


def test_agreement_is_one_when_complete_and_none_at_random() -> None:
    first = [0, 1, 2, 3] * 50
    assert metrics.kappa(first, first) == 1
    assert abs(metrics.kappa(first, list(np.random.default_rng(1).permutation(first)))) < 0.2


@pytest.mark.parametrize(
    ("must", "changes"),
    [
        ({"currency": "GBP"}, {"price": (100, "USD")}),
        ({"max_minor": 100}, {"price": (101, "GBP")}),
        ({"min_minor": 100}, {"price": (99, "GBP")}),
        ({"without": ["gold"]}, {"title": "A gold ring"}),
        ({"without": ["heart"]}, {"title": "Five Hearts"}),
        ({"without": ["gold"]}, {"materials": ["gold"]}),
        ({"without_category": ["Rings"]}, {"category": "Jewellery > Rings"}),
        ({"near": {"lat": 55.86, "lng": -4.25, "km": 80}}, {}),
        ({"ships_to": "US"}, {"ships_to": ["GB"]}),
        ({}, {"in_stock": False}),
    ],
)
def test_a_broken_condition_is_found(must: dict[str, object], changes: dict[str, object]) -> None:
    query = Query("price-01", "a thing", "", must=must)
    [broken] = violations(
        query, [Offered(listing("kept"), BATH)] * 0 + [Offered(listing("it", **changes), BATH)]
    )
    assert (broken.sku, broken.rank) == ("it", 1)


def test_mother_of_pearl_is_no_pearl_and_golden_no_gold() -> None:
    query = Query("negation-01", "a thing", "", must={"without": ["pearl", "gold"]})
    for title in ("Mother-of-Pearl Ring", "Golden Hour Print", "Marigold Seeds"):
        assert violations(query, [Offered(listing("it", title=title), BATH)]) == []


TRUTH = np.array([0.0, 5.0, 0.0, 1.0])
PRIOR = np.array([2.0, 1.0, 1.0, 1.0])


def made_up(count: int, seed: int = 3) -> lambda_rank.Cases:
    """Return queries whose grades follow from the features under TRUTH."""
    random = np.random.default_rng(seed)
    cases = []
    for at in range(count):
        features = random.random((40, 4))
        places = np.argsort(np.argsort(-(features @ TRUTH)))
        grades = [3 if place < 3 else 2 if place < 8 else 1 if place < 14 else 0 for place in places]
        cases.append(Case(f"wish{at // 2}", features.tolist(), grades, grades))
    return lambda_rank.side_by_side(cases)


def test_fitting_finds_what_ranks_and_helps_queries_it_never_saw() -> None:
    cases, others = made_up(40), made_up(40, seed=4)
    fitted = lambda_rank.fit(cases, PRIOR, shrink=0.001)
    assert np.argmax(fitted) == 1
    assert others.ndcgs(fitted).mean() > others.ndcgs(PRIOR).mean() + 0.2
    assert lambda_rank.held_out(cases, PRIOR, 0.001, 5)[0].mean() > cases.ndcgs(PRIOR).mean() + 0.2


def test_fitting_again_gives_the_same_weights() -> None:
    cases = made_up(20)
    assert (lambda_rank.fit(cases, PRIOR, 0.01) == lambda_rank.fit(cases, PRIOR, 0.01)).all()


def test_what_is_right_already_stays_right() -> None:
    cases = made_up(20)
    assert cases.ndcgs(lambda_rank.fit(cases, TRUTH, shrink=0.01)).mean() > 0.95


def test_no_weight_goes_below_zero() -> None:
    assert (lambda_rank.fit(made_up(20), PRIOR, shrink=0.0) >= 0).all()


def test_a_query_that_finds_nothing_counts_as_nothing() -> None:
    found = Case("one", [[1.0], [0.0]], [0, 3], [3])
    nothing = Case("two", [], [], [3, 2])
    cases = lambda_rank.side_by_side([found, nothing])
    assert cases.ndcgs(np.array([-1.0])).tolist() == [1.0, 0.0]
