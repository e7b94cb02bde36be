"""Whatever is in a file, reading it ends with rows, row errors or one clear refusal."""

import csv
import io
import json
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from core.listing import ImportRow
from write_api.catalogue.files import ImportFileError, RowError, read_catalogue
from write_api.catalogue.files.fields import plain

HEADERS = st.sampled_from(
    [
        b"",
        b"sku,title,price,currency,description,quantity,lead_days,personalization,lat,tags\n",
        b"\xef\xbb\xbfsku;title;price\r\n",
        b"TITLE,DESCRIPTION,PRICE,CURRENCY_CODE,QUANTITY,TAGS,SKU\n",
        b"Handle,Title,Body (HTML),Option1 Value,Variant SKU,Variant Price,Variant Inventory Qty,Status\n",
        b'{"sku": "a", "title": "Mug", "price": 1, "currency": "GBP"}\n',
    ]
)
PIECES = st.lists(
    st.one_of(
        st.binary(max_size=30),
        st.sampled_from(
            [b",", b";", b'"', b"\n", b"\r\n", b"\x00", b"GBP", b"1.5", b"1e999999999", b"NaN", b"<![x", b"{"]
        ),
        st.sampled_from(
            [b'{"sku": [], "price": true}', b'{"sku": "\\ud800", "price": 1}', b"[" * 2000, b"12" * 3000]
        ),
    ),
    max_size=30,
).map(b"".join)
TITLES = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=3, max_size=60)
ROWS = st.lists(
    st.builds(
        ImportRow,
        sku=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True),
        title=TITLES,
        description=st.text(st.sampled_from("ab,;\"'|\n <&é£"), max_size=80).map(str.strip),
        price_minor=st.integers(1, 10**9),
        currency=st.sampled_from(["GBP", "USD", "JPY"]),
        quantity=st.integers(0, 1000),
        colors=st.lists(st.sampled_from(["red", "deep blue", "grün"]), max_size=3, unique=True),
        ships_to=st.lists(st.sampled_from(["GB", "US"]), max_size=2, unique=True),
    ),
    max_size=8,
    unique_by=lambda row: row.sku,
)


def read(content: bytes, currency: str = "") -> list[ImportRow | RowError]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "catalogue"
        path.write_bytes(content)
        return list(read_catalogue(path, currency=currency))


def as_file_has_it(row: ImportRow) -> dict[str, object]:
    places = 0 if row.currency == "JPY" else 2
    given_values = row.model_dump(exclude_defaults=True) | {"currency": row.currency}
    price = given_values.pop("price_minor")
    return given_values | {"price": str(Decimal(price).scaleb(-places))}


@settings(max_examples=300, deadline=None)
@given(HEADERS, PIECES, st.sampled_from(["", "GBP"]))
def test_no_bytes_raise_anything_but_an_import_file_error(header: bytes, body: bytes, currency: str) -> None:
    rows: list[ImportRow | RowError] = []
    with suppress(ImportFileError):
        rows = read(header + body, currency)
    for row in rows:
        if isinstance(row, RowError):
            assert row.line >= 1
            assert row.reason.endswith(".")
            (row.sku + row.reason).encode()


@settings(deadline=None)
@given(ROWS)
def test_good_rows_come_back_from_csv_as_they_went_in(rows: list[ImportRow]) -> None:
    columns = ["sku", "title", "description", "price", "currency", "quantity", "colors", "ships_to"]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    for row in rows:
        cells = as_file_has_it(row)
        writer.writerow(
            {key: "|".join(value) if isinstance(value, list) else value for key, value in cells.items()}
        )
    assert read(text.getvalue().encode()) == rows


@settings(deadline=None)
@given(ROWS.filter(bool))
def test_good_rows_come_back_from_json_lines_as_they_went_in(rows: list[ImportRow]) -> None:
    lines = [json.dumps(as_file_has_it(row), ensure_ascii=False) for row in rows]
    assert read("\n".join(lines).encode()) == rows


@given(st.text(st.sampled_from("<>![]-/&;#x0 apbrscript\"'")))
def test_any_html_becomes_text(markup: str) -> None:
    assert isinstance(plain(markup), str)
