"""The product export of Shopify, old and new column names: rows of variants and pictures become one listing."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from core.listing import MOST_VARIANTS, ImportRow
from write_api.catalogue.files.fields import (
    currency_code,
    few_words,
    parts,
    plain,
    price_minor,
    shortened,
    whole_number,
)
from write_api.catalogue.files.problems import FieldError, RowError
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
class Product:
    """The rows of one product: the first, and those that are a variant; whether a row between them was lost."""

    head: Record
    variants: list[Record] = field(default_factory=list)
    is_broken: bool = False

    def row(self, currency: str) -> ImportRow | RowError:
        """Return its listing, or why there is none, with the line at fault."""
        at_fault = self.head
        try:
            self._check(currency)
            code = currency_code(currency)
            sold: list[dict[str, Any]] = []
            for at_fault in self.variants or [self.head]:
                sold += [self._sold(at_fault, code)]
            at_fault = self.head
            return import_row(self._words() | {"currency": code} | self._offer(sold))
        except FieldError as error:
            return RowError(at_fault.line, self._sku(at_fault), str(error), error.field)

    def _check(self, currency: str) -> None:
        status = self.head.get("status").lower()
        if status in {"draft", "archived"}:
            raise FieldError(f"The product's status is {status}. Make it active in Shopify, or leave it out.")
        if self.head.get("gift card").lower() == "true":
            raise FieldError("Gift cards are not goods. Leave the row out.")
        if not currency:
            raise FieldError(
                "currency is not in a Shopify export. Name one for all rows, for example GBP.", "currency"
            )
        if self.is_broken:
            raise FieldError("A row of this product cannot be read. Correct that one, and send all of them.")

    def _sold(self, record: Record, code: str) -> dict[str, Any]:
        stock = record.first(*_STOCK)
        return {
            "sku": self._sku(record),
            "options": self._options(record),
            "price_minor": price_minor(record.first(*_PRICE), code),
            "quantity": max(0, whole_number(_STOCK[0], stock)) if stock else 1,
        }

    def _offer(self, sold: list[dict[str, Any]]) -> dict[str, Any]:
        """Return what it costs and how many there are: of itself, or of each variant where it has options."""
        if len(sold) == 1 and not sold[0]["options"]:
            return {name: value for name, value in sold[0].items() if name != "options"}
        handle = _slug(self.head.first(*_HANDLE) or self.head.get("title"))
        is_taken = handle in {one["sku"] for one in sold}
        return {
            "sku": f"{handle[:60]}-all" if is_taken else handle,
            "price_minor": min(one["price_minor"] for one in sold),
            "variants": sold,
        }

    def _words(self) -> dict[str, Any]:
        path = parts(plain(self.head.first("product category", "type")), ">")
        vendor = " ".join(plain(self.head.get("vendor")).split())
        pictures = [record.first("variant image", "variant image url") for record in self.variants]
        return {
            "title": " ".join(plain(self.head.get("title")).split())[:_MAX_TITLE_CHARS].strip(),
            "description": shortened(plain(self.head.first("body (html)", "description"))),
            "tags": few_words(parts(plain(self.head.get("tags")), ",")),
            "image_url": self.head.first(*_IMAGE) or next(filter(None, pictures), ""),
            **({"category": " > ".join(path[-2:])} if path else {}),
            **({"shop": vendor} if vendor else {}),
        }

    def _sku(self, record: Record) -> str:
        """Return the variant's SKU; where it has none, the handle with the variant's options."""
        # Exports guard a SKU against spreadsheets with an apostrophe.
        given = record.first(*_SKU).lstrip("'")
        words = [self.head.first(*_HANDLE) or self.head.get("title"), *self._options(record).values()]
        return given or _slug(" ".join(words))

    def _options(self, record: Record) -> dict[str, str]:
        values = ((number, plain(record.get(f"option{number} value"))) for number in (1, 2, 3))
        return {
            plain(self.head.get(f"option{number} name")) or f"Option {number}": value
            for number, value in values
            if value and value.lower() != "default title"
        }


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:64].rstrip("-")


def rows(found: Iterable[Record | RowError], currency: str) -> Iterator[tuple[int, ImportRow] | RowError]:
    """Yield the listing of each product with the line on which it starts; one product is kept at a time."""
    for one in _products(found):
        if isinstance(one, RowError):
            yield one
            continue
        row = one.row(currency)
        yield row if isinstance(row, RowError) else (one.head.line, row)


def _products(found: Iterable[Record | RowError]) -> Iterator[Product | RowError]:
    product: Product | None = None
    for record in found:
        if isinstance(record, RowError):
            if product is not None:
                product.is_broken = True
            yield record
            continue
        if product is None or record.get("title") or record.first(*_HANDLE) != product.head.first(*_HANDLE):
            if product is not None:
                yield product
            product = Product(record)
        if record.first(*_PRICE) and len(product.variants) <= MOST_VARIANTS:
            product.variants.append(record)
    if product is not None:
        yield product
