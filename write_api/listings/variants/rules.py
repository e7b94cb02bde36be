"""Decisions about the variants of a listing, pure: which stay, what they must be, what they add up to."""

from collections.abc import Callable, Iterable, Sequence

from core.errors import Code, MarketError
from core.listing import NewVariant, SellerListing, SellerVariant, VariantChange
from write_api.listings.skus import variant_sku


def as_changes(new: Iterable[NewVariant]) -> list[VariantChange]:
    """Return the variants of a new listing as changes to none."""
    return [
        VariantChange(sku=one.sku, options=one.options, price=one.price, quantity=one.quantity) for one in new
    ]


def replaced(
    listing: SellerListing, wanted: Sequence[VariantChange], new_id: Callable[[], str]
) -> list[SellerVariant]:
    """Return the variants as they are wanted, those that are there under their ids.

    Raises:
        MarketError: invalid_request when an id or SKU does not fit; stock_held when pieces in open checkouts
            would be taken away.
    """
    if wanted and listing.held and not listing.variants:
        raise MarketError(
            Code.STOCK_HELD,
            f"{listing.held} pieces are in open checkouts. The listing can have variants when those are paid or "
            "given up.",
            param="variants",
        )
    known = _matched(listing.variants, wanted)
    taken = {one.sku for one in known if one} | {one.sku for one in wanted if one.sku}
    result: list[SellerVariant] = []
    for one, there in zip(wanted, known, strict=True):
        if there is None:
            sku = one.sku or variant_sku(listing.sku, one.options, taken | {listing.sku})
            taken.add(sku)
            quantity = 1 if one.quantity is None else one.quantity
            fresh = {"id": new_id(), "sku": sku, "quantity": quantity, "held": 0}
            result.append(SellerVariant(options=one.options, price=one.price, **fresh))
        else:
            sent = {} if one.quantity is None else {"quantity": one.quantity}
            result.append(there.model_copy(update={"options": one.options, "price": one.price} | sent))
    kept = {one.id for one in known if one}
    if held := [one for one in listing.variants if one.id not in kept and one.held]:
        raise MarketError(
            Code.STOCK_HELD,
            f"Pieces of the variant {held[0].sku} are in open checkouts. It can go when those are paid or given "
            "up; until then set its quantity to what is held.",
            param="variants",
        )
    return result


def _matched(current: Sequence[SellerVariant], wanted: Sequence[VariantChange]) -> list[SellerVariant | None]:
    """Return for each wanted variant the one that is there: by id, then SKU, then options."""
    left = {one.id: one for one in current}
    found: list[SellerVariant | None] = [None] * len(wanted)
    for place, one in enumerate(wanted):
        if one.id is not None:
            found[place] = there = left.pop(one.id, None)
            if there is None:
                raise _refused("id", place, "The listing has no such variant, or it is named twice.")
            if one.sku not in (None, there.sku):
                raise _refused(
                    "sku",
                    place,
                    "A variant keeps its SKU. Leave it out, or take the variant off and add another.",
                )
    for place, one in enumerate(wanted):
        if one.id is None and one.sku is not None:
            found[place] = _taken(left, [there for there in left.values() if there.sku == one.sku])
    for place, one in enumerate(wanted):
        if one.id is None and one.sku is None:
            same = [there for there in left.values() if _key(there) == _key(one)]
            found[place] = _taken(left, same)
    return found


def _taken(left: dict[str, SellerVariant], found: Sequence[SellerVariant]) -> SellerVariant | None:
    return left.pop(found[0].id) if found else None


def summed(listing: SellerListing) -> SellerListing:
    """Return a listing with variants with their stock as its own; any other as it is.

    Raises:
        MarketError: invalid_request when the variants do not go together; stock_held when there would be
            fewer pieces than open checkouts hold.
    """
    if not listing.variants:
        return listing
    _check_options(listing.variants)
    _check_skus(listing)
    for place, one in enumerate(listing.variants):
        if one.quantity < one.held:
            raise MarketError(
                Code.STOCK_HELD,
                f"{one.held} pieces of {one.sku} are in open checkouts, so its `quantity` must be {one.held} or "
                "more until those are paid or given up.",
                param=f"variants.{place}.quantity",
            )
        if one.price and one.price.currency != listing.price.currency:
            raise _refused(
                "price", place, f"Its price must be in {listing.price.currency}, as the listing's."
            )
    return listing.model_copy(
        update={
            "quantity": sum(one.quantity for one in listing.variants),
            "held": sum(one.held for one in listing.variants),
        }
    )


def check_quantity(*, is_sent: bool, variants: Sequence[object]) -> None:
    """Refuse a quantity for a listing with variants.

    Raises:
        MarketError: invalid_request.
    """
    if is_sent and variants:
        raise MarketError(
            Code.INVALID_REQUEST,
            "A listing with variants has the sum of their stock. Leave `quantity` out, and send each variant's.",
            param="quantity",
        )


def _check_options(variants: Sequence[SellerVariant]) -> None:
    names = set(variants[0].options)
    seen: dict[frozenset[tuple[str, str]], int] = {}
    for place, one in enumerate(variants):
        if set(one.options) != names:
            raise _refused(
                "options",
                place,
                f"All variants need the same options, here {', '.join(variants[0].options)}.",
            )
        if _key(one) in seen:
            raise _refused("options", place, f"It has the options of variant {seen[_key(one)] + 1}.")
        seen[_key(one)] = place


def _check_skus(listing: SellerListing) -> None:
    seen = {listing.sku}
    for place, one in enumerate(listing.variants):
        if one.sku in seen:
            whose = "the listing itself" if one.sku == listing.sku else "another variant"
            raise _refused("sku", place, f"{one.sku} is the SKU of {whose}. Give each its own.")
        seen.add(one.sku)


def _key(one: SellerVariant | VariantChange) -> frozenset[tuple[str, str]]:
    return frozenset((name, value.casefold()) for name, value in one.options.items())


def _refused(field: str, place: int, message: str) -> MarketError:
    return MarketError(
        Code.INVALID_REQUEST, f"Variant {place + 1}: {message}", param=f"variants.{place}.{field}"
    )
