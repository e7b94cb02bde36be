"""What makes an answer right for a shopper. Pure."""

from typing import Any

from load.mcp_messages import WrongAnswerError, content_of
from load.wishes import Limits

TOOLS_NEEDED = {"search_listings", "get_listing"}


def speaks_our_version(result: dict[str, Any]) -> None:
    """Check the answer to server/discover.

    Raises:
        WrongAnswerError: the server has no tools.
    """
    if "tools" not in result["capabilities"]:
        raise WrongAnswerError("a server without tools")


def has_our_tools(result: dict[str, Any]) -> None:
    """Check the answer to tools/list.

    Raises:
        WrongAnswerError: a tool of the journey is missing.
    """
    if missing := TOOLS_NEEDED - {tool["name"] for tool in result["tools"]}:
        raise WrongAnswerError(f"tools/list lacks {', '.join(sorted(missing))}")


def page_within(
    result: dict[str, Any], limits: Limits | None, after: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return the page of a search; `after` is the page before it.

    Raises:
        WrongAnswerError: a piece is beyond the price limits, sold out or on both pages, or the total is too low.
    """
    page = content_of(result)
    if page["total"] < len(page["items"]):
        raise WrongAnswerError(f"total is {page['total']} with {len(page['items'])} items on the page")
    for item in page["items"]:
        if not item["in_stock"]:
            raise WrongAnswerError(f"{item['id']} is sold out")
        if limits and not limits.allow(item["price"]):
            raise WrongAnswerError(f"{item['id']} costs {item['price']}, asked was {limits}")
    shown = {item["id"] for item in after["items"]} if after else set()
    if repeated := shown & {item["id"] for item in page["items"]}:
        raise WrongAnswerError(f"{len(repeated)} pieces are on two pages")
    return page


def same_piece(result: dict[str, Any], item: dict[str, Any]) -> None:
    """Check that a piece opened from a page is the one on the page.

    Raises:
        WrongAnswerError: it is another piece, or has another price.
    """
    piece = content_of(result)
    if (piece["id"], piece["price"]) != (item["id"], item["price"]):
        raise WrongAnswerError(f"{item['id']} opened as another piece or at another price")
