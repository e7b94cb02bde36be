"""search_listings(), get_listing(), categories(): all that others call."""

from dataclasses import dataclass

from core.listing import CategoryCount, Listing, ListingPage
from search.arguments import SearchArguments


@dataclass
class Catalogue:
    """An open catalogue to read from: engine, embedder, and the public address that links start with."""


async def open_catalogue() -> Catalogue:
    """Open the index named by the settings for reading."""
    raise NotImplementedError


async def search_listings(catalogue: Catalogue, arguments: SearchArguments) -> ListingPage:
    """Return the listings that fit best.

    Raises:
        MarketError: invalid_request (min over max), invalid_cursor, not_ready (no index yet).
    """
    raise NotImplementedError


async def get_listing(catalogue: Catalogue, listing_id: str) -> Listing:
    """Return one listing that is on offer.

    Raises:
        MarketError: listing_not_found.
    """
    raise NotImplementedError


async def categories(catalogue: Catalogue) -> list[CategoryCount]:
    """Return every category path that has listings on offer, by path."""
    raise NotImplementedError
