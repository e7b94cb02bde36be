"""What messages do: those of tills about stock, those of carriers about parcels."""

from sqlalchemy.ext.asyncio import AsyncConnection

from write_api.audit.authors import Author
from write_api.inventory import service as inventory
from write_api.orders import carriers
from write_api.orders.carriers import ShipmentMessage
from write_api.orders.notices import Notices
from write_api.webhooks.receiving import Intake, Known, Taken
from write_api.webhooks.shapes import StockMessage

REFUSED_ROWS_LOGGED = 20


async def _count(connection: AsyncConnection, known: Known, message: StockMessage) -> Taken:
    report = await inventory.apply(
        connection,
        Author(client_id=known.id),
        known.shop_id,
        [row.as_change() for row in message.items],
        counted_at=message.occurred_at,
    )
    refused = [row for row in report.items if row.outcome not in ("updated", "unchanged")]
    rows = [{"sku": row.sku, "outcome": row.outcome} for row in refused[:REFUSED_ROWS_LOGGED]]
    return Taken(report.updated, report.unchanged, report.refused, {"refused_rows": rows})


STOCK = Intake("inventory", StockMessage, lambda message: message.occurred_at, _count)


def shipments(notices: Notices) -> Intake[ShipmentMessage]:
    """Return what carriers' messages do, and who hears of it."""

    async def follow(connection: AsyncConnection, known: Known, message: ShipmentMessage) -> Taken:
        refusal = await carriers.apply(
            connection, Author(client_id=known.id), known.shop_id, message, notices
        )
        if refusal is not None:
            return Taken(0, 0, 1, {"refused_because": refusal})
        return Taken(1, 0, 0, {})

    return Intake("orders", ShipmentMessage, lambda message: message.occurred_at, follow)
