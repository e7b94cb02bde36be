"""Indexes side by side: the one under the plain name is read, the others are being filled or were replaced."""

import re
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from core.ids import new_id
from search.engine import IndexUnavailableError
from search.meilisearch import label, tasks
from search.meilisearch.client import AnswerError, AwayError, Client
from search.meilisearch.documents import LABEL_ID
from search.meilisearch.label import Label
from search.meilisearch.settings import settings

PAGE = 100
SWAP_ATTEMPTS = 3


class Aside(NamedTuple):
    """An index that is not read. One that was never read still has the name it was made under."""

    uid: str
    label: Label | None
    updated_at: datetime

    @property
    def was_read(self) -> bool:
        """Whether a swap brought it here."""
        return self.label is not None and self.label.name != self.uid


class Generations:
    """All indexes of one plain name."""

    def __init__(self, client: Client, uid: str) -> None:
        self._client = client
        self._uid = uid
        self._ours = re.compile(rf"{re.escape(uid)}_gen_[0-9a-z]+")

    async def label_of(self, uid: str) -> Label | None:
        """Return the label of an index; None when there is no such index, or it has none."""
        body = {"ids": [LABEL_ID], "fields": ["label"], "limit": 1}
        try:
            found = await self._client.request("POST", f"/indexes/{uid}/documents/fetch", body)
        except AnswerError as error:
            if error.code == "index_not_found":
                return None
            raise
        return label.read(found["results"][0]) if found["results"] else None

    async def exists(self, uid: str) -> bool:
        """Tell whether there is such an index."""
        try:
            await self._client.request("GET", f"/indexes/{uid}")
        except AnswerError as error:
            if error.code == "index_not_found":
                return False
            raise
        return True

    async def aside(self) -> AsyncIterator[Aside]:
        """Yield our indexes that are not read."""
        offset = 0
        while True:
            page = await self._client.request("GET", f"/indexes?offset={offset}&limit={PAGE}")
            for index in page["results"]:
                if self._ours.fullmatch(index["uid"]):
                    updated_at = datetime.fromisoformat(index["updatedAt"])
                    yield Aside(index["uid"], await self.label_of(index["uid"]), updated_at)
            offset += PAGE
            if offset >= page["total"]:
                return

    async def create(self, model: str, dimensions: int) -> Label:
        """Return the label of an index to fill: an unfinished one of this model and format, or a new one."""
        async for one in self.aside():
            if one.label and one.label == Label(one.uid, model, dimensions):
                return one.label
        made = Label(f"{self._uid}_{new_id('gen')}", model, dimensions)
        index = f"/indexes/{made.name}"
        await self._do_all(
            ("POST", "/indexes", {"uid": made.name, "primaryKey": "id"}),
            ("PATCH", f"{index}/settings", settings(model, dimensions)),
            ("POST", f"{index}/documents", [made.to_document()]),
        )
        return made

    async def publish(self, name: str) -> None:
        """Make the index made under this name the one that is read; nothing when it is already."""
        for _ in range(SWAP_ATTEMPTS + 1):
            # A swap whose answer was lost may be under way, and a second one would undo it.
            await tasks.no_swap_is_under_way(self._client)
            found = await self.label_of(self._uid)
            if found and found.name == name:
                break
            rename = not await self.exists(self._uid)
            pair = [name, self._uid] if rename else [self._uid, name]
            with suppress(AwayError):
                swap = [{"indexes": pair, "rename": rename}]
                await self._client.request("POST", "/swap-indexes", swap, repeatable=False)
        else:
            raise IndexUnavailableError(f"Meilisearch did not swap {name} with {self._uid}.")
        if await self.exists(name):
            await self._note_replaced(name)

    async def _note_replaced(self, uid: str) -> None:
        found = await self.label_of(uid) or Label("", "", 0, 0)
        if found.replaced_at is None:
            document = replace(found, replaced_at=datetime.now(UTC)).to_document()
            await self._do_all(("POST", f"/indexes/{uid}/documents", [document]))

    async def prune(self, older_than: timedelta) -> list[str]:
        """Delete indexes that were replaced this long ago, or that nobody has filled further since."""
        pruned, then = [], datetime.now(UTC) - older_than
        for one in [one async for one in self.aside()]:
            replaced_at = one.label.replaced_at if one.label else None
            if one.was_read and replaced_at is None:
                await self._note_replaced(one.uid)  # whoever swapped was stopped before it could
            elif (replaced_at or one.updated_at) <= then:
                await self._do_all(("DELETE", f"/indexes/{one.uid}", None))
                pruned.append(one.uid)
        return pruned

    async def _do_all(self, *requests: tuple[str, str, object]) -> None:
        """Have these done in this order, and return when they are."""
        sent = [await self._client.request(*request) for request in requests]
        ended = await tasks.ended(self._client, [task["taskUid"] for task in sent])
        if refused := tasks.refusals(ended):
            raise IndexUnavailableError(
                f"Meilisearch refuses {requests[0][0]} {requests[0][1]}: {refused[0]}"
            )
