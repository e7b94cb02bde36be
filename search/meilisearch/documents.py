"""IndexDocument → what Meilisearch stores, and back. Pure."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

import orjson

from core.listing import Listing
from search.document import (
    IndexDocument,
    Profile,
    Vector,
    profile,
    sort_value,
    terms,
    tie,
    vector_fault,
    words,
)
from search.geo import Point
from search.stems import stem, words_in

LABEL_ID = "label"  # no listing has it: theirs begin with lst_
_ID = re.compile(r"[A-Za-z0-9_-]{1,200}")
LONGEST_WORD = 40  # characters; longer ones are noise, and no engine keeps them

# Where a stem stands, as its prefix among `stems`: in the title, else in the tags, else anywhere.
IN_TITLE, IN_TAGS, ELSEWHERE = "t:", "n:", "b:"

# What `Candidate` asks of a listing: the rest of a document stays where it is.
PROFILE_FIELDS = (
    "shop_id", "title", "title_stems", "fact_stems", "body_stems", "price_minor", "created_at", "rating",
)  # fmt: skip


def embedder(model: str) -> str:
    """Return what vectors of a model go by: an index of another model answers a search with an error."""
    return f"m{hashlib.blake2b(model.encode(), digest_size=8).hexdigest()}"


def to_document(document: IndexDocument, model: str, *, with_vector: bool = True) -> dict[str, Any]:
    """Return the document as an index of this model's vectors takes it.

    Without its vector the one that is stored stays; that is right for a listing whose vector is stored already.
    """
    listing = document.listing
    text = words(listing)
    kept = profile(listing, document.created_at)
    fields: dict[str, Any] = {
        "id": listing.id,
        "revision": document.revision,
        "vector_digest": digest(document.vector),
        **dict(zip(Profile._fields, kept, strict=True)),
        "terms": terms(listing),
        "stems": _stems(text),
        "words": sorted({word for part in text.values() for word in words_in(part) if _is_kept(word)}),
        "category": listing.category,
        "materials": listing.materials,
        "colors": listing.colors,
        "currency": listing.price.currency,
        "lead_days": listing.lead_days,
        "by_rating": sort_value(listing, document.created_at, "rating"),
        "by_price": sort_value(listing, document.created_at, "price_asc"),
        "tie": tie(listing.id),
        "listing": orjson.dumps(listing.model_dump(mode="json")).decode(),
    }
    if document.location:
        # Not `_geo`: Meilisearch writes all points anew with every change, a quarter of a second for 50,000.
        fields |= {"lat": document.location[0], "place": place(document.location)}
    if with_vector:
        # Said to be none, a vector is not missed: Meilisearch fails a whole batch for one that is not mentioned.
        fields["_vectors"] = {embedder(model): document.vector}
    return fields


def place(point: Point) -> str:
    """Return a point as text that it can be read back from exactly."""
    return f"{point[0]!r},{point[1]!r}"


def read_place(text: str) -> Point:
    """Return the point of a place."""
    lat, lng = text.split(",")
    return float(lat), float(lng)


def digest(vector: Vector | None) -> str:
    """Return what tells whether a stored vector is this one; empty for none."""
    return "" if vector is None else hashlib.blake2b(vector.tobytes(), digest_size=8).hexdigest()


def _stems(text: Mapping[str, str]) -> list[str]:
    found: dict[str, str] = {}
    for prefix, parts in ((IN_TITLE, ["title"]), (IN_TAGS, ["tags"]), (ELSEWHERE, list(text))):
        for word in (word for part in parts for word in words_in(text[part])):
            if _is_kept(word):
                found.setdefault(stem(word), prefix)
    return sorted(prefix + one for one, prefix in found.items())


def _is_kept(word: str) -> bool:
    return len(word.encode()) <= LONGEST_WORD


def read_profile(hit: Mapping[str, Any]) -> Profile:
    """Return what ranking reads of a hit that has the PROFILE_FIELDS."""
    return Profile(*(hit[name] for name in PROFILE_FIELDS))


def read_listing(hit: Mapping[str, Any]) -> Listing:
    """Return the listing of a stored document; it was validated before it was written."""
    return Listing.model_validate(orjson.loads(hit["listing"]))


def fault(document: IndexDocument, dimensions: int) -> str | None:
    """Return why Meilisearch would refuse this document, and all that it takes in with it; None when it would not."""
    location = document.location
    if not _ID.fullmatch(document.listing.id):
        return "its id is not one of letters, digits, - and _"
    if reason := vector_fault(document.vector, dimensions):
        return reason
    if location is not None and not (abs(location[0]) <= 90 and abs(location[1]) <= 180):
        return f"there is no place at {location}"
    return None
