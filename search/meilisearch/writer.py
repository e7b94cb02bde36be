"""The Meilisearch engine's writing side: whole documents only, so that a repeat is harmless."""

import asyncio
import gzip
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Coroutine, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar

import orjson

from core.listing import Listing
from search.document import TIE_BITS, IndexDocument
from search.engine import IndexUnavailableError
from search.meilisearch import label, tasks
from search.meilisearch.client import (
    WRITING,
    AnswerError,
    AwayError,
    Client,
    check_version,
    connect,
    unavailable,
)
from search.meilisearch.documents import LABEL_ID, digest, fault, read_listing, to_document
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
            raise unavailable(error) from error

    return wrapped


class _Sent(NamedTuple):
    """Staged documents whose task has not ended yet; kept for the case that it fails with another's."""

    task: int
    documents: int
    payload: bytes


class MeilisearchWriter:
    """Writes to the index under the plain name, and fills others aside; connects when it is first used."""

    def __init__(self, url: str, key: str, uid: str, version_key: str | None = None) -> None:
        self._url = url
        self._key = key
        self._version_key = version_key
        self._uid = uid
        self._opened = AsyncExitStack()
        self._connecting = asyncio.Lock()
        self._connected: Client | None = None
        self._under_way: dict[str, deque[_Sent]] = {}
        self._dimensions: dict[str, int] = {}  # by generation that is being filled
        # Whether all tasks on the current index have ended. Those of a process that was killed may still run.
        self._all_ended = False

    async def _client(self) -> Client:
        async with self._connecting:
            if self._connected is None:
                async with AsyncExitStack() as opened:
                    client = await opened.enter_async_context(connect(self._url, self._key, WRITING))
                    await check_version(client, self._version_key)
                    self._opened, self._connected = opened.pop_all(), client
            return self._connected

    async def _generations(self) -> Generations:
        return Generations(await self._client(), self._uid)

    @_for_indexer
    async def current(self) -> Generation | None:
        """Return the generation that is read; None when there is none, or its format is another version's."""
        found = await (await self._generations()).label_of(self._uid)
        if found is None or found.format != FORMAT:
            return None
        return Generation(found.name, found.model)

    @_for_indexer
    async def apply(self, puts: Sequence[IndexDocument], removes: Collection[str]) -> None:
        """Change the current generation; durable and searchable, all of it, when this returns.

        Raises:
            DocumentsRefusedError: something in this batch cannot be written; nothing of it was.
            IndexUnavailableError: the engine does not answer; the batch may have been written or not.
        """
        if puts:
            await self._put(puts)
        if removes:
            # After the documents, not with them: were those refused, the removals would be half of a batch.
            await self._change(self._send_removes(self._uid, removes))

    async def _put(self, puts: Sequence[IndexDocument]) -> None:
        # Asked first: a listing whose vector is stored already keeps it, and is written in a fraction of the time.
        # It also makes sure of the index: Meilisearch would make one up, without settings, for any document.
        stored = await self._stored([document.listing.id for document in puts])
        found = label.read(stored.get(LABEL_ID, {}))
        if found is None or found.format != FORMAT:
            raise IndexUnavailableError("The search index has another format: run `craftlocal reindex`.")
        _check(puts, found.dimensions)
        digests = {id_: one["vector_digest"] for id_, one in stored.items() if id_ != LABEL_ID}
        # What is stored is not to be relied on while a task may still change it: the vector could go with it.
        payload = await asyncio.to_thread(_payload, puts, found.model, digests if self._all_ended else {})
        await self._change(self._send(self._uid, payload))

    async def _change(self, sending: Awaitable[int]) -> None:
        """Send a task on the current index and wait for it: those sent before have ended by then as well."""
        self._all_ended = False
        ended = await tasks.ended(await self._client(), [await sending])
        self._all_ended = True
        if refused := tasks.refusals(ended):
            raise DocumentsRefusedError(refused[0])

    async def _stored(self, listing_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        body = {
            "filter": with_ids([LABEL_ID, *listing_ids]),
            "fields": ["id", "vector_digest", "label"],
            "limit": len(listing_ids) + 1,
        }
        client = await self._client()
        found = await client.request("POST", f"/indexes/{self._uid}/documents/fetch", body)
        return {one["id"]: one for one in found["results"]}

    async def _send(self, uid: str, payload: bytes) -> int:
        path = f"/indexes/{uid}/documents"
        client = await self._client()
        return int((await client.request("POST", path, ndjson_gzip=payload))["taskUid"])

    async def _send_removes(self, uid: str, listing_ids: Collection[str]) -> int:
        path = f"/indexes/{uid}/documents/delete-batch"
        client = await self._client()
        return int((await client.request("POST", path, sorted(listing_ids)))["taskUid"])

    async def _done(self, task: int) -> None:
        if refused := tasks.refusals(await tasks.ended(await self._client(), [task])):
            raise DocumentsRefusedError(refused[0])

    @_for_indexer
    async def create(self, model: str, dimensions: int) -> Generation:
        """Return a generation to fill that nobody reads: an unfinished one of this model, or an empty one."""
        made = await (await self._generations()).create(model, dimensions)
        self._dimensions[made.name] = dimensions
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
        _check(puts, await self._dimensions_of(generation))
        under_way = self._under_way.setdefault(generation.name, deque())
        while sum(sent.documents for sent in under_way) + len(puts) > MOST_UNDER_WAY and under_way:
            await self._settle(generation, 1)
        if puts:
            payload = await asyncio.to_thread(_payload, puts, generation.model, {})
            task = await self._send(generation.name, payload)
            under_way.append(_Sent(task, len(puts), payload))
        if removes:
            await self._settle(generation, len(under_way))
            await self._done(await self._send_removes(generation.name, removes))

    async def _dimensions_of(self, generation: Generation) -> int:
        if generation.name not in self._dimensions:
            found = await (await self._generations()).label_of(generation.name)
            if found is None:
                raise IndexUnavailableError(f"There is no index {generation.name} to fill.")
            self._dimensions[generation.name] = found.dimensions
        return self._dimensions[generation.name]

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
        ended = {
            task["uid"]: task
            for task in await tasks.ended(await self._client(), [one.task for one in batches])
        }
        for batch in batches:
            if tasks.refusals([ended[batch.task]]):
                await self._done(await self._send(generation.name, batch.payload))

    @_for_indexer
    async def publish(self, generation: Generation) -> None:
        """Flush, and make this generation the one that is read, in one step; the one before stays for now."""
        await self._settle(generation, len(self._under_way.get(generation.name, ())))
        await (await self._generations()).publish(generation.name)
        self._under_way.pop(generation.name, None)

    @_for_indexer
    async def prune(self, older_than: timedelta) -> list[str]:
        """Delete generations that were replaced this long ago or given up; return their names."""
        return await (await self._generations()).prune(older_than)

    async def entries(self, generation: Generation) -> AsyncIterator[Sequence[Entry]]:
        """Yield what a generation holds, in pages, in no order."""
        uid = await self._uid_of(generation)
        pages = await self._pages(uid)
        for page in range(pages):
            # By ties, not by offset: whatever comes or goes meanwhile moves nothing to another page.
            low, high = ((at << TIE_BITS) // pages for at in (page, page + 1))
            yield await self._entries(uid, low, high)

    @_for_indexer
    async def _uid_of(self, generation: Generation) -> str:
        current = await (await self._generations()).label_of(self._uid)
        return self._uid if current and current.name == generation.name else generation.name

    @_for_indexer
    async def _pages(self, uid: str) -> int:
        stats = await (await self._client()).request("GET", f"/indexes/{uid}/stats")
        return int(stats["numberOfDocuments"]) // ENTRIES_PAGE + 1

    @_for_indexer
    async def _entries(self, uid: str, low: int, high: int) -> list[Entry]:
        body = {
            "filter": f"tie >= {low} AND tie < {high}",
            "fields": ["id", "revision", "vector_digest"],
            "limit": 10 * ENTRIES_PAGE,
        }
        found = await (await self._client()).request("POST", f"/indexes/{uid}/documents/fetch", body)
        return [Entry(one["id"], one["revision"], bool(one["vector_digest"])) for one in found["results"]]

    @_for_indexer
    async def load(self, generation: Generation, listing_ids: Sequence[str]) -> dict[str, Listing]:
        """Return listings as a generation, published or not, holds them; absent ones are left out."""
        body = {"filter": with_ids(listing_ids), "fields": ["listing"], "limit": max(1, len(listing_ids))}
        uid = await self._uid_of(generation)
        found = await (await self._client()).request("POST", f"/indexes/{uid}/documents/fetch", body)
        listings = (read_listing(one) for one in found["results"])
        return {listing.id: listing for listing in listings}

    async def close(self) -> None:
        """Let go of the server, which writes what was sent nevertheless; connects again with the next change."""
        self._connected = None
        await self._opened.aclose()


def _check(puts: Sequence[IndexDocument], dimensions: int) -> None:
    for document in puts:
        if reason := fault(document, dimensions):
            raise DocumentsRefusedError(f"{document.listing.id}: {reason}")


def _payload(puts: Sequence[IndexDocument], model: str, stored: dict[str, str]) -> bytes:
    """Return the documents as compressed lines; the vectors that are stored already stay away."""
    lines = []
    for document in puts:
        kept = document.vector is not None and stored.get(document.listing.id) == digest(document.vector)
        try:
            fields = to_document(document, model, with_vector=not kept)
            lines.append(orjson.dumps(fields, option=orjson.OPT_SERIALIZE_NUMPY))
        except orjson.JSONEncodeError as error:  # such as a number of more than 64 bits
            raise DocumentsRefusedError(f"{document.listing.id}: {error}") from None
    return gzip.compress(b"\n".join(lines), compresslevel=1)
