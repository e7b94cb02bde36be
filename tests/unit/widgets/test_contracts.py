"""What the widgets are told about the wire is what the wire is."""

import pytest

from cli.contracts import CONTRACTS, contract_path, typescript


@pytest.mark.parametrize("folder", CONTRACTS)
def test_a_committed_contract_is_up_to_date(folder: str) -> None:
    committed = contract_path(folder).read_text(encoding="utf-8")
    assert committed == typescript(CONTRACTS[folder]), "Run `python -m cli.contracts` and commit the result."


def test_a_contract_names_its_tool_and_every_shape_it_uses() -> None:
    text = typescript(CONTRACTS["product-grid"])
    assert 'export const TOOL = "search_listings";' in text
    for shape in ("ListingPage", "ListingSummary", "Money", "Interpretation", "PriceRange"):
        assert f"export interface {shape} {{" in text
    assert "  next_cursor: string | null;" in text
    assert "  category: Record<string, number>;" in text
