"""What happens to a cart, in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.cart import Cart, CartChange
from core.errors import Code, MarketError
from core.ids import is_id, new_id
from write_api.audit import service as audit
from write_api.audit.authors import Author
from write_api.audit.rules import differences
from write_api.carts import rules, store
from write_api.carts.guests import GuestIds, hashed, is_guest
from write_api.carts.rules import Line
from write_api.carts.shipping import with_shipping
from write_api.carts.view import Kept, view
from write_api.listings.offers import Offer, offers
from write_api.listings.pieces import Piece
from write_api.shipping import service as shipping


@dataclass(frozen=True)
class Shopper:
    """Who fills a cart, as the author of what is changed: an account, or a guest.

    `site` is where our own pictures are; through an assistant one gets only what makers let assistants show.
    `ships_to` is the country that shipping is asked for, if any.
    """

    author: Author
    through_assistant: bool
    site: str
    ships_to: str | None = None

    @property
    def account_id(self) -> str | None:
        """The account; None for a guest."""
        return self.author.account_id


async def open_cart(
    connection: AsyncConnection, shopper: Shopper, guest_ids: GuestIds, changes: Sequence[CartChange]
) -> tuple[Cart, bool]:
    """Put pieces into the account's one cart, or into a new one of a guest; tell whether it was opened now.

    Raises:
        MarketError: line_refused.
    """
    if shopper.account_id is not None:
        cart, is_new = await store.lock_or_open(connection, shopper.account_id)
    else:
        cart_id = new_id("crt")
        cart, is_new = await store.open_guests(connection, cart_id, hashed(guest_ids.of(cart_id))), True
    lines = [] if is_new else await store.lines_of(connection, cart.id)
    return await _change(connection, shopper, cart, lines, changes, was_opened=is_new), is_new


async def get(connection: AsyncConnection, shopper: Shopper, cart_id: str) -> Cart:
    """Return a cart as it can be bought now.

    Raises:
        MarketError: cart_not_found, also for somebody else's.
    """
    cart = await _find(connection, shopper, cart_id)
    lines = await store.lines_of(connection, cart.id)
    return await _shown(connection, shopper, cart, lines, await _offers(connection, shopper, lines))


async def update(
    connection: AsyncConnection,
    shopper: Shopper,
    cart_id: str,
    changes: Sequence[CartChange],
    expected_version: int | None,
) -> Cart:
    """Change the lines that are named.

    Raises:
        MarketError: cart_not_found, version_conflict (with the current state), line_refused.
    """
    cart = await _find(connection, shopper, cart_id, lock=True)
    lines = await store.lines_of(connection, cart.id)
    if expected_version not in (None, cart.version):
        current = await _shown(connection, shopper, cart, lines, await _offers(connection, shopper, lines))
        raise MarketError(
            Code.VERSION_CONFLICT,
            f"You expected version {expected_version}, but the cart is at {cart.version}. "
            "Look at `current` and repeat the change.",
            param="expected_version",
            current=current.model_copy(update={"id": cart_id}).model_dump(mode="json"),
        )
    return await _change(connection, shopper, cart, lines, changes)


async def merge(
    connection: AsyncConnection, shopper: Shopper, cart_id: str, changes: Sequence[CartChange]
) -> Cart:
    """Take a guest's cart into the account's, then make the changes. What was taken over before stays so.

    The account's own cart has nothing to take over from.

    Raises:
        MarketError: cart_not_found, line_refused.
    """
    assert shopper.account_id is not None, "a cart is merged into an account's"
    cart, is_new = await store.lock_or_open(connection, shopper.account_id)
    guests = await store.guests(connection, hashed(cart_id), lock=True) if is_guest(cart_id) else cart
    if guests is None or guests.merged_into not in (None, cart.id) or (guests is cart and cart_id != cart.id):
        raise MarketError(Code.CART_NOT_FOUND)
    lines = await store.lines_of(connection, cart.id)
    if guests is not cart and guests.merged_into is None:
        more = await store.lines_of(connection, guests.id)
        await store.mark_merged(connection, guests.id, cart.id)
        both = rules.merged(lines, more, await _offers(connection, shopper, [*lines, *more]))
        cart = await _save(connection, shopper, cart, lines, both, was_opened=is_new)
        lines, is_new = both, False
    return await _change(connection, shopper, cart, lines, changes, was_opened=is_new)


async def delete(connection: AsyncConnection, shopper: Shopper, cart_id: str) -> None:
    """Delete a cart.

    Raises:
        MarketError: cart_not_found.
    """
    cart = await _find(connection, shopper, cart_id, lock=True)
    lines = await store.lines_of(connection, cart.id)
    await store.remove(connection, cart.id)
    await _note(connection, shopper, "cart.deleted", cart, lines, [])


async def purge(engine: AsyncEngine) -> int:
    """Forget carts that have expired; return how many."""
    async with engine.begin() as connection:
        return await store.purge(connection)


async def _find(connection: AsyncConnection, shopper: Shopper, cart_id: str, *, lock: bool = False) -> Kept:
    found = None
    if is_guest(cart_id):
        found = await store.guests(connection, hashed(cart_id), lock=lock)
    elif shopper.account_id is not None and is_id(cart_id, "crt"):
        found = await store.own(connection, cart_id, shopper.account_id, lock=lock)
    if found is None or found.merged_into is not None:
        raise MarketError(Code.CART_NOT_FOUND)
    return found


async def _change(
    connection: AsyncConnection,
    shopper: Shopper,
    cart: Kept,
    lines: Sequence[Line],
    changes: Sequence[CartChange],
    *,
    was_opened: bool = False,
) -> Cart:
    named = [piece for change in changes if (piece := rules.piece_of(change, lines))]
    offered = await _offers(connection, shopper, lines, named)
    wanted = rules.changed(lines, changes, offered)
    cart = await _save(connection, shopper, cart, lines, wanted, was_opened=was_opened)
    return await _shown(connection, shopper, cart, wanted, offered)


async def _shown(
    connection: AsyncConnection,
    shopper: Shopper,
    cart: Kept,
    lines: Sequence[Line],
    offered: Mapping[Piece, Offer],
) -> Cart:
    shown = view(cart, lines, offered, shopper.site)
    if shopper.ships_to is None:
        return shown
    named = {offer.shipping_profile_id for offer in offered.values() if offer.shipping_profile_id}
    profiles = await shipping.by_id(connection, named)
    return with_shipping(shown, offered, profiles, shopper.ships_to)


async def _save(
    connection: AsyncConnection,
    shopper: Shopper,
    cart: Kept,
    before: Sequence[Line],
    after: Sequence[Line],
    *,
    was_opened: bool,
) -> Kept:
    if list(before) != list(after):
        cart = await store.replace_lines(connection, cart, after)
    elif not was_opened:
        return cart
    await _note(connection, shopper, "cart.opened" if was_opened else "cart.changed", cart, before, after)
    return cart


async def _note(
    connection: AsyncConnection,
    shopper: Shopper,
    action: str,
    cart: Kept,
    before: Sequence[Line],
    after: Sequence[Line],
) -> None:
    """Log what was done, for the operator only: how many of which line, never what it is or says.

    A guest's cart has its inner id there, which opens nothing, and nothing of the guest.
    """
    changes = differences(_logged(before), _logged(after))
    await audit.note(connection, shopper.author, [audit.Entry(action, cart.id, None, changes)])


def _logged(lines: Sequence[Line]) -> dict[str, int]:
    return {line.id: line.wanted for line in lines}


async def _offers(
    connection: AsyncConnection, shopper: Shopper, lines: Sequence[Line], named: Sequence[Piece] = ()
) -> dict[Piece, Offer]:
    pieces = {line.piece for line in lines} | set(named)
    return await offers(connection, pieces, through_assistant=shopper.through_assistant)
