"""A shopper looks around: searches, turns a page, opens a piece, thinks, and searches again."""

import random
from collections.abc import Callable
from typing import Any, TypeVar

from locust import FastHttpUser, task
from locust.exception import RescheduleTask

from load.answers import has_our_tools, page_within, same_piece, speaks_our_version
from load.mcp_messages import Message, WrongAnswerError, call_tool, request, result_of
from load.wishes import Wish, Zipf, read_wishes

T = TypeVar("T")
Check = Callable[[dict[str, Any]], T]

PAGE = 12
NEXT_PAGE_SHARE = 0.2
OPEN_SHARE = 0.6


class Shopper(FastHttpUser):
    """One assistant acting for one shopper. Each step checks the body of its answer, not only the status."""

    def on_start(self) -> None:
        """Take up the settings."""
        options = self.environment.parsed_options
        self.chance = random.Random()
        self.wishes = Zipf(read_wishes(), options.zipf)
        self.may_be_empty = options.allow_empty
        self.knows_the_server = False

    def wait_time(self) -> float:
        """Think, in seconds."""
        options = self.environment.parsed_options
        return self.chance.uniform(options.think_min, options.think_max)

    @task
    def browse(self) -> None:
        """Search; sometimes look at the next page; mostly open a piece."""
        if not self.knows_the_server:
            self.meet_the_server()
        wish = self.wishes.choose(self.chance)
        page = self.search(wish)
        if page["next_cursor"] and self.chance.random() < NEXT_PAGE_SHARE:
            page = self.next_page(wish, page)
        if page["items"] and self.chance.random() < OPEN_SHARE:
            self.open_piece(self.chance.choice(page["items"]))

    def meet_the_server(self) -> None:
        """Learn what there is, as a host does once."""
        self.ask("discover", request("server/discover"), speaks_our_version)
        self.ask("tools/list", request("tools/list"), has_our_tools)
        self.knows_the_server = True

    def search(self, wish: Wish) -> dict[str, Any]:
        """Search with the shopper's own words."""

        def check(result: dict[str, Any]) -> dict[str, Any]:
            page = page_within(result, wish.limits)
            if not page["items"] and not self.may_be_empty:
                raise WrongAnswerError(f"nothing found for {wish.query!r}")
            return page

        return self.ask("search", call_tool("search_listings", {"query": wish.query, "limit": PAGE}), check)

    def next_page(self, wish: Wish, page: dict[str, Any]) -> dict[str, Any]:
        """Ask for the page after this one; no piece may be on both."""
        arguments = {"query": wish.query, "limit": PAGE, "cursor": page["next_cursor"]}
        message = call_tool("search_listings", arguments)
        return self.ask(
            "search, next page", message, lambda result: page_within(result, wish.limits, after=page)
        )

    def open_piece(self, item: dict[str, Any]) -> None:
        """Open a piece of a page; it must be the same piece at the same price."""
        message = call_tool("get_listing", {"listing_id": item["id"]})
        self.ask("get_listing", message, lambda result: same_piece(result, item))

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
