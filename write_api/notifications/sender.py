"""The sender of mail: takes what waits, one by one."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db import is_away
from write_api.notifications import store
from write_api.notifications.store import Mail

POLL_SECONDS = 1.0
FIRST_PAUSE_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 900.0

log = structlog.get_logger()


class DeliveryError(Exception):
    """A mail was not taken; `for_good` when trying again would not help."""

    def __init__(self, reason: str, *, for_good: bool) -> None:
        super().__init__(reason)
        self.for_good = for_good


@dataclass(frozen=True)
class Sender:
    """Sends mail. Any number may run: a row is one sender's at a time.

    A mail goes out once. Only when a process dies between the server's yes and the commit, it goes again,
    under the same Message-ID.
    """

    engine: AsyncEngine
    deliver: Callable[[Mail], Awaitable[None]]

    async def run(self) -> None:
        """Send until cancelled."""
        while True:
            try:
                while await self.send_next():
                    pass
            except Exception as error:
                # Whatever it is: a sender that ends would leave every later mail where it lies.
                if is_away(error):
                    log.warning("mail.interrupted", error=type(error).__name__)
                else:
                    log.exception("mail.sender_failed")
            await asyncio.sleep(POLL_SECONDS * random.uniform(0.8, 1.2))

    async def send_next(self) -> bool:
        """Take the next mail that is due, if any, and send it or note why not; tell whether there was one."""
        async with self.engine.begin() as connection:
            mail = await store.lock_next(connection)
            if mail is None:
                return False
            if mail.is_useless:
                log.error("mail.given_up", mail_id=mail.id, reason="too late", attempts=mail.attempts)
                await store.give_up(connection, mail.id)
                return True
            try:
                await self.deliver(mail)
            except DeliveryError as error:
                log.warning("mail.not_taken", mail_id=mail.id, reason=str(error), for_good=error.for_good)
                if error.for_good:
                    await store.give_up(connection, mail.id)
                else:
                    await store.put_off(connection, mail.id, _pause(mail.attempts))
            except Exception:
                # Our own fault; this mail must not keep those behind it waiting.
                log.exception("mail.failed", mail_id=mail.id)
                await store.put_off(connection, mail.id, _pause(mail.attempts))
            else:
                log.info("mail.sent", mail_id=mail.id, attempts=mail.attempts + 1)
                await store.mark_sent(connection, mail.id)
            return True


def _pause(attempts: int) -> timedelta:
    return timedelta(seconds=min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** min(attempts, 12)))
