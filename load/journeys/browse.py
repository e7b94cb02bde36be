"""A shopper looks around: searches, turns a page, opens a piece, thinks, and searches again."""

import random
from collections.abc import Callable
from typing import Any, TypeVar

from locust import FastHttpUser, task
from locust.exception import RescheduleTask

from load.mcp_messages import Message, WrongAnswerError, call_tool, content_of, request, result_of
from load.wishes import Limits, Wish, Zipf, read_wishes

T = TypeVar("T")
Check = Callable[[dict[str, Any]], T]

PAGE = 12
NEXT_PAGE_SHARE = 0.2
OPEN_SHARE = 0.6
TOOLS_NEEDED = {"search_listings", "get_listing"}


class Shopper(FastHttpUser):
    """One assistant acting for one shopper. Each step checks the body of its answer, not only the status."""

    def on_start(self) -> None:
        """Get to know the server, as a host does once."""
        options = self.environment.parsed_options
        self.chance = random.Random()
        self.wishes = Zipf(read_wishes(), options.zipf)
        self.may_be_empty = options.allow_empty
        self.ask("discover", request("server/discover"), _speaks_our_version)
        self.ask("tools/list", request("tools/list"), _has_our_tools)

    def wait_time(self) -> float:
        """Think, in seconds."""
        options = self.environment.parsed_options
        return self.chance.uniform(options.think_min, options.think_max)

    @task
    def browse(self) -> None:
        """Search; sometimes look at the next page; mostly open a piece."""
        wish = self.wishes.choose(self.chance)
        page = self.search(wish)
        if page["next_cursor"] and self.chance.random() < NEXT_PAGE_SHARE:
            page = self.next_page(wish, page)
        if page["items"] and self.chance.random() < OPEN_SHARE:
            self.open_piece(self.chance.choice(page["items"]))

    def search(self, wish: Wish) -> dict[str, Any]:
        """Search with the shopper's own words."""

        def check(result: dict[str, Any]) -> dict[str, Any]:
            page = _page_within(result, wish.limits)
            if not page["items"] and not self.may_be_empty:
                raise WrongAnswerError(f"nothing found for {wish.query!r}")
            return page

        return self.ask("search", call_tool("search_listings", {"query": wish.query, "limit": PAGE}), check)

    def next_page(self, wish: Wish, page: dict[str, Any]) -> dict[str, Any]:
        """Ask for the page after this one; no piece may be on both."""
        arguments = {"query": wish.query, "limit": PAGE, "cursor": page["next_cursor"]}
        shown = {item["id"] for item in page["items"]}

        def check(result: dict[str, Any]) -> dict[str, Any]:
            following = _page_within(result, wish.limits)
            if repeated := shown & {item["id"] for item in following["items"]}:
                raise WrongAnswerError(f"{len(repeated)} pieces are on two pages of {wish.query!r}")
            return following

        return self.ask("search, next page", call_tool("search_listings", arguments), check)

    def open_piece(self, item: dict[str, Any]) -> None:
        """Open a piece of a page; it must be the same piece at the same price."""

        def check(result: dict[str, Any]) -> None:
            piece = content_of(result)
            if (piece["id"], piece["price"]) != (item["id"], item["price"]):
                raise WrongAnswerError(f"{item['id']} opened as another piece or at another price")

        self.ask("get_listing", call_tool("get_listing", {"listing_id": item["id"]}), check)

    def ask(self, step: str, message: Message, check: Check[T]) -> T:
        """Send a message and return what `check` makes of the result; a wrong answer is the step's failure."""
        with self.client.post(
            "/mcp", data=message.body, headers=message.headers, name=step, catch_response=True
        ) as answer:
            try:
                return check(result_of(answer.status_code, answer.text or ""))
            except WrongAnswerError as wrong:
                answer.failure(str(wrong) if answer.status_code else f"no answer: {answer.error}")
            except (KeyError, TypeError) as missing:
                answer.failure(f"the answer has another shape: {missing!r}")
        raise RescheduleTask


def _speaks_our_version(result: dict[str, Any]) -> None:
    if "tools" not in result["capabilities"]:
        raise WrongAnswerError("a server without tools")


def _has_our_tools(result: dict[str, Any]) -> None:
    if missing := TOOLS_NEEDED - {tool["name"] for tool in result["tools"]}:
        raise WrongAnswerError(f"tools/list lacks {', '.join(sorted(missing))}")


def _page_within(result: dict[str, Any], limits: Limits | None) -> dict[str, Any]:
    page = content_of(result)
    if page["total"] < len(page["items"]):
        raise WrongAnswerError(f"total is {page['total']} with {len(page['items'])} items on the page")
    for item in page["items"]:
        if not item["in_stock"]:
            raise WrongAnswerError(f"{item['id']} is sold out")
        if limits and not limits.allow(item["price"]):
            raise WrongAnswerError(f"{item['id']} costs {item['price']}, asked was {limits}")
    return page
