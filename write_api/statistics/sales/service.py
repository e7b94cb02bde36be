"""What was sold on some days: from tallies where there are some, from the orders where not."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from write_api.statistics.rules import DAY, Days, Figures, start_of
from write_api.statistics.sales import spans, store
from write_api.statistics.sales.spans import Span
from write_api.statistics.sales.store import ListingTotal

WORTH_A_TALLY = 1000  # orders that had to be added up


@dataclass(frozen=True)
class Sold:
    """What was sold, by currency and day, and of each listing; the days before are among the former only.

    `is_costly` tells that many orders had to be added up, which tallies would save.
    """

    by_day: Mapping[str, Mapping[date, Figures]]
    listings: list[ListingTotal]
    is_costly: bool


def with_before(days: Days) -> Days:
    """Return the days and as many before them."""
    return Days(days.before.first, days.last, days.zone)


def within(days: Days) -> Span:
    """Return the span of all the days together."""
    return Span(start_of(days.first, days.zone), start_of(days.last + DAY, days.zone))


async def sold(connection: AsyncConnection, shop_id: str, days: Days) -> Sold:
    """Return what was sold on these days and as many before. The caller's transaction sees one state of all."""
    all_days = with_before(days)
    tallied = await store.tallied(connection, shop_id, within(all_days))
    of_day = spans.of_days(all_days)
    rest = [span for span in of_day if span not in tallied]
    by_start = {span.starts_at: day for span, day in of_day.items()}

    added = await store.totals(connection, shop_id, rest) if rest else []
    known = [id_ for span, id_ in tallied.items() if span in of_day]
    found: dict[str, dict[date, Figures]] = defaultdict(dict)
    for total in added + (await store.tallied_totals(connection, known) if known else []):
        found[total.currency][by_start[total.starts_at]] = total.figures
    return Sold(
        found,
        await _listings(connection, shop_id, days, tallied),
        sum(one.figures.orders + one.figures.cancelled_orders for one in added) >= WORTH_A_TALLY,
    )


async def _listings(
    connection: AsyncConnection, shop_id: str, days: Days, tallied: Mapping[Span, int]
) -> list[ListingTotal]:
    cover = spans.cover(days, tallied)
    stretches = cover.stretches()
    ids = [tallied[span] for span in (*cover.months, *cover.days)]
    parts = await store.listings(connection, shop_id, stretches) if stretches else []
    parts += await store.tallied_listings(connection, ids) if ids else []
    sums: dict[tuple[str, str], ListingTotal] = {}
    for part in parts:
        key = (part.listing_id, part.currency)
        before = sums.get(key, ListingTotal(*key, 0, 0))
        sums[key] = before._replace(
            pieces=before.pieces + part.pieces, revenue_minor=before.revenue_minor + part.revenue_minor
        )
    return [one for one in sums.values() if one.pieces > 0]
