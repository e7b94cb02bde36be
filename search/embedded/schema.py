"""The fields of the embedded index and a document in them."""

import hashlib
from typing import Any

import orjson
import tantivy

from core.listing import Listing
from search.document import IndexDocument, terms, words

FORMAT = 2  # raise on any change here: an index of another format is rebuilt

TEXT_FIELDS = {"title": 3.0, "tags": 1.5, "facts": 1.5, "shop": 0.5, "description": 1.0}
TOKENIZER = "en_stem"


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
    for name in ("key", "seq", "price_minor", "lead_days", "created_at", "appeal"):
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in ("lat", "lng"):
        builder.add_float_field(name, stored=True)
    builder.add_bytes_field("vector", stored=True)
    builder.add_bytes_field("listing", stored=True)
    return builder.build()


def key(listing_id: str) -> int:
    """Return a signed 64-bit number for an id; among a million listings two collide with p < 10⁻⁷."""
    return int.from_bytes(hashlib.blake2b(listing_id.encode(), digest_size=8).digest(), "big", signed=True)


def appeal(listing: Listing) -> int:
    """Return the order of browsing: by rating, and among equals in a mixed order that stays the same."""
    return (round((listing.rating or 0) * 10) << 32) | (key(listing.id) & 0xFFFFFFFF)


def to_tantivy(document: IndexDocument, seq: int) -> dict[str, Any]:
    """Return the document's fields, ready for `tantivy.Document.from_dict`."""
    listing = document.listing
    text = words(listing)
    return {
        "id": listing.id,
        "key": key(listing.id),
        "seq": seq,
        "terms": terms(listing),
        **text,
        "spelling": " ".join(text.values()),
        "category": listing.category,
        "materials": listing.materials,
        "colors": listing.colors,
        "currency": listing.price.currency,
        "price_minor": listing.price.amount_minor,
        "lead_days": listing.lead_days,
        "created_at": document.created_at,
        "appeal": appeal(listing),
        "vector": document.vector.astype("<f4").tobytes(),
        "listing": orjson.dumps(listing.model_dump(mode="json")),
        **(dict(zip(("lat", "lng"), document.location, strict=True)) if document.location else {}),
    }
