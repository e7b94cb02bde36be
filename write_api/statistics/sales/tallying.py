"""Adds sales up beforehand, for shops whose makers looked and had much to be added up."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime

import structlog
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db import is_away
from write_api.statistics.rules import Days
from write_api.statistics.sales import spans, store
from write_api.statistics.sales.service import with_before, within

log = structlog.get_logger()


@dataclass
class Tallying:
    """Shops that want tallies, and the work on them, a month a transaction."""

    engine: AsyncEngine
    _asked: dict[str, Days] = field(default_factory=dict)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)

    def ask(self, shop_id: str, days: Days) -> None:
        """Have tallies made of a shop's days, and of as many before them."""
        self._asked[shop_id] = with_before(days)
        self._wake.set()

    async def run(self) -> None:
        """Work whenever somebody has asked."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self.work()
            except Exception as error:
                # Nothing is lost: the next look at the figures asks again.
                if is_away(error):
                    log.warning("tallying.store_away")
                else:
                    log.exception("tallying.failed")

    async def work(self) -> None:
        """Do what was asked until now."""
        while self._asked:
            shop_id, days = self._asked.popitem()
            await self._tally(shop_id, days)

    async def _tally(self, shop_id: str, days: Days) -> None:
        async with self.engine.begin() as connection:
            tallied = await store.tallied(connection, shop_id, within(days))
            # Of a time zone that the shop had before: right, and of no use.
            kept = spans.of_days(days).keys() | spans.of_months(days).keys()
            await store.forget(connection, [id_ for span, id_ in tallied.items() if span not in kept])
        for together in spans.to_tally(days, tallied, datetime.now(UTC)):
            async with self.engine.begin() as connection:
                await store.hold(connection, shop_id)
                await store.add_tallies(connection, shop_id, together)
        log.info("tallying.done", shop_id=shop_id, days=len(days))


TALLYING = web.AppKey("TALLYING", Tallying)
