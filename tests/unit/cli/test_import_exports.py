"""The exports of Etsy and Shopify go in as they are."""

from pathlib import Path

import pytest

from core.listing import ImportRow
from write_api.catalogue.files import RowError, read_catalogue

ETSY = (
    "TITLE,DESCRIPTION,PRICE,CURRENCY_CODE,QUANTITY,TAGS,MATERIALS,IMAGE1,IMAGE2,IMAGE3,IMAGE4,IMAGE5,IMAGE6,"
    "IMAGE7,IMAGE8,IMAGE9,IMAGE10,VARIATION 1 TYPE,VARIATION 1 NAME,VARIATION 1 VALUES,VARIATION 2 TYPE,"
    "VARIATION 2 NAME,VARIATION 2 VALUES,SKU\n"
)
SHOPIFY_OLD = (
    "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,"
    "Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Price,Image Src,"
    "Image Position,Image Alt Text,Gift Card,Status\n"
)
SHOPIFY_NEW = (
    "Title,URL handle,Description,Vendor,Product category,Type,Tags,Published on online store,Status,SKU,"
    "Barcode,Option1 name,Option1 value,Price,Inventory quantity,Product image URL,Image alt text,Gift card\n"
)


def read(tmp_path: Path, content: str, currency: str = "") -> list[ImportRow | RowError]:
    path = tmp_path / "export.csv"
    path.write_text(content, encoding="utf-8-sig")
    return list(read_catalogue(path, currency=currency))


def test_an_etsy_listing_goes_in_with_its_words_and_pictures(tmp_path: Path) -> None:
    listing = (
        '"Nan&#39;s Fern Mug","Line one\r\nline two &amp; more",32.00,USD,5,"tea_lover,fern mug",'
        '"stoneware,glaze",https://i.etsystatic.com/1.jpg,,,,,,,,,,Color,Primary color,'
        '"Moss,Sky",,,,"FERN-1,FERN-2"\n'
    )
    (row,) = read(tmp_path, ETSY + listing)
    assert isinstance(row, ImportRow)
    assert (row.sku, row.title, row.price_minor, row.currency) == ("FERN-1", "Nan's Fern Mug", 3200, "USD")
    assert row.description == "Line one\nline two & more"
    assert (row.tags, row.materials, row.colors) == (
        ["tea lover", "fern mug"],
        ["stoneware", "glaze"],
        ["Moss", "Sky"],
    )
    assert row.image_url == "https://i.etsystatic.com/1.jpg"


def test_an_etsy_listing_without_a_sku_keeps_the_same_one_on_each_import(tmp_path: Path) -> None:
    listing = "Plain bowl,Round,20.00,EUR,1,,," + "," * 16 + "\n"
    (first,), (second,) = read(tmp_path, ETSY + listing), read(tmp_path, ETSY + listing)
    assert first == second
    assert isinstance(first, ImportRow)
    assert first.sku.startswith("etsy-")


BOARD = (
    'oak-board,Oak Board,"<p>Oiled <b>oak</b>.</p><script>x()</script><ul><li>Big</li></ul>",Mudlark,'
    'Home & Garden > Kitchen > Boards,,"oak, board",TRUE,Size,Small,\'OAK-S,500,shopify,7,30.00,'
    "https://cdn.example/a.jpg,1,Board,FALSE,active\n"
    "oak-board,,,,,,,,,Large,,900,shopify,-2,45.00,https://cdn.example/b.jpg,2,,,\n"
    "oak-board,,,,,,,,,,,,,,,https://cdn.example/c.jpg,3,,,\n"
)
SOAP = "soap,Soap,Clean.,Mudlark,,Bath,,TRUE,Title,Default Title,SOAP,90,,3,4.50,,,,FALSE,active\n"


def test_a_shopify_product_is_one_listing_with_its_variants(tmp_path: Path) -> None:
    board, soap = read(tmp_path, SHOPIFY_OLD + BOARD + SOAP, currency="GBP")
    assert isinstance(board, ImportRow)
    assert isinstance(soap, ImportRow)
    assert (board.sku, board.title, board.price_minor) == ("oak-board", "Oak Board", 3000)
    assert board.variants is not None
    assert [(one.sku, one.options, one.price_minor, one.quantity) for one in board.variants] == [
        ("OAK-S", {"Size": "Small"}, 3000, 7),
        ("oak-board-large", {"Size": "Large"}, 4500, 0),
    ]
    assert board.description == "Oiled oak.\n\n- Big"
    assert (board.category, board.tags) == ("Kitchen > Boards", ["oak", "board"])
    assert board.image_url[-5:] == "a.jpg"
    assert (soap.sku, soap.price_minor, soap.quantity, soap.variants) == ("SOAP", 450, 3, None)


def test_a_shopify_product_is_not_its_own_variant(tmp_path: Path) -> None:
    (row,) = read(tmp_path, SHOPIFY_OLD + BOARD.replace("'OAK-S", "oak-board"), currency="GBP")
    assert isinstance(row, ImportRow)
    assert row.sku == "oak-board-all"


@pytest.mark.parametrize(("wrong", "line", "words"), [
    (BOARD.replace("45.00", "dear"), 3, "price 'dear' is not a price"),
    (BOARD.replace("Large", "x" * 61), 2, "variants[1].options is longer than 60 characters"),
    (BOARD.replace("oak-board,,,,,,,,,Large", "oak-board,,,,,,,,,Large" + "," * 20 + "x"), 2, "cannot be read"),
])  # fmt: skip
def test_a_shopify_product_goes_in_with_all_its_variants_or_not(
    tmp_path: Path, wrong: str, line: int, words: str
) -> None:
    *_, refused, soap = read(tmp_path, SHOPIFY_OLD + wrong + SOAP, currency="GBP")
    assert isinstance(refused, RowError)
    assert refused.line == line
    assert words in refused.reason
    assert isinstance(soap, ImportRow)


def test_the_new_column_names_of_shopify_are_known_too(tmp_path: Path) -> None:
    (row,) = read(
        tmp_path,
        SHOPIFY_NEW
        + "Moss Mug,moss-mug,<p>Green.</p>,Mudlark,,Mugs,tea,TRUE,active,MUG-1,,Color,Moss,18.00,4,"
        "https://cdn.example/m.jpg,Mug,FALSE\n",
        currency="EUR",
    )
    assert isinstance(row, ImportRow)
    assert (row.sku, row.title) == ("moss-mug", "Moss Mug")
    assert row.variants is not None
    assert [(one.sku, one.options, one.quantity) for one in row.variants] == [("MUG-1", {"Color": "Moss"}, 4)]


@pytest.mark.parametrize(
    ("status", "gift_card", "currency", "words"),
    [
        ("draft", "FALSE", "GBP", "status is draft"),
        ("active", "TRUE", "GBP", "Gift cards"),
        ("active", "FALSE", "", "Name one for all rows"),
    ],
)
def test_what_shopify_does_not_sell_is_left_out_with_a_reason(
    tmp_path: Path, status: str, gift_card: str, currency: str, words: str
) -> None:
    line = f"Moss Mug,moss-mug,,Mudlark,,,,TRUE,{status},MUG-1,,,,18.00,4,,,{gift_card}\n"
    (row,) = read(tmp_path, SHOPIFY_NEW + line, currency)
    assert isinstance(row, RowError)
    assert (row.line, row.sku) == (2, "MUG-1")
    assert words in row.reason
