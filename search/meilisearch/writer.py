"""The Meilisearch engine's writing side: whole documents only, so that a repeat is harmless."""

import asyncio
import gzip
from collections import deque
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar

import orjson

from search.document import TIE_BITS, IndexDocument
from search.engine import IndexUnavailableError
from search.meilisearch import tasks
from search.meilisearch.client import WRITING, AnswerError, AwayError, Client, check_version, connect
from search.meilisearch.documents import digest, fault, to_document
from search.meilisearch.filters import ids as with_ids
from search.meilisearch.generations import Generations
from search.meilisearch.settings import FORMAT
from search.writing import DocumentsRefusedError, Entry, Generation

# More at once loads no faster, and what is written to the current index waits behind it.
MOST_UNDER_WAY = 4000
ENTRIES_PAGE = 1000

P = ParamSpec("P")
T = TypeVar("T")


def _for_indexer(method: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    @wraps(method)
    async def wrapped(*arguments: P.args, **named: P.kwargs) -> T:
        try:
            return await method(*arguments, **named)
        except (AwayError, AnswerError) as error:
            raise IndexUnavailableError(f"Meilisearch: {error}") from error

    return wrapped


class _Sent(NamedTuple):
    """Staged documents whose task has not ended yet; kept for the case that it fails with another's."""

    task: int
    documents: int
    payload: bytes


class MeilisearchWriter:
    """Writes to the index under the plain name, and fills others aside."""

    def __init__(self, client: Client, uid: str, dimensions: int) -> None:
        self._client = client
        self._uid = uid
        self._dimensions = dimensions
        self._generations = Generations(client, uid, dimensions)
        self._under_way: dict[str, deque[_Sent]] = {}
        self._opened = AsyncExitStack()

    @classmethod
    async def open(cls, url: str, key: str, uid: str, dimensions: int) -> "MeilisearchWriter":
        """Connect to a server.

        Raises:
            IndexUnavailableError: there is none, or not one we know.
        """
        async with AsyncExitStack() as opened:
            client = await opened.enter_async_context(connect(url, key, WRITING))
            await check_version(client)
            writer = cls(client, uid, dimensions)
            writer._opened = opened.pop_all()
            return writer

    @_for_indexer
    async def current(self) -> Generation | None:
        """Return the generation that is read; None when there is none, or its format is another version's."""
        found = await self._generations.label_of(self._uid)
        if found is None or (found.format, found.dimensions) != (FORMAT, self._dimensions):
            return None
        return Generation(found.name, found.model)

    @_for_indexer
    async def apply(self, puts: Sequence[IndexDocument], removes: Collection[str]) -> None:
        """Change the current generation; durable and searchable, all of it, when this returns.

        Raises:
            DocumentsRefusedError: something in this batch cannot be written; nothing of it was.
            IndexUnavailableError: the engine does not answer; the batch may have been written or not.
        """
        self._check(puts)
        if puts:
            await self._put(puts)
        if removes:
            # After the documents, not with them: were those refused, the removals would be half of a batch.
            await self._done(await self._send_removes(self._uid, removes))

    async def _put(self, puts: Sequence[IndexDocument]) -> None:
        # Asked first: a listing whose vector is stored already keeps it, and is written in a fraction of the time.
        # It also makes sure of the index, which Meilisearch would make up, without settings, for any document.
        stored = await self._digests([document.listing.id for document in puts])
        payload = await asyncio.to_thread(_payload, puts, stored)
        await self._done(await self._send(self._uid, payload))

    async def _digests(self, listing_ids: Sequence[str]) -> dict[str, str]:
        body = {
            "filter": with_ids(listing_ids),
            "fields": ["id", "vector_digest"],
            "limit": len(listing_ids),
        }
        found = await self._client.request("POST", f"/indexes/{self._uid}/documents/fetch", body)
        return {one["id"]: one["vector_digest"] for one in found["results"]}

    def _check(self, puts: Sequence[IndexDocument]) -> None:
        for document in puts:
            if reason := fault(document, self._dimensions):
                raise DocumentsRefusedError(f"{document.listing.id}: {reason}")

    async def _send(self, uid: str, payload: bytes) -> int:
        path = f"/indexes/{uid}/documents"
        return int((await self._client.request("POST", path, ndjson_gzip=payload))["taskUid"])

    async def _send_removes(self, uid: str, listing_ids: Collection[str]) -> int:
        path = f"/indexes/{uid}/documents/delete-batch"
        return int((await self._client.request("POST", path, sorted(listing_ids)))["taskUid"])

    async def _done(self, task: int) -> None:
        if refused := tasks.refusals(await tasks.ended(self._client, [task])):
            raise DocumentsRefusedError(refused[0])

    @_for_indexer
    async def create(self, model: str) -> Generation:
        """Return a generation to fill that nobody reads: an unfinished one of this model, or an empty one."""
        made = await self._generations.create(model)
        return Generation(made.name, made.model)

    @_for_indexer
    async def stage(
        self, generation: Generation, puts: Sequence[IndexDocument], removes: Collection[str]
    ) -> None:
        """Add to a generation that is being filled; what is staged is durable after a while, or when flushed.

        Raises:
            DocumentsRefusedError: something staged so far cannot be written. Of what we can tell beforehand it
                is one of these, and none of these was sent.
        """
        self._check(puts)
        under_way = self._under_way.setdefault(generation.name, deque())
        while sum(sent.documents for sent in under_way) + len(puts) > MOST_UNDER_WAY and under_way:
            await self._settle(generation, 1)
        if puts:
            payload = await asyncio.to_thread(_payload, puts, {})
            task = await self._send(generation.name, payload)
            under_way.append(_Sent(task, len(puts), payload))
        if removes:
            await self._settle(generation, len(under_way))
            await self._done(await self._send_removes(generation.name, removes))

    @_for_indexer
    async def flush(self, generation: Generation) -> None:
        """Return when all that was staged is durable.

        Raises:
            DocumentsRefusedError: something staged cannot be written.
        """
        await self._settle(generation, len(self._under_way.get(generation.name, ())))

    async def _settle(self, generation: Generation, oldest: int) -> None:
        """Wait for the oldest batches under way. One that failed may have failed for another's fault."""
        under_way = self._under_way.get(generation.name, deque())
        batches = [under_way.popleft() for _ in range(oldest)]
        ended = {task["uid"]: task for task in await tasks.ended(self._client, [one.task for one in batches])}
        for batch in batches:
            if tasks.refusals([ended[batch.task]]):
                await self._done(await self._send(generation.name, batch.payload))

    @_for_indexer
    async def publish(self, generation: Generation) -> None:
        """Flush, and make this generation the one that is read, in one step; the one before stays for now."""
        await self._settle(generation, len(self._under_way.get(generation.name, ())))
        await self._generations.publish(generation.name)
        self._under_way.pop(generation.name, None)

    @_for_indexer
    async def prune(self, older_than: timedelta) -> list[str]:
        """Delete generations that were replaced this long ago or given up; return their names."""
        return await self._generations.prune(older_than)

    async def entries(self, generation: Generation) -> AsyncIterator[Sequence[Entry]]:
        """Yield what a generation holds, in pages, in no order."""
        current = await self.current()
        uid = self._uid if current and current.name == generation.name else generation.name
        pages = await self._pages(uid)
        for page in range(pages):
            # By ties, not by offset: whatever comes or goes meanwhile moves nothing to another page.
            low, high = ((at << TIE_BITS) // pages for at in (page, page + 1))
            yield await self._entries(uid, low, high)

    @_for_indexer
    async def _pages(self, uid: str) -> int:
        stats = await self._client.request("GET", f"/indexes/{uid}/stats")
        return int(stats["numberOfDocuments"]) // ENTRIES_PAGE + 1

    @_for_indexer
    async def _entries(self, uid: str, low: int, high: int) -> list[Entry]:
        body = {
            "filter": f"tie >= {low} AND tie < {high}",
            "fields": ["id", "revision", "vector_digest"],
            "limit": 10 * ENTRIES_PAGE,
        }
        found = await self._client.request("POST", f"/indexes/{uid}/documents/fetch", body)
        return [Entry(one["id"], one["revision"], bool(one["vector_digest"])) for one in found["results"]]

    async def close(self) -> None:
        """Let go of the server; what was sent is written nevertheless."""
        await self._opened.aclose()


def _payload(puts: Sequence[IndexDocument], stored: dict[str, str]) -> bytes:
    """Return the documents as compressed lines; the vectors that are stored already stay away."""
    lines = []
    for document in puts:
        kept = document.vector is not None and stored.get(document.listing.id) == digest(document.vector)
        fields = to_document(document, with_vector=not kept)
        lines.append(orjson.dumps(fields, option=orjson.OPT_SERIALIZE_NUMPY))
    return gzip.compress(b"\n".join(lines), compresslevel=1)
