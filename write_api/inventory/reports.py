"""What a maker hears of a stock call, row by row. Pure."""

from collections.abc import Mapping, Sequence

from core.inventory import StockChange, StockReport, StockRow
from write_api.inventory.rules import Decision, Shelf

NAMED_IN_SENTENCE = 5


def report(
    wanted: Sequence[StockChange], decided: Mapping[str, Decision], shelves: Mapping[str, Shelf]
) -> StockReport:
    """Return what became of each row, by what was decided for its SKU, with the shelves as they are now."""
    whose = {stock.sku: shelf for shelf in shelves.values() for stock in shelf.living}
    with_variants = {shelf.sku: shelf for shelf in shelves.values() if shelf.has_variants}
    rows: list[StockRow] = []
    seen: set[str] = set()
    for row in wanted:
        if row.sku in seen:
            detail = "An earlier row of this call names the SKU already, and only the first counts."
            rows.append(StockRow(sku=row.sku, outcome="repeated_sku", detail=detail))
        elif row.sku in decided:
            rows.append(_decided(decided[row.sku], whose[row.sku]))
            seen.add(row.sku)
        elif row.sku in with_variants:
            rows.append(_has_variants(with_variants[row.sku]))
        else:
            detail = "Your shop has no listing with this SKU. Check its spelling, capitals included."
            rows.append(StockRow(sku=row.sku, outcome="unknown_sku", detail=detail))
    outcomes = [row.outcome for row in rows]
    updated, unchanged = outcomes.count("updated"), outcomes.count("unchanged")
    return StockReport(
        items=rows, updated=updated, unchanged=unchanged, refused=len(rows) - updated - unchanged
    )


def _decided(decision: Decision, shelf: Shelf) -> StockRow:
    stock = decision.after
    return StockRow(
        sku=stock.sku,
        outcome=decision.outcome,
        detail=decision.detail,
        listing_id=shelf.id,
        variant_id=stock.variant_id or None,
        quantity=stock.quantity,
        held=stock.held,
        available=stock.available,
        state=shelf.state,
        version=shelf.version,
    )


def _has_variants(shelf: Shelf) -> StockRow:
    skus = [stock.sku for stock in shelf.living]
    more = f" and {len(skus) - NAMED_IN_SENTENCE} more" if len(skus) > NAMED_IN_SENTENCE else ""
    return StockRow(
        sku=shelf.sku,
        outcome="has_variants",
        detail="The listing has variants, and their stock is what it has. Send their SKUs: "
        f"{', '.join(skus[:NAMED_IN_SENTENCE])}{more}.",
        listing_id=shelf.id,
        quantity=shelf.quantity,
        held=shelf.held,
        available=shelf.quantity - shelf.held,
        state=shelf.state,
        version=shelf.version,
    )
