"""Our own catalogue format: what goes in, what does not, and what the reader says about it."""

import json
from pathlib import Path

import pytest

from core.listing import ImportRow
from write_api.catalogue.files import ImportFileError, RowError, read_catalogue

HEADER = "sku,title,price,currency"


def read(tmp_path: Path, content: str | bytes, **options: str) -> list[ImportRow | RowError]:
    path = tmp_path / "catalogue"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_catalogue(path, **options))


def only(rows: list[ImportRow | RowError]) -> ImportRow:
    assert len(rows) == 1
    assert isinstance(rows[0], ImportRow), rows[0]
    return rows[0]


def error(rows: list[ImportRow | RowError]) -> RowError:
    errors = [row for row in rows if isinstance(row, RowError)]
    assert len(errors) == 1
    return errors[0]


def test_four_columns_are_enough(tmp_path: Path) -> None:
    row = only(read(tmp_path, f"{HEADER}\nm-1,Blue mug,12.50,gbp\n"))
    assert (row.sku, row.title, row.price_minor, row.currency) == ("m-1", "Blue mug", 1250, "GBP")


def test_every_column_is_taken(tmp_path: Path) -> None:
    text = (
        "sku,title,price,currency,description,category,shop,city,region,country,lat,lng,quantity,materials,colors,"
        "occasions,recipients,tags,style,lead_days,personalization,image_url,ships_to\n"
        'm-1,Blue mug,"£1,299.00",GBP,"Two\nlines",Kitchen > Mugs,Mudlark,York,England,gb,53.9,-1.1,"1,200",'
        "clay| glaze|clay,blue,birthday,for her,tea,rustic,5,A name of 10 letters,https://x.example/a.jpg,gb|us\n"
    )
    row = only(read(tmp_path, text))
    assert row.price_minor == 129_900
    assert row.description == "Two\nlines"
    assert row.materials == ["clay", "glaze"]
    assert (row.country, row.ships_to, row.quantity) == ("GB", ["GB", "US"], 1200)
    assert (row.made_to_order, row.lead_days) == (True, 5)
    assert row.personalization.allowed
    assert row.personalization.instructions == "A name of 10 letters"


def test_json_lines_have_the_same_keys(tmp_path: Path) -> None:
    lines = [
        {"sku": "a", "title": "Blue mug", "price": 12.1, "currency": "USD", "colors": ["blue"], "lat": None},
        {
            "sku": 7,
            "title": "Red mug",
            "price": "12.50",
            "currency": "USD",
            "personalization": {"allowed": True},
        },
    ]
    rows = read(tmp_path, "\n\n".join(json.dumps(line) for line in lines))
    assert [(row.sku, row.price_minor) for row in rows if isinstance(row, ImportRow)] == [
        ("a", 1210),
        ("7", 1250),
    ]


PIECE = {"sku": "MUG", "title": "Mug", "price": 30, "currency": "USD"}


def test_json_rows_may_have_variants(tmp_path: Path) -> None:
    sizes = [
        {"sku": 1, "options": {"Size": 7}, "quantity": 3},
        {"options": {"Size": "Large"}, "price": 42.5, "sku": None},
    ]
    row = only(read(tmp_path, json.dumps([PIECE | {"variants": sizes}])))
    assert row.variants is not None
    assert [(one.sku, one.options, one.price_minor, one.quantity) for one in row.variants] == [
        ("1", {"Size": "7"}, None, 3),
        (None, {"Size": "Large"}, 4250, 1),
    ]
    assert only(read(tmp_path, json.dumps(PIECE))).variants is None
    assert only(read(tmp_path, json.dumps(PIECE | {"variants": []}))).variants == []


@pytest.mark.parametrize(("variants", "reason"), [
    ("Large", 'variants is not a list. Write it as ["one", "two"].'),
    ([{"sku": "A"}], "variants[0].options is missing. Every variant needs options."),
    ([{"options": {}}], "variants[0].options is too short. Write at least 1 characters."),
    ([{"options": {"Size": "S"}, "price": "dear"}], "price 'dear' is not a price. Write it like 12.50."),
    ([{"options": {"Size": "S"}, "price_minor": 3}], "price_minor is not a key we know."),
    (
        [{"options": {"Size": "S"}, "stock": 3}],
        "variants[0].stock is not a key we know. Use one of sku, options, price, quantity.",
    ),
    (["Large"], "variants[0] is not valid."),
])  # fmt: skip
def test_a_variant_that_is_none_is_refused_with_its_row(
    tmp_path: Path, variants: object, reason: str
) -> None:
    assert error(read(tmp_path, json.dumps(PIECE | {"variants": variants}))).reason.startswith(reason)


