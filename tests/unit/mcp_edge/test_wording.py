"""Strangers' words in our sentences."""

from hypothesis import given
from hypothesis import strategies as st

from mcp_edge.tools.wording import flat, priced, quoted
from tests.support.listings import listing


def test_a_title_is_quoted_and_cannot_close_its_quotation() -> None:
    assert quoted('The "best” mug\nof all') == "“The 'best' mug of all”"


@given(st.text(max_size=300))
def test_whatever_a_seller_writes_becomes_one_short_printable_line(text: str) -> None:
    line = flat(text)
    assert line.isprintable()
    assert len(line) <= 80
    assert quoted(text).count("”") == 1


def test_a_price_that_is_the_lowest_of_several_says_so() -> None:
    mug = listing("mug", price=(3000, "GBP"))
    assert priced(mug) == "£30.00"
    assert priced(mug.model_copy(update={"price_varies": True})) == "£30.00 and up"
