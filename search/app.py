"""The HTTP read API: the three public functions behind three routes."""

from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

from aiohttp import web
from pydantic import Field, field_validator

from core.errors import Code
from core.http import health
from core.http.counting import counting
from core.http.documentation import add_documentation
from core.http.middleware import LONGEST_ADDRESS, log_requests, render_errors, set_safe_headers
from core.http.openapi import About
from core.http.operations import Answer, Call, Operation, json_of, register
from core.http.unreadable import answer_unreadable
from core.listing import CategoryCount, Listing, ListingPage, Wire
from core.settings import Index, Limits, OptionalRedis, Site
from search import listings
from search.arguments import SearchArguments, Text
from search.listings import Catalogue, open_catalogue

ABOUT = About("CraftLocal read API", "Where shoppers look: listings on offer, found by words and meaning.")
CATALOGUE = web.AppKey("CATALOGUE", Catalogue)


class SearchParameters(SearchArguments):
    """The arguments as query parameters: lists are separated by commas, `q` also works for `query`."""

    q: Annotated[Text, Field(max_length=256)] = Field(default="", description="The same as `query`")

    @field_validator("materials", "exclude_materials", "colors", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return [word for word in value.split(",") if word.strip()] if isinstance(value, str) else value

    def arguments(self) -> SearchArguments:
        """Return the search that was asked for."""
        fields = {name: getattr(self, name) for name in SearchArguments.model_fields}
        return SearchArguments.model_construct(**fields | {"query": self.query or self.q})


class CategoryList(Wire):
    """All categories on offer."""

    items: list[CategoryCount]


async def search_listings(call: Call[None, SearchParameters]) -> web.Response:
    """Search the catalogue."""
    page = await listings.search_listings(call.request.app[CATALOGUE], call.query.arguments())
    return json_of(page)


async def get_listing(call: Call[None, None]) -> web.Response:
    """Return one listing."""
    return json_of(await listings.get_listing(call.request.app[CATALOGUE], call.request.match_info["id"]))


async def list_categories(call: Call[None, None]) -> web.Response:
    """Return every category with listings in stock."""
    return json_of(CategoryList(items=await listings.categories(call.request.app[CATALOGUE])))


async def _index_answers(app: web.Application) -> None:
    await app[CATALOGUE].index.count()


OPERATIONS: tuple[Operation[Any, Any], ...] = (
    Operation(
        method="GET", path="/api/v1/listings/search", tag="Listings", summary="Search the catalogue",
        handler=search_listings, query=SearchParameters, answers={200: Answer("The best matches", ListingPage)},
        errors=(Code.INVALID_CURSOR,),
    ),
    Operation(
        method="GET", path="/api/v1/listings/{id}", tag="Listings", summary="One listing on offer",
        handler=get_listing, answers={200: Answer("The listing", Listing)}, errors=(Code.LISTING_NOT_FOUND,),
    ),
    Operation(
        method="GET", path="/api/v1/categories", tag="Categories", summary="Categories with listings in stock",
        handler=list_categories, answers={200: Answer("By path, parents included", CategoryList)},
    ),
    *health.operations({"index": _index_answers}),
)  # fmt: skip


def create_app(
    index: Index, site: Site, limits: Limits | None = None, redis: OptionalRedis | None = None
) -> web.Application:
    """Return the application, ready to run; without `redis` no request is counted."""
    app = web.Application(
        middlewares=[log_requests, render_errors()], handler_args={"max_line_size": LONGEST_ADDRESS}
    )
    app.on_response_prepare.append(set_safe_headers)
    answer_unreadable()
    app.cleanup_ctx.append(_catalogue(index, site))
    if limits and redis:
        app.cleanup_ctx.append(counting(limits, redis))
    register(app, OPERATIONS)
    add_documentation(app, OPERATIONS, ABOUT)
    return app


def _catalogue(index: Index, site: Site) -> Callable[[web.Application], AsyncIterator[None]]:
    async def context(app: web.Application) -> AsyncIterator[None]:
        async with open_catalogue(index, site) as catalogue:
            app[CATALOGUE] = catalogue
            yield

    return context
