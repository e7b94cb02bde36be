"""What the edge stands on, already open: the read service, the write API, the keys, the widgets."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from core.auth import TokenVerifier
from core.listing import Listing, ListingPage
from core.rates import Rates
from mcp_edge.sightings import Sightings
from mcp_edge.write_client import WriteClient
from search import listings
from search.arguments import SearchArguments
from widgets import Bundle


@dataclass(frozen=True)
class Reads:
    """The three questions that the read service answers; a test gives its own functions."""

    search_listings: Callable[[SearchArguments], Awaitable[ListingPage]]
    get_listing: Callable[[str], Awaitable[Listing]]
    count: Callable[[], Awaitable[int]]


def reads_of(catalogue: listings.Catalogue) -> Reads:
    """Return the questions as asked of an open catalogue, in this process."""
    return Reads(
        search_listings=partial(listings.search_listings, catalogue),
        get_listing=partial(listings.get_listing, catalogue),
        count=catalogue.index.count,
    )


Draw = Callable[[str, str, Sequence[str], Sequence[str], str], str]


@dataclass(frozen=True)
class Services:
    """Everything open that a request may need.

    `draw(seed, category, colors, materials, title)` returns a picture as SVG; `media` is the folder of
    uploaded pictures; `playground` is the folder of
    the built playground, None when it is not served; `public_base_url` has no slash at its end; without
    `rates` no request is counted.
    """

    reads: Reads
    writes: WriteClient
    verifier: TokenVerifier
    draw: Draw
    public_base_url: str
    issuer: str
    media: Path
    widgets: Mapping[str, Bundle] = field(default_factory=dict)
    playground: Path | None = None
    rates: Rates | None = None
    sightings: Sightings = field(default_factory=Sightings)

    @property
    def resource(self) -> str:
        """The address of the MCP endpoint: the audience of the tokens that are accepted."""
        return f"{self.public_base_url}/mcp"

    @property
    def resource_metadata(self) -> str:
        """Where a client learns who issues tokens for the endpoint (RFC 9728)."""
        return f"{self.public_base_url}/.well-known/oauth-protected-resource/mcp"
