"""What a listing lacks before shoppers may see it, and what would help it. Pure."""

from collections.abc import Iterator

from core.listing import SellerListing, Wire
from core.money import Money

SHORT_DESCRIPTION = 80  # characters


class Remark(Wire):
    """Something about a field, in a sentence for the maker."""

    field: str
    sentence: str


def missing(listing: SellerListing) -> list[Remark]:
    """Return what must be there before the listing is on offer. A photograph need not: the edge draws one."""
    return [Remark(field=field, sentence=sentence) for field, sentence in _missing(listing)]


def advice(listing: SellerListing) -> list[Remark]:
    """Return what would help shoppers to find the listing, and to buy it."""
    return [Remark(field=field, sentence=sentence) for field, sentence in _advice(listing)]


def _missing(listing: SellerListing) -> Iterator[tuple[str, str]]:
    if len(listing.title.strip()) < 3:
        yield "title", "A listing on offer needs a title of three characters or more."
    if any(price.amount_minor == 0 for price in _prices(listing)):
        yield "price", "A listing on offer needs a price above zero, and so does each of its variants."
    if not listing.category:
        yield "category", "A listing on offer needs a category, such as 'Kitchen & Dining > Mugs & Cups'."


def _advice(listing: SellerListing) -> Iterator[tuple[str, str]]:
    if not listing.images:
        yield (
            "images",
            "Add a photograph; until there is one, a drawing made from the listing's facts is shown.",
        )
    elif not all(image.alt for image in listing.images):
        yield "images", "Say of each picture what it shows (`alt`), for those who cannot see it."
    if len(listing.description) < SHORT_DESCRIPTION:
        yield "description", "Describe how it is made, its size and its care in a few sentences."
    if not listing.materials:
        yield (
            "materials",
            "Name the materials: shoppers search for them, and leave out what they cannot wear.",
        )
    if not listing.colors:
        yield "colors", "Name the colours: shoppers search for them."
    if not listing.occasions and not listing.recipients:
        yield "recipients", "Say whom or what it is a gift for: many shoppers search for gifts."
    if listing.shipping_profile_id is None and not listing.ships_to:
        yield (
            "ships_to",
            "Name a shipping profile, or the countries you send to; now it is your own country alone.",
        )
    if listing.made_to_order and not listing.lead_days:
        yield "lead_days", "Say how many days you need to make it, so that shoppers know when it can arrive."
    if listing.personalization.allowed and not listing.personalization.instructions:
        yield "personalization.instructions", "Tell buyers what they may ask for, and what to write."
    if listing.quantity <= listing.held and not listing.made_to_order:
        yield "quantity", "There is no piece left to sell: it will be shown as sold out."
    if not listing.ai_channels:
        yield "ai_channels", "Assistants do not show it, because its switch for assistants is off."


def _prices(listing: SellerListing) -> list[Money]:
    return [listing.price, *(one.price for one in listing.variants if one.price)]
