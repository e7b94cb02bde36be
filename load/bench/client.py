"""The shop's HTTP as a maker and a shopper use it: create, search, delete."""

import asyncio
import contextlib
from dataclasses import dataclass
from typing import Any, Literal

import aiohttp

from load import mcp_messages
from load.bench.errors import OverdueError, WriteFailedError
from load.bench.pieces import Piece
from load.bench.shop import Audience, Shop

LISTINGS = "/api/v1/sellers/listings"
LARGEST_PAGE = 100
AT_ONCE = 8
READY_POLL_SECONDS = 0.1

Way = Literal["mcp", "rest"]
AUDIENCES: dict[Way, Audience] = {"mcp": "edge", "rest": "write-api"}


@dataclass(frozen=True)
class Created:
    """An acknowledged write; `replayed` when the answer is that of an earlier, lost one."""

    listing_id: str
    replayed: bool = False


@dataclass(frozen=True)
class Client:
    """Speaks to one shop over one pool of connections."""

    session: aiohttp.ClientSession
    shop: Shop

    async def create(self, piece: Piece, way: Way) -> Created:
        """List a piece.

        Raises:
            WriteFailedError: it was not acknowledged.
        """
        try:
            return await (self._create_by_mcp(piece) if way == "mcp" else self._create_by_rest(piece))
        except (aiohttp.ClientError, TimeoutError, mcp_messages.WrongAnswerError) as error:
            raise WriteFailedError(f"{type(error).__name__}: {error}") from error

    async def _create_by_rest(self, piece: Piece) -> Created:
        headers = {**await self._as_seller(), "Idempotency-Key": piece.key}
        url = self.shop.write_api + LISTINGS
        async with self.session.post(url, json=piece.for_rest(), headers=headers) as answer:
            if answer.status != 201:
                raise WriteFailedError(f"HTTP {answer.status}: {(await answer.text())[:200]}")
            listing = await answer.json()
            return Created(listing["id"], answer.headers.get("Idempotent-Replayed") == "true")

    async def _create_by_mcp(self, piece: Piece) -> Created:
        message = mcp_messages.call_tool("create_listing", piece.for_mcp())
        headers = {**message.headers, "Authorization": f"Bearer {await self.shop.token('edge')}"}
        url = f"{self.shop.edge}/mcp"
        async with self.session.post(url, data=message.body, headers=headers) as answer:
            result = mcp_messages.result_of(answer.status, await answer.text())
        return Created(mcp_messages.content_of(result)["id"])

    async def search(self, query: str, **parameters: str) -> dict[str, Any]:
        """Return a page of the read API.

        Raises:
            aiohttp.ClientError: the search failed; it is not what is being shaken, so that ends the run.
        """
        asked = {"q": query, "limit": "20", **parameters}
        url = f"{self.shop.search}/api/v1/listings/search"
        async with self.session.get(url, params=asked, raise_for_status=True) as answer:
            page: dict[str, Any] = await answer.json()
            return page

    async def found(self, piece: Piece) -> list[str]:
        """Return the ids of all listings that a search for the piece's own word finds with it in the title."""
        page = await self.search(piece.word)
        return [item["id"] for item in page["items"] if piece.word in item["title"]]

    async def own_listings(self, run: str) -> list[dict[str, Any]]:
        """Return what the database has of a run, newest first; deleted ones too."""
        found: list[dict[str, Any]] = []
        cursor = ""
        while True:
            parameters = {"limit": str(LARGEST_PAGE)} | ({"cursor": cursor} if cursor else {})
            async with self.session.get(
                self.shop.write_api + LISTINGS,
                params=parameters,
                headers=await self._as_seller(),
                raise_for_status=True,
            ) as answer:
                page = await answer.json()
            found += [listing for listing in page["items"] if run in listing["title"]]
            cursor = page["next_cursor"] or ""
            # Newest first: a page without any of the run ends it.
            if not cursor or not any(run in listing["title"] for listing in page["items"]):
                return found

    async def delete(self, listing_ids: list[str]) -> None:
        """Take listings off again, a few at a time."""
        turns = asyncio.Semaphore(AT_ONCE)
        headers = await self._as_seller()

        async def one(listing_id: str) -> None:
            url = f"{self.shop.write_api}{LISTINGS}/{listing_id}"
            async with turns, self.session.delete(url, headers=headers, raise_for_status=True):
                pass

        await asyncio.gather(*(one(listing_id) for listing_id in listing_ids))

    async def until_ready(self, within_seconds: float = 60.0) -> None:
        """Return when the write API can work.

        Raises:
            OverdueError: it did not come back in time.
        """
        deadline = asyncio.get_running_loop().time() + within_seconds
        while asyncio.get_running_loop().time() < deadline:
            with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                async with self.session.get(f"{self.shop.write_api}/ready") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(READY_POLL_SECONDS)
        raise OverdueError(f"write_api was not ready after {within_seconds:.0f} s")

    async def _as_seller(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {await self.shop.token('write-api')}"}
