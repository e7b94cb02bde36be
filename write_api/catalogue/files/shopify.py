"""The product export of Shopify, with its old and its new column names: one row a variant or a picture."""

import re
from dataclasses import dataclass, field

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
from write_api.catalogue.files.problems import FieldError
from write_api.catalogue.files.records import Record
from write_api.catalogue.files.rows import import_row

_HANDLE = ("handle", "url handle")
_PRICE = ("variant price", "price")
_SKU = ("variant sku", "sku")
_IMAGE = ("image src", "product image url")
_STOCK = ("variant inventory qty", "inventory quantity")
_MAX_TITLE_CHARS = 140


def is_shopify(columns: list[str]) -> bool:
    """Return whether a header is that of a Shopify product export, of either kind."""
    old = {"handle", "title"} <= set(columns)
    return old or ({"title", "price"} <= set(columns) and bool({"url handle", "option1 name"} & set(columns)))


@dataclass
class ShopifyRows:
    """Reads records in order, keeping the product that the next rows continue; one product at a time."""

    currency: str
    _head: Record = field(default_factory=lambda: Record(0, {}))

    def row(self, record: Record) -> ImportRow | None:
        """Return the listing of a record's variant, or None where the record only adds a picture.

        Raises:
            FieldError: a field is wrong, or the product is not for sale.
        """
        if record.get("title") or record.first(*_HANDLE) != self._head.first(*_HANDLE):
            self._head = record
        if not record.first(*_PRICE) and record is not self._head:
            return None
        self._check_on_sale()
        if not self.currency:
            raise FieldError(
                "currency is not in a Shopify export. Name one for all rows, for example GBP.", "currency"
            )
        code = currency_code(self.currency)
        stock = record.first(*_STOCK)
        return import_row(
            {
                "sku": self.sku(record),
                "title": self._title(record),
                "description": shortened(plain(self._head.first("body (html)", "description"))),
                "price_minor": price_minor(record.first(*_PRICE), code),
                "currency": code,
                "quantity": max(0, whole_number(_STOCK[0], stock)) if stock else 1,
                "tags": few_words(parts(plain(self._head.get("tags")), ",")),
                "colors": few_words(self._colors(record)),
                "image_url": record.first("variant image", "variant image url", *_IMAGE)
                or self._head.first(*_IMAGE),
            }
            | self._category()
            | self._shop()
        )

    def sku(self, record: Record) -> str:
        """Return the variant's SKU; where it has none, the handle with the variant's options."""
        # Exports guard a SKU against spreadsheets with an apostrophe.
        given = record.first(*_SKU).lstrip("'")
        if given:
            return given
        words = [self._head.first(*_HANDLE) or self._head.get("title"), *self._options(record)]
        return re.sub(r"[^a-z0-9]+", "-", " ".join(words).lower()).strip("-")[:64]

    def _check_on_sale(self) -> None:
        status = self._head.get("status").lower()
        if status in {"draft", "archived"}:
            raise FieldError(f"The product's status is {status}. Make it active in Shopify, or leave it out.")
        if self._head.get("gift card").lower() == "true":
            raise FieldError("Gift cards are not goods. Leave the row out.")

    def _title(self, record: Record) -> str:
        options = ", ".join(self._options(record))
        room = _MAX_TITLE_CHARS - (len(options) + 3 if options else 0)
        title = " ".join(plain(self._head.get("title")).split())
        return f"{title[: max(room, 3)].strip()} ({options})" if options else title

    def _options(self, record: Record) -> list[str]:
        values = (plain(record.get(f"option{number} value")) for number in (1, 2, 3))
        return [value for value in values if value and value.lower() != "default title"]

    def _colors(self, record: Record) -> list[str]:
        names = ((number, self._head.get(f"option{number} name")) for number in (1, 2, 3))
        return [
            value
            for number, name in names
            if re.search("colou?r", name, re.IGNORECASE) and (value := record.get(f"option{number} value"))
        ]

    def _category(self) -> dict[str, str]:
        path = parts(plain(self._head.first("product category", "type")), ">")
        return {"category": " > ".join(path[-2:])} if path else {}

    def _shop(self) -> dict[str, str]:
        vendor = " ".join(plain(self._head.get("vendor")).split())
        return {"shop": vendor} if vendor else {}
