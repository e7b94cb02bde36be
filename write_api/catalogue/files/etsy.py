"""The seller export of Etsy, EtsyListingsDownload.csv: one row a listing."""

import hashlib
import re

from core.listing import ImportRow
from write_api.catalogue.files.fields import (
    currency_code,
    few_words,
    parts,
    plain,
    price_minor,
    shortened,
    whole_number,
)
from write_api.catalogue.files.records import Record
from write_api.catalogue.files.rows import import_row

_VARIATIONS = (1, 2, 3)


def is_etsy(columns: list[str]) -> bool:
    """Return whether a header is that of an Etsy export."""
    return {"title", "price", "currency_code"} <= set(columns)


def row_from_record(record: Record, currency: str) -> ImportRow:
    """Return the row of a listing; `currency` wins over the file's own.

    Raises:
        FieldError: a field is wrong.
    """
    code = currency_code(currency or record.get("currency_code"))
    title = " ".join(plain(record.get("title")).split())
    quantity = record.get("quantity")
    return import_row(
        {
            "sku": sku_of(record),
            "title": title,
            "description": shortened(plain(record.get("description"))),
            "price_minor": price_minor(record.get("price"), code),
            "currency": code,
            "quantity": whole_number("QUANTITY", quantity) if quantity else 1,
            "tags": few_words(_words(record.get("tags"))),
            "materials": few_words([*_words(record.get("materials")), *_options(record, "material")]),
            "colors": few_words(_options(record, "colou?r")),
            "image_url": record.first(*(f"image{number}" for number in range(1, 11))),
        }
    )


def sku_of(record: Record) -> str:
    """Return the listing's first SKU; where it has none, one made from the title, the same on each import."""
    first = next(iter(parts(record.get("sku"), ",")), "")
    if first:
        return first
    return "etsy-" + hashlib.sha256(plain(record.get("title")).encode()).hexdigest()[:12]


def _words(text: str) -> list[str]:
    return parts(plain(text).replace("_", " "), ",")


def _options(record: Record, name: str) -> list[str]:
    """Return the values of the variations whose name matches."""
    found: list[str] = []
    for number in _VARIATIONS:
        label = record.first(f"variation {number} name", f"variation {number} type")
        if re.search(name, label, re.IGNORECASE):
            found += parts(plain(record.get(f"variation {number} values")), ",")
    return found
