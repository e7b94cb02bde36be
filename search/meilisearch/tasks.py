"""Meilisearch's tasks: what it was asked to write is written when its task says so, and not before."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

from search.engine import IndexUnavailableError
from search.meilisearch.client import Client

FIRST_PAUSE_SECONDS = 0.005
LONGEST_PAUSE_SECONDS = 0.25
PAGE = 100
UNDER_WAY = ("enqueued", "processing")

Task = dict[str, Any]


async def ended(client: Client, uids: Sequence[int]) -> list[Task]:
    """Return the tasks once all have ended, well or not.

    Raises:
        IndexUnavailableError: the server failed them for reasons of its own, or somebody cancelled one.
        AwayError: the server does not answer.
    """
    found: list[Task] = []
    for start in range(0, len(uids), PAGE):
        found += await _page(client, uids[start : start + PAGE])
    for task in found:
        if task["status"] == "canceled":
            raise IndexUnavailableError(f"Task {task['uid']} of Meilisearch was cancelled.")
        if task["status"] == "failed" and task["error"]["type"] != "invalid_request":
            # Such as a full disk: no document is to blame.
            raise IndexUnavailableError(f"Meilisearch could not write: {task['error']['code']}.")
    return found


async def _page(client: Client, uids: Sequence[int]) -> list[Task]:
    pause = FIRST_PAUSE_SECONDS
    query = f"/tasks?uids={','.join(map(str, uids))}&limit={len(uids)}"
    while True:
        found: list[Task] = (await client.request("GET", query))["results"]
        if len(found) < len(set(uids)):
            raise IndexUnavailableError("MEILISEARCH_API_KEY may not see the tasks of what it writes.")
        if all(task["status"] not in UNDER_WAY for task in found):
            return found
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE_SECONDS)


async def no_swap_is_under_way(client: Client) -> None:
    """Return when the server has no swap left to do.

    A key for single indexes may not see tasks of swaps, which belong to none; their number it is told.
    """
    pause = FIRST_PAUSE_SECONDS
    query = f"/tasks?types=indexSwap&statuses={','.join(UNDER_WAY)}&limit=1"
    while (await client.request("GET", query))["total"]:
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE_SECONDS)


def refusals(tasks: Iterable[Task]) -> list[str]:
    """Return why the failed ones among the tasks failed, in the server's words."""
    return [str(task["error"]["message"]) for task in tasks if task["status"] == "failed"]
