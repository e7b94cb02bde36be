"""How somebody without an account opens their order: with a secret, and a lost one comes anew by mail."""

import hashlib
import hmac
import re
import secrets

from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import Code, MarketError
from core.ids import is_id
from write_api.accounts.rules import normal_email
from write_api.audit import service as audit
from write_api.audit.authors import GUEST
from write_api.audit.rules import differences
from write_api.orders import store
from write_api.orders.notices import Notices
from write_api.orders.numbers import normal_number

SECRET_HEADER = "Craftlocal-Order-Secret"  # noqa: S105 - the name of a header
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


def new_secret() -> str:
    """Return a secret for a guest's order: 256 random bits."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> bytes:
    """Return what is kept of a secret: whoever reads the table cannot open an order with it."""
    return hashlib.sha256(secret.encode()).digest()


async def require(connection: AsyncConnection, order_id: str, secret: str | None) -> None:
    """Let pass whoever has the order's secret.

    Raises:
        MarketError: order_not_found, also for an order of an account, and for another secret.
    """
    kept = await store.guest_secret(connection, order_id) if is_id(order_id, "ord") else None
    if not (kept and secret and _SECRET.fullmatch(secret) and hmac.compare_digest(kept, hashed(secret))):
        raise MarketError(Code.ORDER_NOT_FOUND)


async def send_link(connection: AsyncConnection, notices: Notices, number: str, email: str) -> None:
    """Mail a new link to a guest's order, if number and address belong together; the older one ends.

    The number alone opens nothing: makers know it too, and an address can be guessed.
    """
    secret = new_secret()
    order_id = await store.replace_secret(
        connection, normal_number(number), normal_email(email), hashed(secret)
    )
    if order_id is not None:
        sent = differences({}, {"link": "sent anew"})
        await audit.note(connection, GUEST, [audit.Entry("order.link_sent", order_id, None, sent)])
        await notices.link(connection, order_id, secret)
