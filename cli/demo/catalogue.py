"""The demo catalogue: every product of the table as an import row, the same on every machine."""

from cli.demo.descriptions import describe
from cli.demo.facts import facts_of
from cli.demo.offers import offer_for
from cli.demo.shops import shop_for
from cli.demo.source import SourceRow, source_rows
from cli.demo.titles import readable_title
from core.listing import ImportRow

_MOST_WORDS = 20


def catalogue() -> list[ImportRow]:
    """Return the demo's listings in the order of the product table; pure, and about a second's work."""
    return [_row(row) for row in source_rows()]


def _row(row: SourceRow) -> ImportRow:
    title = readable_title(row.raw_title)
    facts = facts_of(title)
    shop = shop_for(facts.category, row.code)
    offer = offer_for(facts, row.code, row.price_gbp, shop.currency)
    return ImportRow.model_validate(
        {
            "sku": row.code,
            "title": title,
            "price_minor": offer.price_minor,
            "currency": shop.currency,
            "description": describe(facts, row.code),
            "category": facts.category,
            "shop": shop.name,
            "city": shop.city,
            "region": shop.region,
            "country": shop.country,
            "lat": shop.lat,
            "lng": shop.lng,
            "quantity": offer.quantity,
            "materials": facts.materials,
            "colors": facts.colors,
            "occasions": facts.occasions,
            "recipients": facts.recipients,
            "tags": facts.interests[:_MOST_WORDS],
            "style": facts.styles,
            "made_to_order": offer.made_to_order,
            "lead_days": offer.lead_days,
            "personalization": offer.personalization,
            "ships_to": shop.ships_to,
        }
    )
