"""Rows of orders as the shapes that buyers and makers get; `site` is where our own pictures are."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from core.cart import Total
from core.listing import Image, ShopRef
from write_api.orders import rules, shapes
from write_api.orders.reading.store import Found

SUMS = ("items", "discount", "shipping", "tax", "total")


def order(row: RowMapping, found: Found, events: Iterable[RowMapping], site: str) -> shapes.Order:
    """Return an order as its buyer sees it."""
    cancelled = sum(part["cancelled_minor"] for part in found.parts)
    return shapes.Order(
        id=row["id"],
        number=row["number"],
        status=rules.status_of([part["status"] for part in found.parts]),
        placed_at=row["placed_at"],
        amounts=_amounts(row, cancelled),
        ship_to=shapes.Address(**row["ship_to"]),
        gift=_gift(row),
        shop_orders=[shapes.ShopOrder(**_part(part, found, site), shop=_shop(part)) for part in found.parts],
        timeline=_timeline(events),
    )


def summary(row: RowMapping, found: Found, site: str) -> shapes.OrderSummary:
    """Return an order in few words; of what was found, its own parts count."""
    parts = [part for part in found.parts if part["order_id"] == row["id"]]
    return shapes.OrderSummary(
        id=row["id"],
        number=row["number"],
        status=rules.status_of([part["status"] for part in parts]),
        placed_at=row["placed_at"],
        total=_money(row, row["total_minor"]),
        cancelled=_money(row, sum(part["cancelled_minor"] for part in parts)),
        shop_orders=[_in_few_words(part, found, site) for part in parts],
    )


def seller_order(found: Found, events: Iterable[RowMapping], now: datetime, site: str) -> shapes.SellerOrder:
    """Return the one part that was found as its maker sees it."""
    part = found.parts[0]
    ended_at = part["delivered_at"] or part["cancelled_at"]
    is_shown = rules.shows_address(part["status"], ended_at, now)
    return shapes.SellerOrder(
        **_part(part, found, site),
        number=part["number"],
        ship_to=shapes.Address(**part["ship_to"]) if is_shown else None,
        gift=_gift(part),
        fee=_money(part, part["fee_minor"]),
        timeline=_timeline(events),
    )


def seller_summary(part: RowMapping, found: Found, site: str) -> shapes.SellerOrderSummary:
    """Return a part in few words for its maker."""
    return shapes.SellerOrderSummary(
        **{name: part[name] for name in ("id", "number", "status", "placed_at", "ship_by", "version")},
        total=_money(part, part["total_minor"]),
        cancelled=_money(part, part["cancelled_minor"]),
        lines=_lines_in_few_words(part, found, site),
        unread_messages=_messages(part, found)["unread"],
    )


def _part(part: RowMapping, found: Found, site: str) -> dict[str, Any]:
    messages = _messages(part, found)
    return {name: part[name] for name in ("id", "status", "placed_at", "ship_by", "version")} | {
        "tracking": _tracking(part),
        "amounts": _amounts(part, part["cancelled_minor"]),
        "lines": [_line(part, line, site) for line in found.lines.get(part["id"], [])],
        "adjustments": [_adjustment(part, one) for one in found.adjustments.get(part["id"], [])],
        "messages": messages["messages"],
        "unread_messages": messages["unread"],
    }


def _in_few_words(part: RowMapping, found: Found, site: str) -> shapes.PartSummary:
    return shapes.PartSummary(
        **{name: part[name] for name in ("id", "status", "ship_by")},
        shop=_shop(part),
        tracking=_tracking(part),
        lines=_lines_in_few_words(part, found, site),
        unread_messages=_messages(part, found)["unread"],
    )


def _lines_in_few_words(part: RowMapping, found: Found, site: str) -> list[shapes.LineSummary]:
    return [
        shapes.LineSummary(title=line["title"], quantity=line["quantity"], image=_image(line, site))
        for line in found.lines.get(part["id"], [])
    ]


def _line(part: RowMapping, line: RowMapping, site: str) -> shapes.OrderLine:
    kept = (
        "id", "listing_id", "variant_id", "sku", "title", "options", "personalization", "quantity", "cancelled",
        "made_to_order", "lead_days",
    )  # fmt: skip
    paid = line["price_minor"] * line["quantity"] - line["discount_minor"] + line["tax_minor"]
    return shapes.OrderLine(
        **{name: line[name] for name in kept},
        image=_image(line, site),
        price=_money(part, line["price_minor"]),
        paid=_money(part, paid),
    )


def _adjustment(part: RowMapping, row: RowMapping) -> shapes.Adjustment:
    return shapes.Adjustment(
        **{name: row[name] for name in ("id", "kind", "reason", "lines", "created_at", "settled_at")},
        amount=_money(part, row["amount_minor"]),
    )


def _timeline(events: Iterable[RowMapping]) -> list[shapes.TimelineEvent]:
    shown: Sequence[str] = ("kind", "source", "shop_order_id", "happened_at", "data")
    return [shapes.TimelineEvent(**{name: event[name] for name in shown}) for event in events]


def _amounts(row: RowMapping, cancelled_minor: int) -> shapes.Amounts:
    sums = {name: _money(row, row[f"{name}_minor"]) for name in SUMS}
    return shapes.Amounts(**sums, cancelled=_money(row, cancelled_minor))


def _money(row: RowMapping, minor: int) -> Total:
    return Total(amount_minor=minor, currency=row["currency"])


def _messages(part: RowMapping, found: Found) -> Mapping[str, int]:
    counted = found.messages.get(part["id"])
    return (
        {"messages": 0, "unread": 0}
        if counted is None
        else {name: counted[name] for name in ("messages", "unread")}
    )


def _shop(part: RowMapping) -> ShopRef:
    return ShopRef(
        id=part["shop_id"], name=part["shop_name"], city=part["shop_city"], country=part["shop_country"]
    )


def _tracking(part: RowMapping) -> shapes.Tracking | None:
    return shapes.Tracking(**part["tracking"]) if part["tracking"] else None


def _image(line: RowMapping, site: str) -> Image | None:
    if line["image"] is None:
        return None
    image = Image(**line["image"])
    return image.model_copy(update={"url": site + image.url}) if image.url.startswith("/") else image


def _gift(row: RowMapping) -> shapes.Gift | None:
    return shapes.Gift(**row["gift"]) if row["gift"] else None
