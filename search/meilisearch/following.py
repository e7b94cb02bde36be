"""Which index on a Meilisearch server is read, and what words are in use there: kept up with swaps and writers."""

import asyncio
import time

import structlog

from core.errors import Code, MarketError
from search.engine import IndexUnavailableError
from search.meilisearch import answers, label
from search.meilisearch.bodies import Vectors
from search.meilisearch.client import AnswerError, AwayError, Client, check_version, unavailable
from search.meilisearch.documents import embedder
from search.meilisearch.label import Label
from search.meilisearch.settings import FORMAT
from search.meilisearch.words import Words
from search.writing import Generation, refuse_other_model

FOLLOW_SECONDS = 1.0
WORDS_PAUSE = 100  # rests this many times as long as collecting the words took: 1 % of the time

log = structlog.get_logger()


class Followed:
    """The index under its plain name; a swap changes what that is, in one step."""

    def __init__(
        self, client: Client, uid: str, dimensions: int, model: str | None, version_key: str | None
    ) -> None:
        """`model` None reads an index of any model, for whoever has vectors of his own."""
        # What is read: another index when it was replaced by one we cannot read.
        self.vectors = Vectors(uid, "")
        self.words = Words()
        self.currency = ""  # of most listings: whose price range is asked for at once
        self._client = client
        self._name = uid
        self._version_key = version_key
        self._dimensions = dimensions
        self._model = model
        self._created_at = ""  # when the index was made: tells one from another under the same name
        self._unreadable = ""  # why what a swap has brought cannot be read
        self._words_of: tuple[str, str] | None = None
        self._words_due = 0.0

    @property
    def uid(self) -> str:
        """The index that is read."""
        return self.vectors.uid

    async def open(self) -> None:
        """Make sure that there is an index we can read, and get to know its words.

        Raises:
            IndexUnavailableError: the server or the index is not there, or not of this version.
        """
        await check_version(self._client, self._version_key)
        try:
            await self.refresh()
        except (AwayError, AnswerError) as error:
            raise unavailable(error) from None

    async def follow(self) -> None:
        """Keep up with swaps and with the words in use, for ever."""
        while True:
            await asyncio.sleep(FOLLOW_SECONDS)
            try:
                await self.refresh()
            except IndexUnavailableError as error:
                log.error("search.index_unreadable", reason=str(error))
            except (AwayError, AnswerError) as error:
                log.warning("search.words_not_refreshed", error=str(error))
            except Exception:
                # Whatever it is: who stops following shows the past for ever.
                log.exception("index.not_followed")

    async def refresh(self) -> None:
        """See whether the index is another one, and collect its words anew when that is due.

        Raises:
            IndexUnavailableError: it is another one, which we cannot read.
        """
        index = await self._client.request("GET", f"/indexes/{self._name}")
        state = (index["createdAt"], index["updatedAt"])
        if index["createdAt"] != self._created_at:
            self.vectors = await self._readable()
            self._created_at, self._unreadable, self._words_due = index["createdAt"], "", 0.0
        if state != self._words_of and time.monotonic() >= self._words_due:
            await self._collect_words()
            self._words_of = state

    async def _readable(self) -> Vectors:
        """Return what to read from now on.

        Raises:
            IndexUnavailableError: we cannot read what is there now, nor is there one to stay with.
        """
        found = await self._label_of(self._name)
        try:
            return Vectors(self._name, embedder(self._checked(found).model))
        except IndexUnavailableError as error:
            # A swap has put what was read until now where the new one was made.
            before = await self._before(found) if self._created_at and found else None
            if before is None:
                self._unreadable = str(error)
                raise
            log.error("search.index_refused", reason=str(error), reading=before.uid)
            return before

    async def _before(self, found: Label) -> Vectors | None:
        try:
            return Vectors(found.name, embedder(self._checked(await self._label_of(found.name)).model))
        except (IndexUnavailableError, AnswerError):
            return None

    async def _label_of(self, uid: str) -> Label | None:
        [answer] = await self._client.search([label.request(uid)])
        return label.read(answer["hits"][0]) if answer["hits"] else None

    def _checked(self, found: Label | None) -> Label:
        if found is None or found.format != FORMAT:
            raise IndexUnavailableError("The search index has another format: run `craftlocal reindex`.")
        if found.dimensions != self._dimensions:
            raise IndexUnavailableError(
                f"The search index holds vectors of another model ({found.model}): run `craftlocal reindex`."
            )
        if self._model is not None:
            refuse_other_model(Generation(found.name, found.model), self._model)
        return found

    async def _collect_words(self) -> None:
        started = time.monotonic()
        request = {"indexUid": self.uid, "q": "", "limit": 0, "facets": ["terms", "words", "currency"]}
        [answer] = await self._client.search([request])
        found = answers.counts(answer)
        # In a thread: of a large catalogue it takes half a second, and searches go on meanwhile.
        self.words = await asyncio.to_thread(
            Words, found.get("terms", {}).items(), found.get("words", {}), answers.total(found)
        )
        self.currency = answers.commonest(found.get("currency", {})) or ""
        now = time.monotonic()
        self._words_due = now + WORDS_PAUSE * (now - started)

    def refuse_unreadable(self) -> None:
        """Return when there is an index that can be read.

        Raises:
            MarketError: not_ready.
        """
        if self._unreadable:
            raise MarketError(Code.NOT_READY, self._unreadable)
