"""The fields of the embedded index and a document in them."""

import hashlib
from collections.abc import Sequence
from sys import intern
from typing import Any, NamedTuple

import numpy as np
import orjson
import tantivy

from core.listing import Listing
from search.counting import distinct
from search.document import (
    TIE_BITS,
    IndexDocument,
    Profile,
    Vector,
    profile,
    sort_value,
    terms,
    tie,
    words,
)
from search.geo import Point

FORMAT = 6  # raise on any change here: an index of another format is rebuilt

TEXT_FIELDS = {"title": 3.0, "tags": 1.5, "facts": 1.5, "shop": 0.5, "description": 1.0}
TOKENIZER = "en_stem"
NO_VECTOR = b""
# A sort value with its tie behind it: one number to sort by and to go on from.
POSITIONS = {
    "relevance": "by_rating",
    "rating": "by_rating",
    "newest": "by_age",
    "price_asc": "by_price",
    "price_desc": "by_price",
}


def build() -> tantivy.Schema:
    """Return the schema.

    The id is raw text: deleting by a term of an *unsigned* field silently deletes nothing in tantivy-py 0.27.
    """
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("terms", tokenizer_name="raw", index_option="basic")
    for name in TEXT_FIELDS:
        builder.add_text_field(name, tokenizer_name=TOKENIZER, index_option="freq")
    # Every word as it is written, for repairing the spelling of queries.
    builder.add_text_field("spelling", tokenizer_name="default", index_option="basic")
    for name in ("category", "materials", "colors", "currency"):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    # `key` finds a listing's row without reading its stored fields; `seq` tells readers what is new.
    for name in ("key", "seq", "price_minor", "lead_days", *sorted(set(POSITIONS.values()))):
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in ("vector", "row", "listing"):
        builder.add_bytes_field(name, stored=True)
    return builder.build()


def key(listing_id: str) -> int:
    """Return a signed 64-bit number for an id; among a million listings two collide with p < 10⁻⁷."""
    return int.from_bytes(hashlib.blake2b(listing_id.encode(), digest_size=8).digest(), "big", signed=True)


class Counted(NamedTuple):
    """The values of a listing that facets count."""

    category: str
    materials: Sequence[str]
    colors: Sequence[str]
    currency: str
    price_minor: int


class StoredRow(NamedTuple):
    """What readers keep in memory of a listing, besides its vector."""

    listing_id: str
    revision: str
    terms: list[str]
    lead_days: int
    location: Point | None  # of the shop
    counted: Counted
    profile: Profile


def to_tantivy(document: IndexDocument, seq: int) -> dict[str, Any]:
    """Return the document's fields, ready for `tantivy.Document.from_dict`."""
    listing = document.listing
    text = words(listing)
    found = terms(listing)
    kept, counted = profile(listing, document.created_at), _counted(listing)
    row = StoredRow(listing.id, document.revision, found, listing.lead_days, document.location, counted, kept)
    vector = NO_VECTOR if document.vector is None else document.vector.astype("<f4").tobytes()
    return {
        "id": listing.id,
        "key": key(listing.id),
        "seq": seq,
        "terms": found,
        **text,
        "spelling": " ".join(text.values()),
        "category": listing.category,
        "materials": counted.materials,
        "colors": counted.colors,
        "currency": listing.price.currency,
        "price_minor": listing.price.amount_minor,
        "lead_days": listing.lead_days,
        **{
            field: sort_value(listing, document.created_at, order) << TIE_BITS | tie(listing.id)
            for order, field in POSITIONS.items()
        },
        "vector": vector,
        "row": orjson.dumps((*row[:-2], tuple(row.counted), tuple(kept))),
        "listing": orjson.dumps(listing.model_dump(mode="json")),
    }


def _counted(listing: Listing) -> Counted:
    price = listing.price
    materials, colors = distinct(listing.materials), distinct(listing.colors)
    return Counted(listing.category, materials, colors, price.currency, price.amount_minor)


def read_row(stored: tantivy.Document) -> StoredRow:
    """Return what readers keep of a stored document."""
    row = StoredRow(*orjson.loads(stored["row"][0]))
    location = (row.location[0], row.location[1]) if row.location else None
    category, materials, colors, currency, price_minor = row.counted
    # Few values, in many listings: one text each is enough.
    counted = Counted(
        intern(category),
        tuple(map(intern, materials)),
        tuple(map(intern, colors)),
        intern(currency),
        price_minor,
    )
    return row._replace(location=location, counted=counted, profile=Profile(*row.profile))


def read_vector(stored: tantivy.Document) -> Vector | None:
    """Return the vector of a stored document; None when it is yet to be computed."""
    raw = stored["vector"][0]
    return np.frombuffer(raw, "<f4") if raw else None
