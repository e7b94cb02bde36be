"""Reads a catalogue file: finds out what it is, then yields its rows and what is wrong with the others."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from core.listing import ImportRow, Word
from write_api.catalogue.files import etsy, own, shopify
from write_api.catalogue.files.fields import currency_code
from write_api.catalogue.files.problems import FieldError, ImportFileError, RowError
from write_api.catalogue.files.records import DELIMITERS, Record, header_of, records
from write_api.catalogue.files.text import PhysicalLines, encoding_of

Located = tuple[int, ImportRow] | RowError


def read_catalogue(path: Path, *, shop: str = "", currency: str = "") -> Iterator[ImportRow | RowError]:
    """Return the rows of a catalogue, and an error for each row that cannot go in, in the order of the file.

    Reads our CSV, JSONL and JSON, an Etsy seller export and a Shopify product export, told apart by their contents.
    Memory does not grow with the file, but for the SKUs seen.

    Args:
        path: the file.
        shop: the shop that every row goes to, whatever the file says.
        currency: the ISO 4217 code of every price, whatever the file says; a Shopify export needs it.

    Raises:
        ImportFileError: at once, when the file is not a catalogue.
    """
    if currency:
        try:
            currency = currency_code(currency)
        except FieldError as error:
            raise ImportFileError(f"--{error}") from error
    found = located_rows(path, shop=_shop_name(shop), currency=currency)
    return (one if isinstance(one, RowError) else one[1] for one in found)


def located_rows(path: Path, *, shop: str, currency: str = "") -> Iterator[Located]:
    """Return the same with each row's first physical line; `shop` and `currency` are taken as they are.

    Raises:
        ImportFileError: at once, when the file is not a catalogue.
    """
    encoding = encoding_of(path)
    rows = _format(path, encoding)
    return _checked(_located(path, encoding, rows, currency), shop)


def _shop_name(shop: str) -> str:
    try:
        return TypeAdapter(Word).validate_python(shop) if shop else ""
    except ValidationError as error:
        raise ImportFileError("--shop is not a name. Give the shop 1 to 60 characters.") from error


Reader = Callable[[PhysicalLines, str], Iterator[Located]]


def _format(path: Path, encoding: str) -> Reader:
    """Return what reads this file's rows, by its first lines."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        start = next(
            (text for line in iter(lambda: file.readline(1000), "") if (text := line.strip("\x00 \r\n\t"))),
            "",
        )
    if start.startswith("{"):
        return own.rows_from_json_lines
    if start.startswith("["):
        return own.rows_from_json_array
    columns: list[str] = []
    for delimiter in DELIMITERS:
        with path.open(encoding=encoding, errors="replace", newline="") as file:
            try:
                columns = header_of(PhysicalLines(file), delimiter)
            except (FieldError, csv.Error) as error:
                raise ImportFileError(_no_header(start)) from error
        reader = _csv_reader(columns, delimiter)
        if reader:
            return reader
    raise ImportFileError(_no_header(start))


def _csv_reader(columns: list[str], delimiter: str) -> Reader | None:
    """Return what reads the records under a header, or None where the header is none that we know."""
    if etsy.is_etsy(columns):
        return lambda lines, currency: _mapped(
            lines, delimiter, etsy.sku_of, lambda r: etsy.row_from_record(r, currency)
        )
    if shopify.is_shopify(columns):
        return lambda lines, currency: shopify.rows(records(lines, delimiter), currency)
    if {"sku", "title", "price"} <= set(columns):
        return lambda lines, currency: _own(lines, delimiter, currency, own.unknown_columns(columns))
    return None


def _own(lines: PhysicalLines, delimiter: str, currency: str, unknown: list[str]) -> Iterator[Located]:
    if unknown:
        names = ", ".join(name[:40] for name in unknown[:10])
        yield RowError(
            1,
            "",
            f"The file has columns that we do not know and leave out: {names}. Check their spelling.",
            is_remark=True,
        )
    yield from _mapped(lines, delimiter, lambda r: r.get("sku"), lambda r: own.row_from_record(r, currency))


def _mapped(
    lines: PhysicalLines,
    delimiter: str,
    sku_of: Callable[[Record], str],
    row_of: Callable[[Record], ImportRow],
) -> Iterator[Located]:
    for record in records(lines, delimiter):
        if isinstance(record, RowError):
            yield record
            continue
        try:
            row = row_of(record)
        except FieldError as error:
            yield RowError(record.line, own.sku_shown(sku_of(record)), str(error), error.field)
        else:
            yield record.line, row


def _located(path: Path, encoding: str, rows: Reader, currency: str) -> Iterator[Located]:
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        yield from rows(PhysicalLines(file), currency)


def _checked(rows: Iterator[Located], shop: str) -> Iterator[Located]:
    """Put rows into the shop that was asked for, and refuse the second of two with one SKU in one shop."""
    first_line: dict[int, int] = {}
    for located in rows:
        if isinstance(located, RowError):
            yield located
            continue
        line, row = located
        row = row.model_copy(update={"shop": shop}) if shop else row
        key = hash((row.shop, row.sku))
        if key in first_line:
            reason = (
                f"sku '{row.sku}' is already on line {first_line[key]}. Give each row of a shop its own SKU."
            )
            yield RowError(line, row.sku, reason, "sku")
        else:
            first_line[key] = line
            yield line, row


def _no_header(start: str) -> str:
    shown = " ".join(start.split())[:80]
    return (
        f"The first line is not a header that we know: {shown!r}. A catalogue starts with a line such as "
        "sku,title,price,currency. Exports of Etsy and Shopify are taken as they are."
    )