def test_a_column_of_variants_is_left_out_and_said(tmp_path: Path) -> None:
    remark, row = read(tmp_path, f"{HEADER},variants\nm-1,Blue mug,12.50,GBP,Large|Small\n")
    assert isinstance(remark, RowError)
    assert (remark.is_remark, "variants" in remark.reason) == (True, True)
    assert isinstance(row, ImportRow)
    assert row.variants is None


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("m-1,Blue mug,twelve,GBP", "price 'twelve' is not a price. Write it like 12.50."),
        ("m-1,Blue mug,0,GBP", "price '0' is not above zero. Write it like 12.50."),
        ("m-1,Blue mug,-3,GBP", "price '-3' is not a price. Write it like 12.50."),
        ("m-1,Blue mug,1.005,GBP", "price '1.005' is finer than GBP allows. Use 2 decimals at most."),
        ("m-1,Blue mug,,GBP", "price is missing. Write it like 12.50."),
        (
            "m-1,Blue mug,3,",
            "currency is missing. Add a currency column, or name one for all rows, for example GBP.",
        ),
        ("m-1,ab,3,GBP", "title is too short. Write at least 3 characters."),
        (",Blue mug,3,GBP", "sku is missing. Every row needs a sku."),
        (
            "#1,Blue mug,3,GBP",
            "sku is not valid. Use letters, digits, dots, dashes, slashes and spaces, 64 characters at most.",
        ),
        ("m-1,Blue mug,3,GBP,more", "The row has 5 fields, the header 4. Put texts with commas in quotes."),
    ],
)
def test_a_bad_row_says_which_field_and_what_to_do(tmp_path: Path, cells: str, reason: str) -> None:
    rows = read(tmp_path, f"{HEADER}\n{cells}\nm-2,Good mug,3,GBP\n")
    assert error(rows).reason == reason
    assert error(rows).line == 2
    assert isinstance(rows[1], ImportRow)


def test_line_numbers_are_those_of_the_file(tmp_path: Path) -> None:
    text = f'\n{HEADER},description\nm-1,Blue mug,3,GBP,"one\ntwo\nthree"\n\nm-2,No price,,GBP,x\n'
    assert error(read(tmp_path, text)) == RowError(
        7, "m-2", "price is missing. Write it like 12.50.", "price"
    )


def test_the_second_of_two_with_one_sku_names_the_first(tmp_path: Path) -> None:
    rows = read(tmp_path, f"{HEADER}\nm-1,Blue mug,3,GBP\nm-1,Red mug,3,GBP\n")
    assert error(rows) == RowError(
        3, "m-1", "sku 'm-1' is already on line 2. Give each row of a shop its own SKU.", "sku"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_line_ends_and_delimiters_are_found_out(
    tmp_path: Path, encoding: str, end: str, delimiter: str
) -> None:
    text = end.join([HEADER, "m-1,Café crème bowl,£3,GBP", ""]).replace(",", delimiter)
    row = only(read(tmp_path, text.encode(encoding)))
    assert row.title == "Café crème bowl"
    assert row.price_minor == 300


def test_options_win_over_the_file(tmp_path: Path) -> None:
    row = only(read(tmp_path, f"{HEADER},shop\nm-1,Blue mug,3,GBP,Other\n", shop="Mudlark", currency="usd"))
    assert (row.shop, row.currency) == ("Mudlark", "USD")


def test_unknown_columns_are_named_and_the_rows_go_in(tmp_path: Path) -> None:
    rows = read(tmp_path, f"{HEADER},colour,mateirals\nm-1,Blue mug,3,GBP,blue,clay\n")
    assert "mateirals" in error(rows).reason
    assert isinstance(rows[1], ImportRow)
    assert rows[1].colors == ["blue"]


def test_nul_bytes_huge_fields_and_endless_lines_stop_nothing(tmp_path: Path) -> None:
    huge = "x" * 300_000
    endless = "y" * 2_500_000
    lines = ["m-1,Blue\x00 mug,3,GBP,", f"m-2,Huge,3,GBP,{huge}", endless, "m-3,Last mug,3,GBP,"]
    text = "\n".join([f"{HEADER},description", *lines])
    rows = read(tmp_path, text)
    assert [row.title for row in rows if isinstance(row, ImportRow)] == ["Blue mug", "Last mug"]
    assert [(row.line, row.reason.split(".")[0]) for row in rows if isinstance(row, RowError)] == [
        (3, "description is longer than 5000 characters"),
        (4, "The line is longer than 2,000,000 characters"),
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"PK\x03\x04rest of a workbook", "Excel"),
        (b"name,cost\nmug,3\n", "sku,title,price,currency"),
        (b"\x00\xff\xfe\x01" * 50, "header"),
    ],
)
def test_a_file_that_is_no_catalogue_gets_one_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(ImportFileError, match=words):
        read(tmp_path, content)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match=r"nowhere\.csv: No such file"):
        read_catalogue(tmp_path / "nowhere.csv")


def test_bad_options_are_refused_before_reading(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="--currency 'XXX' is not one we carry"):
        read(tmp_path, HEADER, currency="XXX")
    with pytest.raises(ImportFileError, match="--shop"):
        read(tmp_path, HEADER, shop="x" * 61)


MUG = '{"sku": "m-%s", "title": "Mug \\"}], [", "price": 3, "currency": "GBP"}'


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[]", []),
        (f"[{MUG % 1},{MUG % 2}]", ["m-1", "m-2"]),
        (f"[\n {MUG % 1}\n,\n 5, {MUG % 2}\n]\n", ["m-1", "line 4", "m-2"]),
        (f"[{MUG % 1}, {MUG % 2}", ["m-1", "line 1"]),
        (f"[{MUG % 1}] {MUG % 2}", ["m-1", "line 1"]),
        (f"[{MUG % 1},, {MUG % 2}]", ["m-1", "line 1", "m-2"]),
        (f'[{{"sku": "{"x" * 5_000_000}"}}, {MUG % 2}]', ["line 1", "m-2"]),
    ],
)
def test_a_json_array_is_read_element_by_element(tmp_path: Path, text: str, found: list[str]) -> None:
    rows = read(tmp_path, text)
    assert [f"line {row.line}" if isinstance(row, RowError) else row.sku for row in rows] == found
