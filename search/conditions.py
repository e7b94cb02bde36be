"""Whether one listing meets the conditions of a search. Pure."""

from core.listing import Listing
from search.document import terms
from search.engine import Filters


def meets(listing: Listing, filters: Filters) -> bool:
    """Tell whether it meets all that may change from one moment to the next: terms, price and lead time."""
    stated, price = set(terms(listing)), listing.price.amount_minor
    return (
        all(not group.isdisjoint(stated) for group in filters.any_of)
        and filters.none_of.isdisjoint(stated)
        and (filters.min_price_minor is None or price >= filters.min_price_minor)
        and (filters.max_price_minor is None or price <= filters.max_price_minor)
        and (filters.max_lead_days is None or listing.lead_days <= filters.max_lead_days)
    )
