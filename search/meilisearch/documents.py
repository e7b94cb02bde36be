"""IndexDocument → what Meilisearch stores, and back. Pure."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import orjson

from core.listing import Listing
from search.document import IndexDocument, Profile, Vector, profile, sort_value, terms, tie, words
from search.stems import stem, words_in

EMBEDDER = "listing"
LABEL_ID = "label"  # no listing has it: theirs begin with lst_
LONGEST_WORD = 40  # characters; longer ones are noise, and no engine keeps them

# Where a stem stands, as its prefix among `stems`: in the title, else in the tags, else anywhere.
IN_TITLE, IN_TAGS, ELSEWHERE = "t:", "n:", "b:"

# What `Candidate` asks of a listing: the rest of a document stays where it is.
PROFILE_FIELDS = (
    "shop_id", "title", "title_stems", "fact_stems", "body_stems", "price_minor", "created_at", "rating",
)  # fmt: skip


def to_document(document: IndexDocument, *, with_vector: bool = True) -> dict[str, Any]:
    """Return the document as Meilisearch takes it.

    Without its vector the one that is stored stays; that is right for a listing whose vector is stored already.
    """
    listing = document.listing
    text = words(listing)
    kept = profile(listing, document.created_at)
    fields: dict[str, Any] = {
        "id": listing.id,
        "revision": document.revision,
        "has_vector": document.vector is not None,
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
        fields["_geo"] = {"lat": document.location[0], "lng": document.location[1]}
    if with_vector:
        # Said to be none, a vector is not missed: Meilisearch fails a whole batch for one that is not mentioned.
        fields["_vectors"] = {EMBEDDER: None if document.vector is None else document.vector.tolist()}
    return fields


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


def fault(vector: Vector | None, dimensions: int) -> str | None:
    """Return why this vector cannot be stored; None when it can."""
    if vector is None:
        return None
    if vector.shape != (dimensions,):
        return f"its vector has the shape {vector.shape}, not ({dimensions},)"
    return None if bool(np.isfinite(vector).all()) else "its vector has a number that is not finite"
